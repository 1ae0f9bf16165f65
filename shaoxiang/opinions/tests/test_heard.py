"""Streets are not merged unheard: the decision names a file that was sent and asked each of them, or says in words why none is needed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.opinions import actions
from shaoxiang.opinions.rules import About, HeardFile, beside_the_point, not_heard
from shaoxiang.opinions.tests.conftest import DAY, asked, asker, desk, of
from shaoxiang.opinions.vocabulary import Power, View
from shaoxiang.places import actions as places
from shaoxiang.places.models import DivisionChange, StreetUnit
from shaoxiang.places.queries.streets import street_plan_of
from shaoxiang.places.rules.changes import ChangeRefused
from shaoxiang.places.rules.streets import StreetPart, StreetPlan
from shaoxiang.places.vocabulary import AreaChangeKind
from tests import people
from tests.streets import second

WHY = "示例：只改代码，街道的事一件不动"


@pytest.mark.parametrize(("number", "why", "found", "words", "left_out"), [
    ("", "", None, "为什么不用", ()),
    ("", "示例：短", None, "为什么不用", ()),
    ("", WHY, None, "", ()),
    ("JC1", WHY, None, "没有编号", ()),
    ("JC1", WHY, HeardFile(False, frozenset({1, 2})), "还没有提交会议", ()),
    ("JC1", "", HeardFile(True, frozenset({1})), "没有问到", (2,)),
    ("JC1", "", HeardFile(True, frozenset({1, 2, 3})), "", ()),
])
def test_a_file_that_was_sent_and_asked_each_of_them_or_words(number, why, found, words, left_out):
    reason, missing = not_heard(number, why, found, {1, 2})
    assert (words in reason) if words else (reason == "")
    assert missing == left_out


def about(title, *, power=Power.INTEGRATED_COORDINATION, at, streets=(people.HOME, people.NEXT)):
    units = [desk(street).unit_id for street in streets]
    return actions.ask(power=power, title=title, units=units, asked_by=asker(), at=at)


def merger(admin, at=None) -> DivisionChange:
    target = StreetUnit.objects.filter(code=people.NEXT).order_by("-valid_from").first()
    plan = StreetPlan(AreaChangeKind.STREET_MERGE.value, (people.HOME,), StreetPart(target.code, target.name))
    day = timezone.localdate() + timedelta(days=40)
    return places.draft_change(plan, title="示例的撤并", effective_from=day, actor=admin, at=at or timezone.now())


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_two_streets_are_not_merged_before_both_were_heard():
    admin, now = people.actor("CONFIG_ADMIN"), timezone.now()
    change = merger(admin, now - 40 * DAY)
    given = {"decided_by": "区人民政府（示例）", "document": "示例1号", "actor": second(), "at": now}
    for more, words in (({}, "为什么不用"), ({"heard_number": "JC20000101-0001"}, "没有编号")):
        with pytest.raises(ChangeRefused, match=words):
            places.decide_change(change.pk, **given, **more)
    one = about("示例的撤并", at=now - 30 * DAY, streets=(people.HOME,))
    with pytest.raises(ChangeRefused, match="还没有提交会议"):
        places.decide_change(change.pk, **given, heard_number=one.number)
    actions.answer(of(one).number, view=View.OPPOSE, words="示例：不同意", actor=desk(), at=now - 29 * DAY)
    actions.send_to_meeting(one.number, meeting="示例", actor=asker(), at=now - 20 * DAY)
    with pytest.raises(ChangeRefused, match="没有问到"):
        places.decide_change(change.pk, **given, heard_number=one.number)
    for file, words in (
        (asked(Power.RESOURCE_ALLOCATION, at=now - 30 * DAY), "另一项权力"), (about("示例：慰问品发放", at=now - 30 * DAY), "没有写到“示例的撤并”"),
        (about("示例的撤并", at=now - 50 * DAY), "以前问的"),
    ):
        actions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=now - 10 * DAY)
        with pytest.raises(ChangeRefused) as refused:
            places.decide_change(change.pk, **given, heard_number=file.number)
        assert words in refused.value.reason % refused.value.facts
    both = about("示例的撤并", at=now - 30 * DAY)
    actions.send_to_meeting(both.number, meeting="示例", actor=asker(), at=now - 10 * DAY)  # silence to the end is no consent, and keeps nobody
    decided = places.decide_change(change.pk, **given, heard_number=both.number)
    assert (decided.status, decided.heard_number, decided.unheard_why) == ("DECIDED", both.number, "")
    assert Entry.objects.get(kind="places.change_decided", subject_id=change.pk).facts["heard"] == both.number


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_who_was_asked_before_the_plan_was_rewritten_did_not_see_it():
    admin, now = people.actor("CONFIG_ADMIN"), timezone.now()
    change = merger(admin, now - 40 * DAY)
    file = about("示例的撤并", at=now - 30 * DAY)
    actions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=now - 10 * DAY)
    given = {"title": change.title, "effective_from": change.effective_from, "document": "", "actor": admin}
    places.redraft_change(change.pk, street_plan_of(change), at=now - 5 * DAY, **given)
    given = {"decided_by": "区人民政府（示例）", "document": "示例1号", "actor": second(), "at": now}
    with pytest.raises(ChangeRefused) as refused:
        places.decide_change(change.pk, **given, heard_number=file.number)
    assert "以前问的" in refused.value.reason


POINT = About(frozenset({Power.INTEGRATED_COORDINATION}), ("示例的撤并", "锡林北路街道"), timezone.make_aware(datetime(2026, 11, 2)), ("change", 7))


@pytest.mark.parametrize(("power", "said", "day", "subject", "words"), [
    ("INTEGRATED_COORDINATION", "关于 示例的撤并", 3, None, ""),
    ("INTEGRATED_COORDINATION", "锡林北路街道并入", 2, None, ""),
    ("RESOURCE_ALLOCATION", "", 1, ("change", 7), ""),
    ("INTEGRATED_COORDINATION", "示例的撤并", 3, ("change", 8), "另一件事"),
    ("RESOURCE_ALLOCATION", "示例的撤并", 3, None, "另一项权力"),
    ("INTEGRATED_COORDINATION", "示例的撤并", 1, None, "以前问的"),
    ("INTEGRATED_COORDINATION", "慰问品发放", 3, None, "没有写到"),
])
def test_a_file_speaks_for_the_matter_it_was_opened_from_or_that_it_names_after_it_was_drafted(power, said, day, subject, words):
    found = HeardFile(True, frozenset(), power, said, timezone.make_aware(datetime(2026, 11, day)), subject)
    reason = beside_the_point(found, POINT)
    assert (words in reason) if words else (reason == "")


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_the_page_asks_for_the_number_or_the_reason_keeps_what_was_typed_and_shows_it_afterwards():
    admin = people.actor("CONFIG_ADMIN")
    change, client = merger(admin), seated(second())
    page = f"/places/changes/{change.pk}/"
    assert "征求街道意见的编号" in client.get(page).content.decode()
    form = {"decided_by": "区人民政府（示例）", "document": "示例1号", "heard_number": "", "unheard_why": "急"}
    refused = client.post(f"{page}decide/", form)
    assert refused.status_code == 422
    assert "为什么不用" in refused.content.decode()
    assert "急</textarea>" in refused.content.decode()
    assert client.post(f"{page}decide/", {**form, "unheard_why": WHY}).status_code == 302
    assert WHY in client.get(page).content.decode()
