"""No decision on a street's ground reaches a meeting above the streets past them: heard on a file with a number, or in words why not."""

from __future__ import annotations

import pytest
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.coordination import actions, rules
from shaoxiang.coordination.models import CoordinationCase
from shaoxiang.coordination.rules import CoordinationRefused
from shaoxiang.coordination.tests.conftest import DAY, HOUR, MONDAY, body, desk, district, fresh, leader, meeting_of, planned, raised
from shaoxiang.coordination.vocabulary import MeetingLevel, Source
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.opinions import actions as opinions
from shaoxiang.opinions.tests.conftest import asker
from shaoxiang.opinions.vocabulary import Power
from tests import people

WHY = "示例：街道的主任在会上当面说，记入纪要"
DISTRICT = MeetingLevel.DISTRICT


@pytest.mark.parametrize(("source", "level", "streets", "spoke", "asked"), [
    (Source.BY_HAND, DISTRICT, {1, 2}, (None, 9), (1, 2)),
    (Source.BY_HAND, MeetingLevel.MONTHLY, {1, 2}, (1, 9), (2,)),  # who brought it up has spoken
    (Source.BY_HAND, MeetingLevel.MONTHLY, {1}, (5, 1), ()),  # who calls the meeting speaks there
    (Source.BY_HAND, MeetingLevel.WEEKLY, {1}, (5, 9), ()),  # a street's own meeting
    (Source.OBJECTION, DISTRICT, {1}, (None, 9), ()),  # it grew out of the street's own case
    (Source.BY_HAND, DISTRICT, set(), (5, 9), ()),
])
def test_whose_ground_it_is_and_who_has_not_spoken(source, level, streets, spoke, asked):
    assert rules.to_hear(source, level, streets, spoke) == asked


def on_the_street() -> CoordinationCase:
    return raised(actor=district(), level=DISTRICT, street_id=desk().street_id)


def heard_by(*streets: str) -> str:
    units = [desk(street).unit_id for street in streets]
    file = opinions.ask(power=Power.INTEGRATED_COORDINATION, title="示例：议题", units=units, asked_by=asker(), at=MONDAY - 30 * DAY, text="示例")
    opinions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=MONDAY - DAY)
    return file.number


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_an_item_goes_on_the_district_s_agenda_once_its_street_was_heard():
    held = meeting_of(raised(actor=district(), level=DISTRICT, street_id=None), actor=district())
    item = on_the_street()
    for how, words in (({}, "为什么不用"), ({"heard_number": "JC20000101-0001"}, "没有编号"), ({"heard_number": heard_by(people.NEXT)}, "没有问到")):
        with pytest.raises(CoordinationRefused, match=words):
            actions.put_on_agenda(item.number, meeting=held.number, actor=district(), at=MONDAY, **how)
    number = heard_by(people.HOME)
    actions.put_on_agenda(item.number, meeting=held.number, actor=district(), at=MONDAY, heard_number=number)
    assert (fresh(item).heard_number, fresh(item).unheard_why, fresh(item).meeting_id) == (number, "", held.pk)
    assert Entry.objects.filter(kind="coordination.on_agenda", subject_id=item.pk).get().facts["heard"] == number
    with pytest.raises(CoordinationRefused, match="没有问到"):  # a street added afterwards is heard too
        actions.add_unit(item.number, actor=district(), at=MONDAY, unit_ids=[desk(people.NEXT).unit_id])
    actions.take_off(item.number, actor=district(), at=MONDAY + HOUR)
    with pytest.raises(CoordinationRefused, match="为什么不用"):  # each time anew
        actions.put_on_agenda(item.number, meeting=held.number, actor=district(), at=MONDAY + HOUR)


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_a_meeting_planned_with_the_item_asks_too_and_a_street_s_own_meeting_asks_nothing():
    item, chair = on_the_street(), people.actor("DISTRICT_LEADER").post_id
    with pytest.raises(CoordinationRefused, match="为什么不用"):
        actions.plan_meeting(planned(MONDAY + DAY, chair), level=DISTRICT, actor=district(), at=MONDAY, items=[item.number])
    actions.plan_meeting(planned(MONDAY + DAY, chair), level=DISTRICT, actor=district(), at=MONDAY, items=[item.number], unheard_why=WHY)
    assert fresh(item).unheard_why == WHY
    own = raised(level=MeetingLevel.MONTHLY)
    actions.plan_meeting(planned(MONDAY + DAY, leader().post_id), level=MeetingLevel.MONTHLY, actor=desk(), at=MONDAY, items=[own.number], unheard_why=WHY)
    assert fresh(own).unheard_why == "", "nothing was to be asked"


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_the_pages_ask_keep_what_was_typed_and_show_the_reason():
    item = on_the_street()
    held = meeting_of(raised(actor=district(), level=DISTRICT, street_id=None, unit_ids=[body("DEP07")]), actor=district())
    client, act = seated(district()), reverse("coordination:act", args=[item.number, "put_on_agenda"])
    assert act in client.get(reverse("coordination:meeting", args=[held.number])).content.decode(), "no button that would be refused"
    assert 'name="heard_number"' in client.get(reverse("coordination:meeting_new")).content.decode()
    refused = client.post(act, {"meeting": held.number, "heard_number": "", "unheard_why": "急"})
    assert refused.status_code == 422
    assert "急</textarea>" in refused.content.decode()
    assert client.post(act, {"meeting": held.number, "unheard_why": WHY}).status_code == 302
    assert WHY in client.get(reverse("coordination:item", args=[item.number])).content.decode()
    assert 'name="heard_number"' not in client.get(reverse("coordination:meeting_new")).content.decode(), "nothing else waits that asks"
