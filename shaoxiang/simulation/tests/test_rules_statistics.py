"""Figures counted by hand, margins, and that noise is not taken for a difference."""

from __future__ import annotations

import pytest

from shaoxiang.simulation.rules.changes import apply, of_data
from shaoxiang.simulation.rules.model import run
from shaoxiang.simulation.rules.statistics import Group, compare, estimate, measure, percentiles, quantile
from shaoxiang.simulation.rules.study import Plan, as_data, study
from shaoxiang.simulation.tests.test_rules_theory import district
from shaoxiang.simulation.tests.worlds import NINE, call, force, world


def test_figures_of_three_calls_of_one_crew():
    """Arrivals after 0, 50 and 100 minutes; a limit of 30 keeps one of three; a crew out 180 of 390 worked minutes."""
    happened = run(world(force()), [call(NINE), call(NINE + 10), call(NINE + 20)], days=1)
    figures = measure(happened, first=0, last=1440)
    routine = figures[Group("kind", "ROUTINE")]
    assert (routine["calls"], routine["units"], routine["unfinished"]) == (3, 3, 0)
    assert (routine["arrive_median"], routine["arrive_p90"], routine["queue_mean"]) == (50, 90, 50)
    assert routine["arrive_on_time"] == pytest.approx(1 / 3)
    assert "finish_on_time" not in routine, "no limit, nothing to keep"
    assert figures[Group("force", "F")]["used"] == pytest.approx(180 / 390)


def test_calls_outside_the_counted_days_are_not_counted():
    happened = run(world(force()), [call(NINE), call(1440 + NINE)], days=3)
    assert measure(happened, first=1440, last=2880)[Group("all")]["calls"] == 1


def test_what_did_not_come_before_its_limit_is_late_and_what_may_still_come_is_open():
    happened = run(world(), [call(NINE), call(1440 - 10)], days=1)
    assert measure(happened, first=0, last=1440)[Group("all")]["arrive_on_time"] == 0
    assert measure(happened, first=0, last=1440)[Group("all")]["no_force"] == 2


@pytest.mark.parametrize(("share", "value"), [(0, 1), (0.5, 2.5), (0.9, 3.7), (1, 4)])
def test_quantiles(share, value):
    assert quantile([1, 2, 3, 4], share) == pytest.approx(value)


def test_percentiles_of_nothing_are_nothing():
    assert percentiles([]) == []
    assert percentiles([5.0]) == [5.0] * 101


def test_the_margin_is_students():
    """1, 2, 3: mean 2, deviation 1, t(2) = 4.303: 4.303 / √3."""
    found = estimate([1.0, 2.0, 3.0])
    assert (found.mean, found.margin) == (2.0, pytest.approx(4.303 / 3**0.5))
    assert estimate([4.0]).margin is None
    assert estimate([]) is None


def test_a_difference_run_by_run_is_seen_where_two_means_alone_would_not_show_it():
    base = [{"x": value} for value in (10.0, 20.0, 30.0, 40.0)]
    changed = [{"x": value - 2 + 0.1 * (number % 2)} for number, value in enumerate((10.0, 20.0, 30.0, 40.0))]
    told = compare(base, changed, "x")
    assert told.difference.is_told_from_noise
    assert told.base.margin > abs(told.difference.mean)
    assert not compare(base, list(reversed(base)), "x").difference.is_told_from_noise


def test_no_change_is_no_difference_and_more_crews_wait_less():
    base = district()
    same = study(base, base, Plan(days=10, replications=3))
    assert all(one.difference.mean == 0 for figures in same.figures.values() for one in figures.values() if one.difference)
    more = study(base, apply(base, of_data([{"do": "crews", "force": "F", "day": 3, "night": 3}])), Plan(days=10, replications=3))
    waits = more.of(Group("kind", "ROUTINE"), "queue_mean")
    assert waits.difference.mean < 0
    assert waits.difference.is_told_from_noise


def test_the_same_plan_gives_the_same_figures_to_the_last_digit():
    assert as_data(study(district(), None, Plan(days=5, replications=2))) == as_data(study(district(), None, Plan(days=5, replications=2)))
    assert as_data(study(district(), None, Plan(days=5, replications=2))) != as_data(study(district(), None, Plan(days=5, replications=2, seed=8)))
