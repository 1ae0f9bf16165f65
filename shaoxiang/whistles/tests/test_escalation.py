"""W10: nobody answers → reminder → department → leader in contact → district meeting; each exactly once, whatever the worker did meanwhile."""

from __future__ import annotations

import pytest
from django.utils import timezone

from shaoxiang.coordination.models import CoordinationCase
from shaoxiang.kernel.clocks.actions import sweep
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.journal.models import Entry, Pending
from shaoxiang.kernel.notices.models import Notice
from shaoxiang.kernel.workdays import actions as workdays
from shaoxiang.whistles import actions, reactions
from shaoxiang.whistles.models import Escalation, Whistle
from shaoxiang.whistles.rules import UnitAsked
from shaoxiang.whistles.tests import walks
from shaoxiang.whistles.tests.walks import DAY, HOUR, MINUTE, MONDAY, blown, fresh
from shaoxiang.whistles.vocabulary import Cause, SuspendReason, WhistleStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture
def worker():
    """One turn of the worker at an instant: sweep, then deliver what waits."""

    def turn(at, *, times: int = 1) -> None:
        for _n in range(times):
            sweep(now=at)
            walks.delivered(at)
        assert not Pending.objects.filter(attempts__gt=0).exists(), list(Pending.objects.values_list("kind", "failure"))

    return turn


def levels(whistle: Whistle, body_id: int) -> list[tuple[str, str]]:
    return list(Escalation.objects.filter(order=walks.order(whistle, body_id)).values_list("cause", "level"))


def test_w10_an_emergency_nobody_acknowledges_reaches_the_leader_at_once_and_the_meeting_after_thirty_minutes(worker):
    whistle = blown(units=(UnitAsked(walks.fire(), True),))
    worker(MONDAY + 4 * MINUTE)
    assert levels(whistle, walks.fire()) == []
    worker(MONDAY + 5 * MINUTE)
    assert levels(whistle, walks.fire()) == [("ACK", "INSTITUTION"), ("ACK", "LEADER")]
    assert ("supervise", "DISTRICT_LEADER") in walks.rows(whistle)
    assert Notice.objects.filter(code="whistles.remind", matter_id=whistle.pk).count() == 1
    assert Notice.objects.filter(code="whistles.raised", matter_id=whistle.pk).count() == 1
    worker(MONDAY + 34 * MINUTE, times=3)
    assert len(levels(whistle, walks.fire())) == 2
    worker(MONDAY + 35 * MINUTE, times=3)
    assert levels(whistle, walks.fire())[-1] == ("ACK", "MEETING")
    assert CoordinationCase.objects.filter(source="NO_ANSWER", source_matter_id=whistle.pk).count() == 1


def test_w10_a_routine_whistle_climbs_every_rung_in_working_time(worker):
    whistle = blown("ROUTINE", units=(UnitAsked(walks.fire(), True),))  # Monday 09:30: acknowledged by 11:30
    found = []
    at = MONDAY
    while at < MONDAY + 6 * DAY:
        at += 30 * MINUTE
        worker(at)
        for cause, level in levels(whistle, walks.fire())[len(found):]:
            found.append((cause, level, timezone.localtime(at).strftime("%a %H:%M")))
    # 11:30 +2 working hours = 16:00 (pause 12:00-14:30); +1 working day = 24:00 of Tuesday; +2 working days = 24:00 of Friday
    # (Wednesday 00:00 is the start of Wednesday: the two days after it)
    assert found == [
        ("ACK", "INSTITUTION", "Mon 11:30"), ("ACK", "DEPARTMENT", "Mon 16:00"), ("ACK", "LEADER", "Wed 00:00"), ("ACK", "MEETING", "Sat 00:00"),
    ]


def test_w10_the_worker_dead_for_an_hour_misses_no_rung_and_climbs_none_twice(worker):
    whistle = blown(units=(UnitAsked(walks.fire(), True), UnitAsked(walks.housing(), False)))
    worker(MONDAY + HOUR, times=4)
    for unit in (walks.fire(), walks.housing()):
        assert levels(whistle, unit) == [("ACK", "INSTITUTION"), ("ACK", "LEADER"), ("ACK", "MEETING")]
    assert Entry.objects.filter(subject_id=whistle.pk, kind="whistles.escalated").count() == 6
    assert CoordinationCase.objects.filter(source="NO_ANSWER", source_matter_id=whistle.pk).count() == 1
    rungs = Escalation.objects.filter(order=walks.order(whistle, walks.fire())).values_list("due_at", flat=True)
    assert [(due - MONDAY) // MINUTE for due in rungs] == [5, 5, 35]


def test_w10_an_entry_delivered_twice_climbs_once(worker):
    whistle = blown(units=(UnitAsked(walks.fire(), True),))
    worker(MONDAY + 5 * MINUTE)
    entry = Entry.objects.get(kind="clocks.overdue", subject_id=whistle.pk)
    reactions._limit_passed(entry)
    assert len(levels(whistle, walks.fire())) == 2


def test_w10_who_answers_in_between_climbs_no_further(worker):
    whistle = blown(units=(UnitAsked(walks.fire(), True),))
    worker(MONDAY + 5 * MINUTE)
    actions.acknowledge(whistle.number, walks.lead(whistle).pk, actor=walks.of_body(walks.fire()), at=MONDAY + 6 * MINUTE)
    assert ("supervise", "DISTRICT_LEADER") not in walks.rows(whistle)
    worker(MONDAY + 29 * MINUTE, times=2)
    assert len(levels(whistle, walks.fire())) == 2
    # said it would come, and did not
    worker(MONDAY + 30 * MINUTE, times=2)
    assert levels(whistle, walks.fire())[2:] == [("ARRIVE", "INSTITUTION"), ("ARRIVE", "LEADER")]


def test_w10_an_answer_that_beats_the_reaction_stops_it(worker):
    whistle = blown(units=(UnitAsked(walks.fire(), True),))
    sweep(now=MONDAY + 6 * MINUTE)
    actions.acknowledge(whistle.number, walks.lead(whistle).pk, actor=walks.of_body(walks.fire()), at=MONDAY + 6 * MINUTE)
    walks.delivered(MONDAY + 7 * MINUTE)
    assert levels(whistle, walks.fire()) == []


def test_a_calendar_corrected_while_it_runs_moves_the_clock_of_each_unit_and_its_desk_row(worker):
    whistle = blown("ROUTINE", units=(UnitAsked(walks.fire(), True),))
    order = walks.lead(whistle)
    actions.acknowledge(whistle.number, order.pk, actor=walks.of_body(walks.fire()), at=MONDAY + MINUTE)
    before = RunningClock.objects.get(part_id=order.pk, code="WHISTLE_ARRIVE").due_at
    day = timezone.localtime(MONDAY + DAY).date()
    from shaoxiang.kernel.desk.models import OPEN, DeskRow
    from shaoxiang.kernel.workdays.vocabulary import DayKind
    from tests import people

    workdays.correct_day(day, is_workday=False, kind=DayKind.HOLIDAY, name="临时放假", actor=people.actor("CONFIG_ADMIN"), at=MONDAY + HOUR)
    clock = RunningClock.objects.get(part_id=order.pk, code="WHISTLE_ARRIVE")
    assert clock.due_at == before + DAY
    assert DeskRow.objects.get(OPEN, part_id=order.pk).due_at == clock.due_at
    assert fresh(whistle).matter.due_at == clock.due_at


def test_a_ruling_that_is_not_made_lapses_into_the_streets_designation(worker):
    whistle = blown("ROUTINE", units=(UnitAsked(walks.fire(), True),))
    order = walks.lead(whistle)
    actions.object_to(
        whistle.number, order.pk, actor=walks.of_body(walks.fire()), at=MONDAY + MINUTE, cited_list="DUTY_LIST", cited_item=walks.item(), words="不归我们",
    )
    worker(MONDAY + 3 * DAY, times=2)
    assert order.objections.get().ruling == "STANDS"
    assert "whistles.rule_stands" in walks.entries(whistle)


def test_a_pause_ends_by_itself_on_its_day(worker):
    whistle = blown("ROUTINE")
    actions.suspend(whistle.number, actor=walks.desk(), at=MONDAY, reason=SuspendReason.EXPERT, until=MONDAY + DAY, words="等鉴定")
    worker(MONDAY + DAY - MINUTE)
    assert fresh(whistle).status == WhistleStatus.SUSPENDED
    worker(MONDAY + DAY)
    assert fresh(whistle).status == WhistleStatus.BLOWN


def test_silence_about_the_rating_ends_it_without_a_grade(worker):
    whistle = walks.closed()
    worker(MONDAY + 20 * DAY, times=2)
    whistle = fresh(whistle)
    assert whistle.status == WhistleStatus.APPRAISED
    assert not any(hasattr(order, "appraisal") for order in whistle.matter.orders.all())


def test_the_first_summons_tells_whoever_is_on_duty_and_a_demo_whistle_rings_nowhere():
    whistle = blown()
    walks.delivered(MONDAY + MINUTE)
    assert Notice.objects.filter(code="whistles.called_now", matter_id=whistle.pk, muted=False).count() == 2
    sample = actions.blow(walks.call(units=(UnitAsked(walks.health(), True),), turn=9), actor=walks.desk(), at=MONDAY, sample=True)
    walks.delivered(MONDAY + MINUTE)
    assert set(Notice.objects.filter(matter_id=sample.pk).values_list("muted", flat=True)) == {True}


def test_climbing_by_a_later_limit_never_repeats_what_the_earlier_one_did():
    whistle = blown(units=(UnitAsked(walks.fire(), True),))
    order = walks.lead(whistle)
    assert actions.climb(whistle.pk, order.pk, Cause.ARRIVE, due_at=MONDAY + 30 * MINUTE, at=MONDAY + 30 * MINUTE) == []
