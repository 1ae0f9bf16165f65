"""Whose board shows what, and when a part is read again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from shaoxiang.cases.tests.walks import LINE_TYPE, reported
from shaoxiang.dispatch import actions as orders
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.vocabulary import OrderState
from shaoxiang.insight.queries.board import board_of
from shaoxiang.insight.tests.compose import Called, awaits, call, coordination, ended, made_late, office_of, street_of, teams, whistle
from shaoxiang.insight.tests.conftest import decide, forces, late, whistles
from shaoxiang.insight.vocabulary import Decision, Duty
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.desk.models import DeskRow
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.matter.vocabulary import Light
from shaoxiang.whistles.vocabulary import Level, WhistleStatus
from tests import people

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def desk(street: str = people.HOME):
    return people.actor("STREET_DESK", street=street)


def district():
    return people.actor("DISTRICT_DESK")


def center() -> Body:
    return Body.objects.get(kind=BodyKind.COMMAND_CENTER)


# --- whose ---------------------------------------------------------------------------------------------------------------


def test_a_street_sees_its_own_whistles_and_the_district_all(now):
    here, there = whistle(at=now), whistle(at=now, street=people.NEXT)
    assert [line.number for line in whistles(board_of(desk())).lines] == [here.number]
    assert [line.number for line in whistles(board_of(desk(people.NEXT))).lines] == [there.number]
    assert {line.number for line in whistles(board_of(district())).lines} == {here.number, there.number}


def test_a_department_sees_the_whistles_it_is_called_to_and_of_these_its_own_units_only(now):
    team, other = teams(20)[0], next(body for body in teams(20) if body.unit_id != teams(1)[0].unit_id)
    mine = whistle(WhistleStatus.BLOWN, [Called(team), Called(other)], at=now)
    whistle(WhistleStatus.BLOWN, [Called(other)], at=now)
    liaison = people.actor("DEPARTMENT_LIAISON", body=team.unit.name)
    (line,) = whistles(board_of(liaison)).lines
    assert line.number == mine.number
    assert [unit.body_id for unit in line.units] == [team.pk]


def test_a_post_without_a_board_is_told_where_to_look(district):
    with pytest.raises(PermissionDenied, match="待办"):
        board_of(people.actor("GRID_WORKER"))


def test_nobody_who_has_a_board_lacks_a_scope(district):
    for role in (Role.STREET_DESK, Role.STREET_LEADER, Role.DISTRICT_DESK, Role.SUPERVISOR, Role.DISTRICT_LEADER, Role.OFFICE_HEAD, Role.DEPARTMENT_HEAD,
                 Role.DEPARTMENT_LIAISON):
        assert board_of(people.actor(role.value)).scope


# --- what waits for a decision -------------------------------------------------------------------------------------------


def test_what_waits_for_approval_is_the_leaders_own_and_the_desk_sees_whose(now):
    draft = whistle(WhistleStatus.PENDING, at=now)
    awaits(draft, "approve", Role.STREET_LEADER, office_of(street_of()), at=now)
    (mine,) = decide(board_of(people.actor("STREET_LEADER", street=people.HOME))).lines
    assert (mine.mine, mine.decision, mine.number) == (True, Decision.APPROVE, draft.number)
    (seen,) = decide(board_of(desk())).lines
    assert not seen.mine
    assert "街道领导" in seen.who
    assert decide(board_of(desk(people.NEXT))).ours == 0


def test_the_head_of_an_office_sees_the_draft_that_waits_for_him_though_nobody_is_called_yet(now):
    head = people.actor("OFFICE_HEAD", street=people.HOME)
    board_of(head)
    draft = whistle(WhistleStatus.PENDING, at=now)
    row = awaits(draft, "approve", Role.OFFICE_HEAD, office_of(street_of()), at=now)
    DeskRow.objects.filter(pk=row.pk).update(office_id=head.office_id)
    assert [(line.number, line.mine) for line in decide(board_of(head)).lines] == [(draft.number, True)]
    assert whistles(board_of(head)).lines == ()


@pytest.mark.parametrize(("what", "decision"), [("confirm", Decision.CONFIRM), ("verify_pass", Decision.VERIFY), ("approve", Decision.APPROVE)])
def test_each_act_that_decides_is_shown_as_what_it_decides(now, what, decision):
    awaits(whistle(at=now), what, Role.STREET_DESK, office_of(street_of()), at=now)
    assert [line.decision for line in decide(board_of(desk())).lines] == [decision]


def test_work_is_no_decision(now):
    """What a unit has to do stands with its light among the whistles, not among the decisions."""
    made = whistle(WhistleStatus.BLOWN, [Called(teams(1)[0])], at=now)
    assert DeskRow.objects.filter(matter_id=made.pk, what="acknowledge").exists()
    assert decide(board_of(desk())).ours == decide(board_of(district())).ours == 0


def test_an_objection_waits_for_the_district_and_is_shown_to_the_street_once_it_is_late(now):
    made = whistle(WhistleStatus.BLOWN, [Called(teams(1)[0])], at=now)
    row = awaits(made, "rule_stands", Role.DISTRICT_DESK, center(), at=now, due_in=60)
    assert [line.decision for line in decide(board_of(district())).lines] == [Decision.RULE]
    assert decide(board_of(desk())).others == 0
    late_board = decide(board_of(desk(), now=row.due_at + timedelta(minutes=2)))
    assert (late_board.ours, late_board.others) == (0, 1)
    assert late_board.elsewhere[0].light is Light.RED


def test_a_coordination_item_waits_for_its_place_on_the_agenda(now):
    awaits(coordination(at=now), "put_on_agenda", Role.DISTRICT_DESK, center(), at=now)
    assert [line.decision for line in decide(board_of(district())).lines] == [Decision.AGENDA]


def test_a_hand_back_of_a_case_waits_at_the_desk_that_judges(now):
    case = reported(LINE_TYPE, at=now - HOUR)
    DeskRow.objects.filter(matter_id=case.pk).delete()
    awaits(case.matter, "uphold", Role.DISTRICT_DESK, center(), at=now)
    assert [line.number for line in decide(board_of(district())).lines] == [case.number]


def test_the_third_hand_back_says_that_it_is_the_third(now):
    case = reported(LINE_TYPE, at=now - HOUR)
    type(case).objects.filter(pk=case.pk).update(bounces=3)
    awaits(case.matter, "uphold", Role.DISTRICT_DESK, center(), at=now)
    assert decide(board_of(district())).lines[0].what.startswith("第 3 次退单")


def test_a_silence_that_reached_a_level_is_that_levels_until_the_unit_answers(now):
    team = teams(1)[0]
    made = whistle(WhistleStatus.BLOWN, [Called(team, due_in=-10, level=Level.LEADER)], at=now)
    for actor, shown in ((district(), 1), (people.actor("DISTRICT_LEADER"), 1), (desk(), 0), (people.actor("DEPARTMENT_HEAD", body=team.unit.name), 0)):
        assert [line.decision for line in decide(board_of(actor)).lines] == [Decision.ESCALATED] * shown, actor.title
    order = DispatchOrder.objects.get(matter_id=made.pk)
    with transaction.atomic():
        orders.acknowledge(order, at=now + HOUR)
        record("whistles.acknowledge", subject=made.matter, actor=SYSTEM, at=now, facts={})
    assert decide(board_of(district())).ours == 0


def test_what_went_up_in_an_earlier_round_is_over(now):
    made = whistle(WhistleStatus.IN_PROGRESS, [Called(teams(1)[0], due_in=-10, level=Level.LEADER)], at=now)
    assert decide(board_of(district())).ours == 1
    with transaction.atomic():
        type(made).objects.filter(pk=made.pk).update(round=2)
        record("whistles.reopen", subject=made.matter, actor=SYSTEM, at=now, facts={})
    assert decide(board_of(district())).ours == 0


def test_a_department_is_asked_at_its_own_rung(now):
    team = teams(1)[0]
    whistle(WhistleStatus.BLOWN, [Called(team, due_in=-10, level=Level.DEPARTMENT)], at=now)
    assert decide(board_of(people.actor("DEPARTMENT_HEAD", body=team.unit.name))).ours == 1
    assert decide(board_of(district())).ours == 0


def test_what_nobody_asked_after_for_three_days_is_named_to_those_who_may_ask(now):
    case = reported(at=now - timedelta(days=9))
    made_late(case.matter, by=timedelta(days=4), now=now)
    assert [line.number for line in decide(board_of(people.actor("STREET_LEADER", street=people.HOME))).long_late] == [case.number]
    assert decide(board_of(people.actor("OFFICE_HEAD", street=people.HOME))).long_late == ()


def test_telephone_numbers_in_a_title_are_masked(now):
    made = whistle(at=now, title="示例：找 13912345678 开门")
    awaits(made, "confirm", Role.STREET_DESK, office_of(street_of()), at=now)
    board = board_of(desk())
    assert "13912345678" not in repr([held.data for held in board.parts.values()])


# --- lights and levels of units ------------------------------------------------------------------------------------------


def test_each_unit_has_a_light_of_its_own(now):
    one, two, three = teams(3)
    whistle(WhistleStatus.BLOWN, [Called(one, due_in=-1), Called(two, OrderState.ACKNOWLEDGED, 3), Called(three, OrderState.ARRIVED, 300)], at=now)
    (line,) = whistles(board_of(desk(), now=now + timedelta(seconds=1))).lines
    assert [unit.light for unit in line.units] == [Light.RED, Light.YELLOW, Light.GREEN]
    assert line.light is Light.RED
    assert [unit.lead for unit in line.units] == [True, False, False]


def test_a_unit_that_is_released_is_not_shown_and_a_whistle_that_is_closed_neither(now):
    made = whistle(WhistleStatus.BLOWN, [Called(teams(1)[0])], at=now)
    assert len(whistles(board_of(desk())).lines) == 1
    ended(made, at=now + HOUR)
    assert whistles(board_of(desk())).lines == ()


# --- forces --------------------------------------------------------------------------------------------------------------


def test_a_force_on_an_emergency_is_shown_first_and_the_free_ones_after(now):
    team = teams(2)[1]
    whistle(WhistleStatus.BLOWN, [Called(team, OrderState.ARRIVED)], at=now)
    shown = forces(board_of(desk()))
    assert (shown.lines[0].body_id, shown.lines[0].duty) == (team.pk, Duty.URGENT)
    assert {line.duty for line in shown.lines[1:]} == {Duty.FREE}
    assert sum(one.n for one in shown.counts) == len(shown.lines)


def test_a_force_out_in_another_street_is_busy_here_too_but_the_matter_stays_that_streets(now):
    team = teams(1)[0]
    before = next(line for line in forces(board_of(desk())).lines if line.body_id == team.pk)
    made = whistle(WhistleStatus.BLOWN, [Called(team)], at=now, street=people.NEXT)
    after = next(line for line in forces(board_of(desk())).lines if line.body_id == team.pk)
    assert (before.duty, after.duty) == (Duty.FREE, Duty.URGENT)
    assert made.number not in repr(after)
    assert made.number in repr(forces(board_of(desk(people.NEXT))).lines)


# --- when a part is read again -------------------------------------------------------------------------------------------


def statements(actor, **kwargs) -> int:
    with CaptureQueriesContext(connection) as counted:
        board_of(actor, **kwargs)
    return len(counted)


def test_an_unchanged_board_costs_one_query(now):
    whistle(WhistleStatus.BLOWN, [Called(teams(1)[0])], at=now)
    board_of(desk())
    assert statements(desk()) == 1


def test_what_happens_in_another_street_is_looked_at_but_reads_nothing_again(now):
    whistle(WhistleStatus.BLOWN, [Called(teams(1)[0])], at=now)
    before = board_of(desk())
    reported(at=now, street=people.NEXT)
    assert statements(desk()) == 4  # the journal's end, what is new in it, whose matter, whom it was ordered to
    after = board_of(desk())
    assert before.digests == after.digests
    assert statements(desk()) == 1


def test_more_of_everything_costs_no_more_queries(now):
    actor = desk()

    def read_anew() -> int:
        from shaoxiang.insight.queries.board import shelf

        board_of(actor)
        shelf.forget()
        return statements(actor, now=now)

    def more(n: int) -> None:
        for turn in range(n):
            made = whistle(WhistleStatus.BLOWN, [Called(body, due_in=-5) for body in teams(3)], at=now, turn=turn)
            awaits(made, "confirm", Role.STREET_DESK, office_of(street_of()), at=now)
            made_late(reported(at=now - HOUR, description=f"示例垃圾 {turn}").matter, by=HOUR, now=now)

    more(2)
    few = read_anew()
    more(8)
    assert read_anew() == few <= 36


def test_a_light_that_changes_by_itself_is_seen_at_that_second(now):
    whistle(WhistleStatus.BLOWN, [Called(teams(1)[0], due_in=30)], at=now)
    assert whistles(board_of(desk(), now=now + timedelta(minutes=24, seconds=59))).lines[0].light is Light.GREEN
    assert whistles(board_of(desk(), now=now + timedelta(minutes=25))).lines[0].light is Light.YELLOW
    assert whistles(board_of(desk(), now=now + timedelta(minutes=29, seconds=59))).lines[0].light is Light.YELLOW
    assert whistles(board_of(desk(), now=now + timedelta(minutes=30))).lines[0].light is Light.RED


def test_a_decision_elsewhere_that_becomes_late_is_seen_at_that_second(now):
    """Of the district, and of the street whose matter waits."""
    row = awaits(whistle(at=now), "rule_stands", Role.DISTRICT_DESK, center(), at=now, due_in=2)
    other = awaits(whistle(at=now), "confirm", Role.STREET_DESK, office_of(street_of()), at=now, due_in=2)
    for reader, due_at in ((desk(), row.due_at), (district(), other.due_at)):
        board_of(reader, now=now)
        assert decide(board_of(reader, now=due_at - timedelta(seconds=1))).others == 0
        assert decide(board_of(reader, now=due_at)).others == 1


def test_a_case_that_becomes_late_is_counted_at_that_second(now):
    case = reported(at=now - HOUR)
    made_late(case.matter, by=-timedelta(seconds=40), now=now)
    assert (late(board_of(desk(), now=now)).late.n, late(board_of(desk(), now=now)).soon.n) == (0, 1)
    assert late(board_of(desk(), now=now + timedelta(seconds=39))).late.n == 0
    assert late(board_of(desk(), now=now + timedelta(seconds=40))).late.n == 1


def test_a_unit_called_later_appears_at_the_next_look(now):
    made = whistle(WhistleStatus.BLOWN, [Called(teams(2)[0])], at=now)
    board_of(desk())
    with transaction.atomic():
        call(made, Called(teams(2)[1]), "COOPERATING", "EMERGENCY", now)
        record("whistles.add_unit", subject=made.matter, actor=SYSTEM, at=now, facts={})
    assert len(whistles(board_of(desk())).lines[0].units) == 2


def test_many_more_new_cases_than_yesterday_are_said_without_a_figure_that_no_list_holds(now):
    from django.utils import timezone

    noon = timezone.localtime(now).replace(hour=12, minute=0, second=0, microsecond=0)
    for turn in range(12):
        reported(at=noon - timedelta(minutes=turn), description=f"示例 {turn}")
    said = late(board_of(desk(), now=noon + HOUR))
    assert (said.today.n, said.surge.value) == (12, "DOUBLE")
    assert f"opened_from={noon.date().isoformat()}" in said.today.url
    for turn in range(11):
        reported(at=noon - timedelta(days=1, minutes=turn), description=f"示例昨天 {turn}")
    assert late(board_of(desk(), now=noon + HOUR + timedelta(minutes=2))).surge is None
