"""The district as the model sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.simulation.queries import NothingRecorded, departments, observed, recorded, validation, world_now
from shaoxiang.simulation.rules.inputs import Limit
from shaoxiang.simulation.tests.lately import blow, live
from shaoxiang.simulation.vocabulary import Mark
from shaoxiang.whistles.models import WhistleType
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def test_without_any_event_there_is_nothing_to_model_and_it_says_what_to_do():
    with pytest.raises(NothingRecorded, match="先装入或录入"):
        world_now(at=timezone.now())


def test_the_forces_are_those_of_the_allocation():
    """555 stationed and 41 transferred people, 13 teams (S0)."""
    live()
    forces = world_now(at=timezone.now()).forces.values()
    assert sum(force.people for force in forces) == 555 + 41
    assert sum(force.team for force in forces) == 13
    assert all(force.day_crews >= 1 for force in forces)
    bureau = next(force for force in forces if force.code == "S150102101-ZF")
    assert (bureau.department, bureau.street, bureau.people, bureau.day_crews) == ("DEP12", "150102101", 19, 2)
    police = next(force for force in forces if force.code == f"S{people.HOME}-DEP01")
    assert (police.day_crews, police.night_crews, police.street) == (4, 1, people.HOME), "36 people: a quarter is free, two to a crew"


def test_events_a_department_came_for_are_the_calls_while_there_are_no_whistles():
    live()
    seen = observed(timezone.now() - timedelta(days=30), timezone.now(), departments(timezone.localdate()))
    assert not seen.whistles
    assert len(seen.calls) == 9
    emergency = [call for call in seen.calls if call.kind == "EMERGENCY"]
    assert [(call.street, call.units[0].department) for call in emergency] == [(people.HOME, "DEP07")]
    handled = [call.units[0] for call in seen.calls if call.units[0].finish is not None]
    assert [(unit.ack, unit.finish, unit.handled) for unit in handled] == [(60, 120, 60)] * 4


def test_streams_carry_the_rate_and_every_input_says_where_it_comes_from():
    live()
    world = world_now(at=timezone.now())
    rates = {(stream.kind, stream.street): stream.per_day for stream in world.streams}
    days = 18  # from the first event on, not the thirty looked back on
    assert rates["EMERGENCY", people.HOME] == pytest.approx(1 / days, rel=0.01)
    routine = sum(rate for (kind, _street), rate in rates.items() if kind in ("ROUTINE", "JOINT_ENFORCEMENT"))
    assert routine == pytest.approx(8 * 0.3 / days, rel=0.01)
    assert {each.mark for each in world.assumptions} == set(Mark)


def test_the_districts_own_types_bring_their_limits():
    live()
    WhistleType.objects.filter(code="EMERGENCY").update(ack_amount=3, arrive_amount=25)
    WhistleType.objects.filter(code="JOINT_ENFORCEMENT").update(arrive_agreed=False)
    kinds = world_now(at=timezone.now()).kinds
    assert (kinds["EMERGENCY"].ack_limit, kinds["EMERGENCY"].arrive_limit) == (Limit(3, LimitUnit.MINUTE), Limit(25, LimitUnit.MINUTE))
    assert kinds["JOINT_ENFORCEMENT"].agreed == 0, "where no time may be agreed, none is"


def test_the_check_fits_on_the_first_half_and_holds_against_the_second():
    live(5)
    found = validation.validate(at=timezone.now(), back_days=30, replications=2, seed=7)
    assert (found.whistles, found.fitted_days, found.held_days) == (False, 15, 15)
    assert found.fitted_calls + found.held_calls == 11
    assert found.fitted_calls > 0
    assert {row.what for row in found.rows} == {validation.CALLS}, "a handful of times is not held against anything"
    assert any("只能检验输入" in line for line in validation.words(found))


def test_kolmogorovs_distance():
    assert validation.apart([1, 2, 3, 4], [1, 2, 3, 4]) == 0
    assert validation.apart([1, 2], [3, 4]) == 1
    assert validation.apart([1, 2, 3, 4], [3, 4, 5, 6]) == 0.5


def test_whistles_are_the_calls_where_there_are_enough(monkeypatch):
    monkeypatch.setattr(recorded, "ENOUGH_WHISTLES", 40)
    live()
    blow(40)
    seen = observed(timezone.now() - timedelta(days=30), timezone.now(), departments(timezone.localdate()))
    assert seen.whistles
    assert len(seen.calls) == 40, "the events are not counted besides"
    unit = seen.calls[0].units[0]
    assert (unit.department, unit.ack, unit.arrive, unit.finish, unit.handled) == ("DEP07", 30, 90, 240, 150)
    routine = world_now(at=timezone.now()).kinds["ROUTINE"]
    assert (routine.ack.at(0.5), routine.after.at(0.5), routine.answered) == (30, 150, 0.25)


def test_with_whistles_the_check_holds_arrival_and_finish_against_the_records(monkeypatch):
    monkeypatch.setattr(recorded, "ENOUGH_WHISTLES", 40)
    blow(64)
    found = validation.validate(at=timezone.now(), back_days=32, replications=2, seed=7)
    assert found.whistles
    rows = {row.what: row for row in found.rows}
    assert (rows["CALLS"].recorded, rows["ACK"].recorded, rows["ACK"].modelled) == (2.0, 30, 30)
    assert (rows["ARRIVE"].recorded, rows["FINISH"].recorded) == (90, 240)
    assert rows["ARRIVE"].apart > 0.3, "90 minutes every time are not what a crew nearby needs: the check shows it"
