from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from shaoxiang.kernel.access import SYSTEM, Actor, ActorKind
from shaoxiang.kernel.clocks import actions, queries, specs
from shaoxiang.kernel.clocks.models import RunningClock, Suspension
from shaoxiang.kernel.clocks.rules import ClockSpec, ExtensionRefused, SettingRefused, SuspensionRefused
from shaoxiang.kernel.clocks.vocabulary import DayType, Unit
from shaoxiang.kernel.desk.actions import await_act
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import Light, MatterKind
from shaoxiang.kernel.workdays.actions import correct_day
from shaoxiang.kernel.workdays.rules import SHANGHAI
from shaoxiang.kernel.workdays.vocabulary import DayKind

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)
HEAD = Actor(kind=ActorKind.PERSON, roles=frozenset({"STREET_LEADER"}))
COLLEAGUE = Actor(kind=ActorKind.PERSON, roles=frozenset({"OFFICE_HANDLER"}))
ADMIN = Actor(kind=ActorKind.PERSON, roles=frozenset({"CONFIG_ADMIN"}))
ACCEPT = ClockSpec("CASE_ACCEPT", "受理", 2, Unit.WORKING_HOUR, DayType.WORKING)
HANDLE = ClockSpec("CASE_HANDLE", "处置", 5, Unit.DAY, DayType.WORKING, suspension_codes=("WEATHER",))


@pytest.fixture
def matter():
    return open_matter(MatterKind.CASE, title="井盖破损", status="REPORTED", at=MONDAY)


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_clocks_of_a_new_matter_are_one_insert(matter, django_assert_num_queries):
    queries.calendar()
    with django_assert_num_queries(1):
        started = actions.start(matter, [ACCEPT, HANDLE], at=MONDAY)
    assert [clock.due_at for clock in started] == [day("2026-03-02 12:00"), day("2026-03-10")]
    with django_assert_num_queries(2):  # the matter, and the desk rows that follow it
        assert actions.refresh(matter, started)
    with django_assert_num_queries(0):
        assert not actions.refresh(matter, started)
    assert matter.due_at == day("2026-03-02 12:00")


def test_a_matter_planned_with_its_clocks_needs_no_second_write(django_assert_num_queries):
    planned = actions.plan([ACCEPT, HANDLE], at=MONDAY)
    warn_at, due_at = queries.earliest(planned)
    matter = open_matter(
        MatterKind.CASE, title="路灯不亮", status="REPORTED", at=MONDAY, warn_at=warn_at, due_at=due_at
    )
    clocks = actions.begin(matter, planned)
    with django_assert_num_queries(0):
        assert not actions.refresh(matter, clocks)


def test_a_move_stops_and_starts_and_the_matter_and_its_desk_follow(matter):
    actions.start(matter, [ACCEPT], at=MONDAY)
    actions.refresh(matter)
    row = await_act(matter.pk, "accept", role="STREET_DESK", at=MONDAY, due_at=matter.due_at)
    other = await_act(matter.pk, "advise", role="STREET_DESK", at=MONDAY, due_at=day("2026-04-01"))
    move = Move("accept", "受理", (), None, stops=("CASE_ACCEPT",), starts=("CASE_HANDLE", "PET_ACK"))
    done = actions.apply(move, matter, at=MONDAY + timedelta(hours=1), specs={"CASE_HANDLE": HANDLE})
    assert [clock.code for clock in done.stopped] == ["CASE_ACCEPT"]
    assert [clock.code for clock in done.started] == ["CASE_HANDLE", "PET_ACK"]
    assert Matter.objects.get(pk=matter.pk).due_at == day("2026-03-10")
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.due_at, other.due_at) == (day("2026-03-10"), day("2026-04-01"))


def test_a_move_without_clocks_asks_nothing(matter, django_assert_num_queries):
    with django_assert_num_queries(0):
        actions.apply(Move("note", "备注", (), None), matter, at=MONDAY)


def test_the_rule_on_the_row_outlives_a_new_setting(matter):
    [clock] = actions.start(matter, [specs.spec("LIC_DECIDE")], at=MONDAY)
    actions.set_clock("LIC_DECIDE", amount=10, extension_cap=5, actor=ADMIN, at=MONDAY)
    specs.remembered.forget()
    assert specs.spec("LIC_DECIDE").amount == 10
    clock = RunningClock.objects.get(pk=clock.pk)
    assert (clock.spec.amount, clock.spec.extension_cap) == (20, 10)
    actions.resume(matter, ["LIC_DECIDE"], at=MONDAY)
    assert queries.due_of(clock, queries.calendar()).last_day == date(2026, 3, 30)
    assert Entry.objects.filter(kind="clocks.set").count() == 1


@pytest.fixture(autouse=True)
def _tables_are_read_anew():
    from shaoxiang.kernel.workdays import queries as workdays

    yield
    specs.remembered.forget()
    workdays.remembered.forget()


def test_a_suspension_moves_the_due_time_by_itself_and_the_matter_waits_without_a_light(matter):
    actions.start(matter, [HANDLE], at=MONDAY)
    actions.refresh(matter)
    pause = Move("suspend", "挂起", (), None, suspends=("CASE_HANDLE",))
    go_on = Move("resume", "恢复", (), None, resumes=("CASE_HANDLE",))
    [clock] = actions.apply(pause, matter, at=day("2026-03-04 09:00"), reason="WEATHER").suspended
    assert (matter.due_at, clock.light(day("2027-03-04"))) == (None, Light.NONE)
    assert actions.sweep(now=day("2027-01-01")).overdue == 0
    assert "中止中" in queries.explanation(clock)[-1]
    [clock] = actions.apply(go_on, matter, at=day("2026-03-11 09:00")).resumed
    assert matter.due_at == day("2026-03-17")  # 10 + five working days (4, 5, 6, 9, 10)
    assert Suspension.objects.get().to_at == day("2026-03-11 09:00")


def test_a_planned_suspension_counts_at_once_and_ends_early_when_resumed(matter):
    actions.start(matter, [HANDLE], at=MONDAY)
    [clock] = actions.suspend(matter, ["CASE_HANDLE"], reason="WEATHER", at=day("2026-03-04"), until=day("2026-03-11"))
    assert (clock.due_at, clock.suspended_at) == (day("2026-03-17"), None)
    [clock] = actions.resume(matter, ["CASE_HANDLE"], at=day("2026-03-05"))
    assert clock.due_at == day("2026-03-11")


@pytest.mark.parametrize(("reason", "when"), [("HEARING", "2026-03-04"), ("", "2026-03-04"), ("WEATHER", "2026-03-10")])
def test_a_suspension_needs_a_reason_of_the_list_and_a_clock_that_has_not_ended(matter, reason, when):
    actions.start(matter, [HANDLE], at=MONDAY)
    with pytest.raises(SuspensionRefused):
        actions.suspend(matter, ["CASE_HANDLE"], reason=reason, at=day(when))
    assert not Suspension.objects.exists()


def test_an_extension_up_to_its_cap_by_its_approver(matter):
    [clock] = actions.start(matter, [specs.spec("LIC_DECIDE")], at=MONDAY)
    with pytest.raises(PermissionDenied):
        actions.extend(clock, 4, actor=COLLEAGUE, at=MONDAY, reason="疑难")
    with pytest.raises(PermissionDenied):
        actions.extend(clock, 4, actor=SYSTEM, at=MONDAY, reason="疑难")
    clock = actions.extend(clock, 4, actor=HEAD, at=MONDAY, reason="疑难")
    clock = actions.extend(clock, 6, actor=HEAD, at=MONDAY, reason="疑难")
    assert clock.last_day == date(2026, 4, 14)  # 30 March + 10: 31 1 2 3 7 8 9 10 13 14
    with pytest.raises(ExtensionRefused, match="最多延长 10"):
        actions.extend(clock, 1, actor=HEAD, at=MONDAY, reason="疑难")
    assert Matter.objects.get(pk=matter.pk).due_at == day("2026-04-15")


def test_extensions_that_are_refused(matter):
    clocks = {
        c.code: c
        for c in actions.start(
            matter, [specs.spec("LIC_DECIDE"), specs.spec("PEN_DECISION"), specs.spec("PEN_PAY")], at=MONDAY
        )
    }
    decide = clocks["LIC_DECIDE"]
    with pytest.raises(ExtensionRefused, match="届满"):
        actions.extend(decide, 1, actor=HEAD, at=decide.due_at, reason="疑难")
    with pytest.raises(ExtensionRefused, match="理由"):
        actions.extend(decide, 1, actor=HEAD, at=MONDAY, reason=" ")
    with pytest.raises(ExtensionRefused, match="不得延长"):
        actions.extend(clocks["PEN_DECISION"], 1, actor=HEAD, at=MONDAY, reason="疑难")
    assert actions.extend(clocks["PEN_PAY"], 60, actor=HEAD, at=MONDAY, reason="分期").extension == 60
    actions.stop(matter, ["LIC_DECIDE"], at=MONDAY)
    with pytest.raises(ExtensionRefused, match="停止"):
        actions.extend(decide, 1, actor=HEAD, at=MONDAY, reason="疑难")


def test_the_sweep_reports_each_clock_once(matter):
    actions.start(matter, [HANDLE], at=MONDAY)
    assert actions.sweep(now=day("2026-03-05 23:59")) == (0, 0, 0)
    assert actions.sweep(now=day("2026-03-06 00:00")) == (1, 0, 0)  # two working days left
    assert actions.sweep(now=day("2026-03-09")) == (0, 0, 0)
    assert actions.sweep(now=day("2026-03-10")) == (0, 1, 0)
    assert actions.sweep(now=day("2026-05-10")) == (0, 0, 0)
    assert list(Entry.objects.order_by("seq").values_list("kind", flat=True)) == ["clocks.warned", "clocks.overdue"]


def test_a_stopped_clock_is_not_swept_and_a_waiting_period_elapses(matter):
    actions.start(matter, [HANDLE, specs.spec("SRV_PUBLIC_NOTICE")], at=MONDAY)
    actions.stop(matter, ["CASE_HANDLE"], at=MONDAY)
    actions.refresh(matter)
    assert matter.due_at is None
    assert actions.sweep(now=day("2026-12-01")) == (0, 0, 1)


def test_the_sweep_works_through_many_in_batches(matter, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 3)
    for _turn in range(4):
        actions.start(matter, [HANDLE, HANDLE], at=MONDAY)
    assert actions.sweep(now=day("2026-03-10"), limit=5) == (0, 5, 0)  # the other three are past due: not warned
    assert actions.sweep(now=day("2026-03-10")) == (0, 3, 0)


def test_a_clock_moved_after_its_warning_warns_again(matter):
    [clock] = actions.start(matter, [specs.spec("LIC_DECIDE")], at=MONDAY)
    assert actions.sweep(now=day("2026-03-27")).warned == 1
    actions.extend(clock, 10, actor=HEAD, at=day("2026-03-27"), reason="疑难")
    assert actions.sweep(now=day("2026-03-28")).warned == 0
    assert actions.sweep(now=day("2026-04-10")).warned == 1


def test_a_corrected_day_moves_the_clocks_it_touches_and_journals_old_and_new(matter):
    [clock] = actions.start(matter, [HANDLE], at=MONDAY)
    actions.refresh(matter)
    later = open_matter(MatterKind.CASE, title="乱停车", status="REPORTED", at=MONDAY)
    actions.start(later, [HANDLE], at=day("2026-03-20 10:00"))
    assert correct_day(date(2026, 3, 5), False, DayKind.HOLIDAY, "市庆", actor=ADMIN, at=MONDAY) == 1
    clock.refresh_from_db()
    matter.refresh_from_db()
    assert (clock.last_day, matter.due_at) == (date(2026, 3, 10), day("2026-03-11"))
    entry = Entry.objects.get(kind="clocks.recomputed")
    assert (entry.subject_id, entry.facts["code"]) == (matter.pk, "CASE_HANDLE")
    assert datetime.fromisoformat(entry.facts["old_due_at"]) == day("2026-03-10")
    assert datetime.fromisoformat(entry.facts["due_at"]) == day("2026-03-11")


def test_the_law_is_not_loosened():
    with pytest.raises(SettingRefused, match="42; 45; 82"):
        actions.set_clock("LIC_DECIDE", amount=21, extension_cap=10, actor=ADMIN, at=MONDAY)
    with pytest.raises(SettingRefused, match="10"):
        actions.set_clock("LIC_DECIDE", amount=20, extension_cap=11, actor=ADMIN, at=MONDAY)
    with pytest.raises(SettingRefused, match="至少"):
        actions.set_clock("PEN_HEARING_NOTICE", amount=6, extension_cap=None, actor=ADMIN, at=MONDAY)
    with pytest.raises(SettingRefused, match="当事人"):
        actions.set_clock("REC_APPLY", amount=30, extension_cap=None, actor=ADMIN, at=MONDAY)
    with pytest.raises(SettingRefused):
        actions.set_clock("PEN_DECISION", amount=90, extension_cap=30, actor=ADMIN, at=MONDAY)
    actions.set_clock(
        "PEN_DECISION",
        amount=90,
        extension_cap=30,
        basis="市场监督管理行政处罚程序规定 第六十四条",
        actor=ADMIN,
        at=MONDAY,
    )
    actions.set_clock("HOT_FINISH_5WD", amount=7, extension_cap=7, actor=ADMIN, at=MONDAY)
    with pytest.raises(PermissionDenied):
        actions.set_clock("HOT_FINISH_5WD", amount=7, extension_cap=7, actor=HEAD, at=MONDAY)


def test_the_shape_of_a_clock_for_the_api(matter):
    [clock] = actions.start(matter, [replace(HANDLE, amount=1)], at=MONDAY.astimezone(UTC))
    assert queries.shape(clock) == {
        "code": "CASE_HANDLE",
        "label": "处置",
        "due_at": "2026-03-04T00:00:00+08:00",
        "provisional": False,
    }
