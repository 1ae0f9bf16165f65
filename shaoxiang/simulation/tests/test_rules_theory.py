"""The model against the analytic waits of queueing theory, and invariants whatever the calls."""

from __future__ import annotations

from math import factorial
from random import Random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shaoxiang.dispatch.vocabulary import Part
from shaoxiang.simulation.rules.arrivals import calls_of
from shaoxiang.simulation.rules.inputs import Call, Force, Rhythm, Shaped, Stream, Template, Unit
from shaoxiang.simulation.rules.model import run
from shaoxiang.simulation.rules.statistics import kept
from shaoxiang.simulation.tests.worlds import call, force, kind, world
from shaoxiang.simulation.vocabulary import Wait


def erlang_wait(busy: float, crews: int, service: float) -> float:
    """Mean wait of M/M/c (Erlang C). `busy`: offered load in crews."""
    line = busy**crews / factorial(crews) * crews / (crews - busy)
    waits = line / (sum(busy**n / factorial(n) for n in range(crews)) + line)
    return waits * service / (crews - busy)


@pytest.mark.parametrize(("crews", "busy"), [(1, 0.5), (1, 0.8), (2, 1.4), (4, 3.0)])
def test_mean_waits_are_those_of_the_formula(crews, busy):
    """Calls by chance, work of chance length, open day and night: 30,000 calls, within 6 % (of 0.8 in one crew 9 %: it remembers long)."""
    service, chance, at = 30.0, Random(11), 0.0
    calls = []
    for _number in range(30_000):
        at += chance.expovariate(busy / service)
        calls.append(call(at, "EMERGENCY", chance.expovariate(1 / service)))
    days = int(at / 1440) + 30
    happened = run(world(force(day_crews=crews, night_crews=crews)), calls, days=days)
    assert all(record.done_at is not None for record in happened.records)
    got = fmean(record.waited for record in happened.records[2_000:])
    assert got == pytest.approx(erlang_wait(busy, crews, service), rel=0.09 if busy == 0.8 else 0.06)


def test_an_urgent_class_that_takes_the_crew_waits_as_if_it_were_alone():
    """Preemptive priority: the emergencies of M/M/1 wait as if the routine calls were not there."""
    service, chance, at = 30.0, Random(5), 0.0
    calls = []
    for _number in range(20_000):
        at += chance.expovariate(0.8 / service)
        calls.append(call(at, "EMERGENCY" if chance.random() < 0.5 else "JOINT", chance.expovariate(1 / service)))
    happened = run(world(force(day_crews=1, night_crews=1)), calls, days=int(at / 1440) + 30)
    urgent = [record for record in happened.records if record.kind == "EMERGENCY"]
    assert fmean(record.waited for record in urgent) == pytest.approx(erlang_wait(0.4, 1, service), rel=0.08)
    assert not any(record.called_away for record in urgent)


CALLS = st.lists(
    st.tuples(
        st.integers(0, 3 * 1440), st.sampled_from(["EMERGENCY", "JOINT", "ROUTINE"]), st.integers(0, 600), st.sampled_from(["S1", "S2"]),
        st.sampled_from(["D", "E"]), st.booleans(), st.booleans(), st.booleans(),
    ), max_size=40,
)
FORCES = st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2))


@settings(max_examples=150, deadline=None)
@given(CALLS, FORCES)
def test_whatever_is_called_nothing_is_lost_and_nobody_is_twice_at_once(rows, crews):
    day, night, teams = crews
    forces = [
        Force("HERE", "", "", "D", "S1", day, night), Force("TEAM", "", "", "D", "", teams, teams, east_m=3_000), Force("OTHER", "", "", "E", "", 1, 1),
    ]
    calls = [
        Call(at, kind, street, [Unit(department, Part.LEAD, 3, forgot, forgot, answered, 5, work, 30)], 500, 0, agreed, 90)
        for at, kind, work, street, department, forgot, answered, agreed in rows
    ]
    happened = run(world(*forces), calls, days=4)
    assert len(happened.records) == len(rows), "every unit called is told of"
    for pool in happened.pools.values():
        assert pool.most_out <= max(pool.force.day_crews, pool.force.night_crews)
        turns = sorted([(begin, 1) for begin, _end in pool.busy] + [(end, -1) for _begin, end in pool.busy])
        out = 0
        for _at, step in turns:
            out += step
            assert out <= max(pool.force.day_crews, pool.force.night_crews)
    for record in happened.records:
        steps = [record.call.at, *(at for at in (record.acked_at, record.arrived_at, record.done_at) if at is not None)]
        assert steps == sorted(steps)
        assert record.done_at is None or record.arrived_at is not None
        if record.done_at is None:
            assert record.no_force is False
            assert kept(record, Wait.FINISH, happened.until) in (None, False)
        if record.done_at is not None and not record.unit.answered and not record.called_away:
            assert record.done_at >= record.arrived_at + record.unit.on_site - 1e-6


@settings(max_examples=60, deadline=None)
@given(CALLS)
def test_the_same_calls_give_the_same_run(rows):
    calls = [call(at, kind, work, street=street, department=department) for at, kind, work, street, department, *_more in rows]
    stands = world(force(night_crews=1), force("G", department="E"))
    first, second = run(stands, calls, days=4), run(stands, calls, days=4)
    assert [(record.arrived_at, record.done_at, record.force) for record in first.records] == [
        (record.arrived_at, record.done_at, record.force) for record in second.records]


STREAMS = (Stream("ROUTINE", "S1", 8.0, (Template("D"),)), Stream("EMERGENCY", "S2", 2.0, (Template("D", ("E",)),)))
HOURS = tuple(0.1 if 8 <= hour < 18 else 0.0 for hour in range(24))


def district(**more):
    spread = {"ROUTINE": kind("ROUTINE", ack=Shaped(10, 40)), "EMERGENCY": kind("EMERGENCY", ack=Shaped(2, 4))}
    return world(force(), force("G", department="E"), **{"streams": STREAMS, "kinds": spread, "rhythms": {"ROUTINE": Rhythm(hours=HOURS)}, **more})


def test_calls_fall_as_often_and_when_the_district_says():
    calls = calls_of(district(), days=400, seed=3)
    routine = [each for each in calls if each.kind == "ROUTINE"]
    assert len(routine) == pytest.approx(8 * 400, rel=0.05)
    assert {int(each.at % 1440 // 60) for each in routine} == set(range(8, 18))
    assert [unit.part for unit in next(each for each in calls if each.kind == "EMERGENCY").units] == [Part.LEAD, Part.COOPERATING]


def test_a_change_of_forces_meets_the_same_calls_and_a_change_of_volume_keeps_them():
    base = calls_of(district(), days=30, seed=3)
    assert base == calls_of(district(), days=30, seed=3)
    assert base != calls_of(district(), days=30, seed=3, replication=1)
    more = calls_of(district(more=(("ROUTINE", "", 1.5),)), days=30, seed=3)
    less = calls_of(district(more=(("ROUTINE", "", 0.5),)), days=30, seed=3)
    key = lambda calls: {(each.kind, each.at) for each in calls}  # noqa: E731
    assert key(base) < key(more)
    assert key(less) < key(base)
    assert len(more) - len(base) == pytest.approx(0.5 * 240, rel=0.35)
