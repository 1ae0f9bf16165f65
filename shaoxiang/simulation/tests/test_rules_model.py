"""The model against small cases counted by hand. Monday 2 March 2026; minutes after midnight; 09:00 is 540."""

from __future__ import annotations

import pytest

from shaoxiang.dispatch.vocabulary import Part
from shaoxiang.simulation.rules.inputs import Unit
from shaoxiang.simulation.rules.model import run
from shaoxiang.simulation.tests.worlds import NINE, call, force, kind, world


def told(happened):
    """(arrived, done) of each unit in the order called."""
    return [(record.arrived_at, record.done_at) for record in happened.records]


def test_one_crew_serves_one_call_after_the_other():
    happened = run(world(force()), [call(NINE), call(NINE + 10), call(NINE + 20)], days=1)
    assert told(happened) == [(540, 600), (600, 660), (660, 720)]
    assert [record.waited for record in happened.records] == [0, 50, 100]


def test_two_crews_halve_the_line():
    happened = run(world(force(day_crews=2)), [call(NINE), call(NINE + 10), call(NINE + 20), call(NINE + 30)], days=1)
    assert told(happened) == [(540, 600), (550, 610), (600, 660), (610, 670)]


def test_acknowledging_turning_out_and_the_way_add_up():
    far = force(east_m=-6_000, metres_per_minute=400)  # 15 minutes
    happened = run(world(far), [call(NINE, ack=3, turn_out=7, after=90)], days=1)
    record = happened.records[0]
    assert record.acked_at == 543
    assert (record.arrived_at, record.done_at) == (565, 655)
    assert happened.pools["F"].busy == [(543, 625)]


def test_an_emergency_takes_the_crew_of_a_routine_task_which_keeps_what_was_done():
    happened = run(world(force()), [call(NINE, on_site=60), call(NINE + 20, "EMERGENCY", 30)], days=1)
    routine, emergency = happened.records
    assert (emergency.arrived_at, emergency.done_at) == (560, 590)
    assert (routine.arrived_at, routine.done_at) == (540, 630), "40 minutes were left, from 590 on"
    assert routine.called_away == 1


def test_a_crew_called_away_on_the_road_arrives_the_second_time():
    happened = run(world(force(east_m=-4_000)), [call(NINE, on_site=60), call(NINE + 5, "EMERGENCY", 30)], days=1)
    routine, emergency = happened.records
    assert (emergency.arrived_at, emergency.done_at) == (555, 585)
    assert (routine.arrived_at, routine.done_at) == (595, 655)


def test_a_crew_called_away_in_the_moment_it_is_sent():
    happened = run(world(force()), [call(NINE), call(NINE, "EMERGENCY", 30)], days=1)
    assert told(happened) == [(570, 630), (540, 570)]
    assert happened.pools["F"].most_out == 1


def test_an_emergency_is_never_taken_from_an_emergency_not_even_for_life():
    happened = run(world(force()), [call(NINE, "EMERGENCY"), call(NINE + 10, "EMERGENCY", life=True), call(NINE + 5, "EMERGENCY")], days=1)
    first, life, second = happened.records
    assert first.done_at == 600
    assert life.arrived_at == 600, "life goes first when the crew is free, though it called later"
    assert second.arrived_at == 660


def test_of_two_tasks_the_least_urgent_gives_way():
    happened = run(world(force(day_crews=2)), [call(NINE, "JOINT"), call(NINE, "ROUTINE"), call(NINE + 30, "EMERGENCY", 10)], days=1)
    joint, routine, _emergency = happened.records
    assert (joint.called_away, routine.called_away) == (0, 1)
    assert (joint.done_at, routine.done_at) == (600, 610)


def test_joint_takes_from_routine_and_routine_from_nobody():
    happened = run(world(force()), [call(NINE), call(NINE + 10, "JOINT", 20), call(NINE + 15, "ROUTINE", 5)], days=1)
    assert told(happened) == [(540, 620), (550, 570), (620, 625)]


def test_the_nearest_free_crew_goes_and_the_farther_one_when_it_is_out():
    near, far = force("NEAR", east_m=400), force("FAR", east_m=4_000)
    happened = run(world(far, near), [call(NINE), call(NINE + 1)], days=1)
    assert [record.force for record in happened.records] == ["NEAR", "FAR"]
    assert [record.arrived_at for record in happened.records] == [541, 551]


def test_a_stationed_force_goes_first_and_never_to_another_street():
    here, team = force("HERE", street="S1", east_m=4_000), force("TEAM", east_m=100)
    happened = run(world(here, team), [call(NINE), call(NINE, street="S2"), call(NINE, street="S2")], days=1)
    assert [record.force for record in happened.records] == ["HERE", "TEAM", "TEAM"]


def test_where_no_force_comes_it_is_said_and_not_hidden():
    happened = run(world(force()), [call(NINE, department="E")], days=1)
    assert happened.records[0].no_force
    assert happened.records[0].done_at is None


def test_at_night_the_night_crew_goes_to_urgent_calls_only():
    calls = [call(22 * 60, "ROUTINE"), call(22 * 60, "EMERGENCY"), call(22 * 60 + 30, "EMERGENCY")]
    happened = run(world(force(day_crews=2, night_crews=1)), calls, days=2)
    routine, first, second = happened.records
    assert (first.arrived_at, second.arrived_at) == (1320, 1380)
    assert routine.arrived_at == 1440 + 8 * 60 + 30, "office hours begin at 08:30"


def test_without_a_night_crew_even_an_emergency_waits_for_the_morning():
    happened = run(world(force()), [call(22 * 60, "EMERGENCY")], days=2)
    assert happened.records[0].arrived_at == 1440 + 510


def test_what_runs_at_the_end_of_the_day_is_finished_after_hours():
    happened = run(world(force()), [call(17 * 60, on_site=120)], days=1)
    assert told(happened) == [(1020, 1140)]


def test_one_who_forgets_acknowledges_when_reminded():
    happened = run(world(force()), [call(NINE, "EMERGENCY", ack=1, ack_forgotten=True)], days=1)
    record = happened.records[0]
    assert record.ack_due == 545
    assert record.acked_at == record.arrived_at == 575, "30 minutes after the limit of 5 minutes"


def test_one_who_forgets_to_set_out_goes_when_reminded():
    happened = run(world(force()), [call(NINE, "EMERGENCY", set_out_forgotten=True)], days=1)
    assert happened.records[0].arrived_at == 540 + 30 + 30


def test_who_agreed_on_a_time_is_there_at_that_time():
    happened = run(world(force(east_m=-4_000)), [call(NINE, "JOINT", agreed=True, until_agreed=120, turn_out=5)], days=1)
    record = happened.records[0]
    assert record.arrived_at == 660
    assert record.arrive_due == 690


def test_an_agreed_time_counts_in_working_time():
    happened = run(world(force()), [call(11 * 60 + 30, "JOINT", agreed=True, until_agreed=60)], days=1)
    assert happened.records[0].arrived_at == 15 * 60, "half an hour before noon, half an hour from 14:30 on"


def test_an_answer_needs_no_crew():
    happened = run(world(force()), [call(NINE), call(NINE, answered=True, turn_out=45, after=100)], days=1)
    assert told(happened) == [(540, 600), (585, 685)]
    assert happened.pools["F"].most_out == 1


def test_working_time_is_counted_where_the_kind_says_so():
    slow = {"ROUTINE": kind("ROUTINE", ack_working=True)}
    happened = run(world(force(), kinds=slow), [call(17 * 60 + 20, ack=30)], days=2)
    assert happened.records[0].acked_at == 1440 + 510 + 20, "10 minutes on Monday, 20 on Tuesday"


def test_each_unit_of_a_call_has_its_own_way():
    both = call(NINE)._replace(units=[Unit("D", on_site=60), Unit("E", Part.COOPERATING, ack=10, on_site=20)])
    happened = run(world(force(), force("G", department="E")), [both], days=1)
    assert told(happened) == [(540, 600), (550, 570)]


@pytest.mark.parametrize(("day", "minute"), [(0, 1440 + 510), (4, 7 * 1440 + 510)])
def test_routine_work_waits_for_the_next_working_day(day, minute):
    happened = run(world(force()), [call(day * 1440 + 20 * 60)], days=10)
    assert happened.records[0].arrived_at == minute


def test_teams_are_kept_for_what_is_urgent_while_others_can_go():
    team, staff = force("TEAM", team=True), force("STAFF", east_m=4_000)
    happened = run(world(team, staff), [call(NINE), call(NINE + 1, "EMERGENCY", 100), call(NINE + 2)], days=1)
    assert [record.force for record in happened.records] == ["STAFF", "TEAM", "STAFF"]
    assert happened.records[2].arrived_at == 620, "the others are free at 610, the team at 641"


def test_an_act_going_on_is_acknowledged_and_gone_to_at_night():
    working = {"JOINT": kind("JOINT", ack_working=True)}
    happened = run(world(force(night_crews=1), kinds=working), [call(1320, "JOINT", ack=10), call(1320, "JOINT", ack=10, agreed=True)], days=2)
    assert [record.acked_at for record in happened.records] == [1330, 1440 + 520]
    assert happened.records[0].arrived_at == 1330
