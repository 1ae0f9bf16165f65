"""No decision on a street's ground reaches a meeting above the streets past them: heard on a file about it. No reason stands for it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.coordination import actions, rules
from shaoxiang.coordination.models import CoordinationCase
from shaoxiang.coordination.queries.hearing import to_hear, unheard_of
from shaoxiang.coordination.queries.rows import SUBJECT
from shaoxiang.coordination.rules import CoordinationRefused
from shaoxiang.coordination.tests.conftest import DAY, HOUR, MONDAY, body, desk, district, fresh, heard_on, leader, meeting_of, planned, raised
from shaoxiang.coordination.vocabulary import MeetingLevel, Source
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.opinions import actions as opinions
from shaoxiang.opinions.models import ConsultationScope, OpinionFile
from shaoxiang.opinions.queries import standing
from shaoxiang.opinions.queries.places import units_of_district
from shaoxiang.opinions.tests.conftest import asker
from shaoxiang.opinions.vocabulary import Power, Uptake, View
from tests import people

WHY = "示例：街道的主任在会上当面说，记入纪要"  # taken before; now nothing
DISTRICT = MeetingLevel.DISTRICT


@pytest.mark.parametrize(("source", "level", "streets", "spoke", "own", "asked"), [
    (Source.BY_HAND, DISTRICT, {1, 2}, (None, 9), 1, (1, 2)),
    (Source.BY_HAND, MeetingLevel.MONTHLY, {1, 2}, (1, 9), None, (2,)),  # who brought it up has spoken
    (Source.BY_HAND, MeetingLevel.MONTHLY, {1}, (5, 1), 1, ()),  # who calls the meeting speaks there
    (Source.BY_HAND, MeetingLevel.WEEKLY, {1}, (5, 9), 1, ()),  # a street's own meeting
    (Source.OBJECTION, DISTRICT, {1, 2}, (None, 9), 1, (2,)),  # it grew out of the street's own case, and of no other's
    (Source.BY_HAND, DISTRICT, set(), (5, 9), None, ()),
])
def test_whose_ground_it_is_and_who_has_not_spoken(source, level, streets, spoke, own, asked):
    assert rules.to_hear(source, level, streets, spoke, own) == asked


def on_the_street(at=MONDAY - 40 * DAY) -> CoordinationCase:
    return raised(actor=district(), level=DISTRICT, street_id=desk().street_id, at=at)


def heard_by(item: CoordinationCase, *streets: str, title: str = "", at=MONDAY - 30 * DAY) -> str:
    units = [desk(street).unit_id for street in streets]
    file = opinions.ask(
        power=Power.RESOURCE_ALLOCATION, title=title or f"{item.matter.title} {item.number}", units=units, asked_by=asker(), at=at, text="示例")
    opinions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=MONDAY - DAY)
    return file.number


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_an_item_goes_on_the_district_s_agenda_once_its_street_was_heard_on_it():
    held = meeting_of(raised(actor=district(), level=DISTRICT, street_id=None), actor=district())
    item = on_the_street()
    for how, words in (
        ({}, "理由不能代替"), ({"heard_number": "JC20000101-0001"}, "没有编号"), ({"heard_number": heard_by(item, people.NEXT)}, "没有问到"),
        ({"heard_number": heard_by(item, people.HOME, title="示例：慰问品发放")}, "没有写到"),
        ({"heard_number": heard_by(item, people.HOME, at=MONDAY - 50 * DAY)}, "以前问的"),
    ):
        with pytest.raises(CoordinationRefused, match=words):
            actions.put_on_agenda(item.number, meeting=held.number, actor=district(), at=MONDAY, **how)
    number = heard_by(item, people.HOME)
    actions.put_on_agenda(item.number, meeting=held.number, actor=district(), at=MONDAY, heard_number=number)
    assert (fresh(item).heard_number, fresh(item).meeting_id) == (number, held.pk)
    assert Entry.objects.filter(kind="coordination.on_agenda", subject_id=item.pk).get().facts["heard"] == number
    with pytest.raises(CoordinationRefused, match="没有问到"):  # a street added afterwards is heard too
        actions.add_unit(item.number, actor=district(), at=MONDAY, unit_ids=[desk(people.NEXT).unit_id])
    actions.take_off(item.number, actor=district(), at=MONDAY + HOUR)
    with pytest.raises(CoordinationRefused, match="理由不能代替"):  # each time anew
        actions.put_on_agenda(item.number, meeting=held.number, actor=district(), at=MONDAY + HOUR)


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_a_meeting_planned_with_the_item_takes_the_file_opened_from_it_and_a_street_s_own_meeting_asks_nothing():
    item, chair = on_the_street(), people.actor("DISTRICT_LEADER").post_id
    with pytest.raises(CoordinationRefused, match="理由不能代替"):
        actions.plan_meeting(planned(MONDAY + DAY, chair), level=DISTRICT, actor=district(), at=MONDAY, items=[item.number])
    number = heard_on(item, district(), MONDAY)
    actions.plan_meeting(planned(MONDAY + DAY, chair), level=DISTRICT, actor=district(), at=MONDAY, items=[item.number])
    assert fresh(item).heard_number == number
    own = raised(level=MeetingLevel.MONTHLY)
    actions.plan_meeting(planned(MONDAY + DAY, leader().post_id), level=MeetingLevel.MONTHLY, actor=desk(), at=MONDAY, items=[own.number], heard_number="JC1")
    assert fresh(own).heard_number == "", "nothing was to be asked"


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_a_street_that_calls_the_meeting_asks_its_neighbour_from_the_item_itself():
    item = raised(level=MeetingLevel.MONTHLY, unit_ids=[desk(people.NEXT).unit_id])
    client, ask = seated(desk()), reverse("opinions:about", args=[SUBJECT, item.pk])
    assert ask in client.get(reverse("coordination:item", args=[item.number])).content.decode()
    form = client.get(ask).context["form"].initial
    assert form["units"] == [desk(people.NEXT).unit_id], "not itself"
    assert client.post(ask, form).status_code == 302
    file = OpinionFile.objects.select_related("matter").get()
    opinions.send_out(file.number, actor=desk(), at=MONDAY)
    request = file.requests.select_related("matter").get()
    opinions.answer(request.number, view=View.AGREE_IF, words="示例：请留通道", actor=desk(people.NEXT), at=MONDAY)
    opinions.send_to_meeting(file.number, meeting="示例", actor=desk(), at=MONDAY)
    planned_for = planned(MONDAY + DAY, leader().post_id)
    actions.plan_meeting(planned_for, level=MeetingLevel.MONTHLY, actor=desk(), at=MONDAY, items=[item.number])
    assert fresh(item).heard_number == file.number
    opinions.give_feedback(request.number, uptake=Uptake.ADOPTED, words="示例：已留", actor=desk(), at=MONDAY)
    opinions.close_file(file.number, actor=desk(), at=MONDAY)


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_the_pages_show_the_way_take_no_reason_and_fill_in_the_number():
    item = on_the_street()
    held = meeting_of(raised(actor=district(), level=DISTRICT, street_id=None, unit_ids=[body("DEP07")]), actor=district())
    client, act = seated(district()), reverse("coordination:act", args=[item.number, "put_on_agenda"])
    ask = reverse("opinions:about", args=[SUBJECT, item.pk])
    assert act in client.get(reverse("coordination:meeting", args=[held.number])).content.decode(), "no button that would be refused"
    assert 'name="heard_number"' in client.get(reverse("coordination:meeting_new")).content.decode()
    for page in (act, reverse("coordination:item", args=[item.number])):
        assert ask in client.get(page).content.decode()
    refused = client.post(act, {"meeting": held.number, "heard_number": "", "unheard_why": WHY})
    assert refused.status_code == 422
    assert "理由不能代替" in refused.content.decode()
    number = heard_on(item, district(), MONDAY)
    assert f'value="{number}"' in client.get(act).content.decode()
    assert client.post(act, {"meeting": held.number, "heard_number": number}).status_code == 302
    assert number in client.get(reverse("coordination:item", args=[item.number])).content.decode()
    assert 'name="heard_number"' not in client.get(reverse("coordination:meeting_new")).content.decode(), "nothing else waits that asks"
    assert seated(desk(people.NEXT)).get(ask).status_code == 404, "not of a street it is nothing to"


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
@pytest.mark.parametrize(("title", "reason", "asked"), [
    ("示例：锡林北路街道夜市取消", "示例：居民反映", 1), ("示例：夜市取消", "示例：锡林北路街道的夜市扰民", 1),
    ("示例：各街道的夜市取消", "示例：扰民", 13), ("示例：夜市取消", "示例：扰民", 0),
])
def test_a_street_that_the_words_name_is_asked_though_the_item_is_of_no_street(title, reason, asked):
    item = raised(actor=district(), level=DISTRICT, street_id=None, title=title, reason=reason)
    assert len(to_hear(item)) == asked
    if asked:
        chair = people.actor("DISTRICT_LEADER").post_id
        with pytest.raises(CoordinationRefused, match="理由不能代替"):
            actions.plan_meeting(planned(MONDAY + DAY, chair), level=DISTRICT, actor=district(), at=MONDAY, items=[item.number])


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_what_is_asked_from_an_item_is_read_as_anything_else_is():
    """The button of the page is no way round the law of major decisions; and whom the words name is asked."""
    item = raised(actor=district(), level=DISTRICT, street_id=desk().street_id, title="示例：旧城房屋征收和拆迁", reason="示例：锡林北路一侧一并拆")
    file = opinions.open_file(
        opinions.Question(Power.INTEGRATED_COORDINATION, item.matter.title, (desk().unit_id,), "示例：锡林北路街道一侧一并拆", subject=(SUBJECT, item.pk)),
        actor=district(), at=MONDAY)
    assert file.ground == "WORDS" if ConsultationScope.objects.exclude(marks="").exists() else file.ground == ""
    assert desk(people.NEXT).unit_id in standing(file, now=MONDAY).left_out


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_of_an_item_of_no_street_everybody_can_be_asked_so_that_it_may_be_ruled_for_all():
    """Also while it lies on an agenda already: the ruling looks for the file opened from it."""
    item = raised(actor=district(), level=DISTRICT, street_id=None)
    held = meeting_of(item, actor=district())
    client, ask = seated(district()), reverse("opinions:about", args=[SUBJECT, item.pk])
    page = client.get(reverse("coordination:item", args=[item.number])).content.decode()
    assert ask in page
    assert "全区都照办" in page
    units = client.get(ask).context["form"].initial["units"]
    assert sorted(units) == sorted(units_of_district())
    assert unheard_of(item, held.unit_id, (), everywhere=True) == tuple(sorted(units))
    heard_on(item, district(), MONDAY, whole=True)
    assert unheard_of(item, held.unit_id, (), everywhere=True) == ()
    own = raised(level=MeetingLevel.WEEKLY)
    assert "听街道意见" not in seated(desk()).get(reverse("coordination:item", args=[own.number])).content.decode(), "a street's own meeting asks nobody"
