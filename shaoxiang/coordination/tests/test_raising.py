"""What is brought to coordination, by whom, to which level, and its ends without a meeting."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from shaoxiang.cases.tests.walks import reported
from shaoxiang.coordination import actions, queries
from shaoxiang.coordination.models import CoordinationCase
from shaoxiang.coordination.rules import CoordinationRefused
from shaoxiang.coordination.tests.conftest import DAY, HOUR, MONDAY, WHY, awaited, body, desk, district, fresh, kinds, leader, liaison, raised
from shaoxiang.coordination.vocabulary import MeetingLevel, Source
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def test_an_item_waits_on_the_desk_of_its_level():
    daily, weekly, joint = (raised(level=level) for level in (MeetingLevel.DAILY, MeetingLevel.WEEKLY, MeetingLevel.MONTHLY))
    assert daily.number.startswith("XT20261102-")
    assert awaited(daily.pk) == [("settle", "STREET_DESK")]
    assert awaited(weekly.pk) == [("put_on_agenda", "STREET_LEADER")]
    assert awaited(joint.pk) == [("put_on_agenda", "DISTRICT_DESK")]
    assert weekly.pk in set(desk_of(leader()).values_list("matter_id", flat=True))
    assert kinds(joint.pk) == ["coordination.raised"]
    facts = Entry.objects.get(subject_kind="matter", subject_id=joint.pk).facts
    assert (facts["source"], facts["level"], facts["units"]) == ("BY_HAND", "MONTHLY", [body("DEP07")])
    assert WHY not in str(facts)


@pytest.mark.parametrize(("source", "code", "days"), [
    (Source.KEY_ISSUE, "COORD_MEET_URGENT", 3), (Source.NO_ANSWER, "COORD_MEET_URGENT", 3), (Source.DUTY_GAP, "COORD_MEET", 10),
])
def test_an_unanswered_whistle_is_met_about_within_three_working_days(source, code, days):
    item = raised(source=source, level=MeetingLevel.MONTHLY, actor=SYSTEM, street_id=desk().street_id)
    clock = RunningClock.objects.get(matter_id=item.pk, code__startswith="COORD_MEET")
    assert (clock.code, clock.amount, clock.day_type) == (code, days, "WORKING")
    assert item.matter.due_at == min(RunningClock.objects.filter(matter_id=item.pk).values_list("due_at", flat=True))


def test_while_one_is_open_about_a_matter_that_one_is_the_answer():
    case = reported()
    given = {"street_id": case.matter.street_id, "level": MeetingLevel.MONTHLY, "actor": SYSTEM, "source_matter_id": case.pk}
    first = raised(source=Source.DUTY_GAP, **given)
    assert raised(source=Source.DUTY_GAP, at=MONDAY + HOUR, **given).pk == first.pk
    assert raised(source=Source.OBJECTION, at=MONDAY + HOUR, **given).pk == first.pk
    assert [item.pk for item in queries.raised_from(case.pk)] == [first.pk]
    actions.withdraw(first.number, actor=district(), at=MONDAY + DAY, words="示例：重复")
    second = raised(source=Source.OBJECTION, at=MONDAY + 2 * DAY, **given)
    assert second.pk != first.pk
    assert [item.pk for item in queries.raised_from(case.pk)] == [first.pk, second.pk]
    with pytest.raises(IntegrityError), transaction.atomic():  # whatever comes past the action
        CoordinationCase.objects.filter(pk=first.pk).update(is_open=True)


def test_a_matter_of_no_street_begins_at_the_joint_meeting():
    item = raised(source=Source.DUTY_GAP, actor=SYSTEM, street_id=None, level=MeetingLevel.DAILY)
    assert (item.level, awaited(item.pk)) == (MeetingLevel.MONTHLY, [("put_on_agenda", "DISTRICT_DESK")])


def test_who_may_raise_and_to_which_level():
    assert raised(actor=liaison(), street_id=desk().street_id, level=MeetingLevel.MONTHLY).raised_unit_id == body("DEP07")
    assert raised(actor=district(), street_id=None, level=MeetingLevel.DISTRICT).level == MeetingLevel.DISTRICT
    for actor, level in ((desk(), MeetingLevel.DISTRICT), (liaison(), MeetingLevel.WEEKLY), (district(), MeetingLevel.DAILY)):
        with pytest.raises(CoordinationRefused):
            raised(actor=actor, level=level)
    with pytest.raises(CoordinationRefused):
        raised(street_id=desk(people.NEXT).street_id)
    with pytest.raises(PermissionDenied):
        raised(actor=people.actor("GRID_WORKER", street=people.HOME))
    for changes in ({"title": " "}, {"reason": ""}, {"title": "字" * 101}, {"unit_ids": [10**9]}):
        with pytest.raises(CoordinationRefused):
            raised(**changes)


def test_a_department_sees_only_what_names_it_and_a_street_only_its_own():
    named, other = raised(), raised(unit_ids=[body("DEP12")])
    assert set(queries.items_for(liaison())) == {named}
    assert set(queries.items_for(liaison("DEP12"))) == {other}
    assert set(queries.items_for(desk())) == {named, other}
    assert set(queries.items_for(district())) == {named, other}
    assert not queries.items_for(desk(people.NEXT)).exists()
    for stranger in (desk(people.NEXT), liaison("DEP12"), people.actor("CONFIG_ADMIN")):
        with pytest.raises(CoordinationCase.DoesNotExist):
            actions.withdraw(named.number, actor=stranger, at=MONDAY, words="示例")


def test_the_daily_desk_settles_without_a_meeting():
    item = raised(level=MeetingLevel.DAILY)
    with pytest.raises(CoordinationRefused):
        actions.settle(item.number, actor=desk(), at=MONDAY + HOUR, words=" ")
    with pytest.raises(PermissionDenied):
        actions.settle(item.number, actor=liaison(), at=MONDAY + HOUR, words="示例")
    actions.settle(item.number, actor=desk(), at=MONDAY + HOUR, words="示例：两家说好今天一起去。")
    ended = fresh(item)
    assert (ended.status, ended.is_open, bool(ended.matter.closed_at), awaited(item.pk)) == ("SETTLED", False, True, [])
    assert not RunningClock.objects.filter(matter_id=item.pk, stopped_at__isnull=True).exists()
    assert kinds(item.pk) == ["coordination.raised", "coordination.closed"]
    with pytest.raises(MoveRefused):
        actions.settle(item.number, actor=desk(), at=MONDAY + 2 * HOUR, words="示例")
    with pytest.raises(CoordinationRefused):
        actions.settle(raised().number, actor=desk(), at=MONDAY, words="示例")


def test_what_one_level_does_not_settle_begins_again_at_the_next():
    item = raised(level=MeetingLevel.DAILY)
    for turn, (level, role) in enumerate(
        ((MeetingLevel.WEEKLY, "STREET_LEADER"), (MeetingLevel.MONTHLY, "DISTRICT_DESK"), (MeetingLevel.DISTRICT, "DISTRICT_DESK")),
    ):
        actor = desk() if turn < 2 else district()
        actions.escalate(item.number, actor=actor, at=MONDAY + (turn + 1) * HOUR, words="示例：定不下来")
        now = fresh(item)
        assert (now.status, now.level, now.first_level, now.round, awaited(item.pk)) == (
            "RAISED", level, MeetingLevel.DAILY, turn + 2, [("put_on_agenda", role)],
        )
        assert sorted(RunningClock.objects.filter(matter_id=item.pk, stopped_at__isnull=True).values_list("code", flat=True)) == ["COORD_ARRANGE", "COORD_MEET"]
    with pytest.raises(CoordinationRefused, match="最高一级"):
        actions.escalate(item.number, actor=district(), at=MONDAY + DAY, words="示例")
    with pytest.raises(PermissionDenied):
        actions.escalate(item.number, actor=desk(), at=MONDAY + DAY, words="示例")


def test_a_unit_named_later_sees_the_item_from_then_on():
    item = raised()
    assert not queries.items_for(liaison("DEP12")).exists()
    actions.add_unit(item.number, actor=desk(), at=MONDAY, unit_ids=[body("DEP12"), body("DEP07")])
    assert set(queries.items_for(liaison("DEP12"))) == {item}
    with pytest.raises(CoordinationRefused):
        actions.add_unit(item.number, actor=desk(), at=MONDAY, unit_ids=[body("DEP12")])
