"""From records to inputs, and spreads and words of the picture."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import fmean

import pytest

from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.kernel.workdays.queries import packaged_calendar
from shaoxiang.simulation.rules import defaults
from shaoxiang.simulation.rules.fitting import SeenCall, SeenUnit, fit
from shaoxiang.simulation.rules.frame import Frame
from shaoxiang.simulation.rules.inputs import Limit, Seen, Shaped
from shaoxiang.simulation.rules.keeping import keep, kept
from shaoxiang.simulation.rules.picture import TICKS, Panel, Words, svg, x_of
from shaoxiang.simulation.rules.statistics import Group
from shaoxiang.simulation.rules.study import Plan, study
from shaoxiang.simulation.tests.test_rules_theory import district
from shaoxiang.simulation.tests.worlds import MONDAY
from shaoxiang.simulation.vocabulary import Mark

START = datetime(2026, 3, 2, 10)


def seen(number: int, **more) -> SeenCall:
    unit = SeenUnit("D", ack=5.0 + number, handled=60.0 + number)
    return SeenCall(START + timedelta(hours=24 * (number % 10)), "ROUTINE", "S1", (unit,), **more)


def test_a_spread_is_read_by_its_quantiles():
    spread = Shaped(10, 40)
    assert (spread.at(0.5), spread.at(0.9)) == (pytest.approx(10), pytest.approx(40))
    assert Seen((0.0, 10.0, 20.0)).at(0.25) == 5
    assert Seen((7.0,)).at(0.99) == 7
    assert spread.at(0) > 0
    assert spread.at(1) < 1e6


def test_rates_are_calls_a_day_times_the_share_that_is_whistled():
    fitted = fit([seen(number) for number in range(40)], days=10, kinds=defaults.KINDS, whistles=False, share={"ROUTINE": 0.25}, key_issues=0.1)
    rates = {stream.kind: stream.per_day for stream in fitted.streams}
    assert rates == {"ROUTINE": pytest.approx(1.0), "KEY_ISSUE": pytest.approx(0.1)}
    assert fitted.rhythms["ROUTINE"].hours[10] == max(fitted.rhythms["ROUTINE"].hours)
    assert fmean(fitted.rhythms["ROUTINE"].weekdays) == pytest.approx(1)


def test_what_was_recorded_replaces_what_was_assumed_only_where_there_is_enough():
    enough = fit([seen(number) for number in range(30)], days=10, kinds=defaults.KINDS, whistles=True, share={})
    few = fit([seen(number) for number in range(29)], days=10, kinds=defaults.KINDS, whistles=True, share={})
    assert enough.kinds["ROUTINE"].after.at(0) == 60
    assert enough.kinds["ROUTINE"].ack.at(1) == 34
    assert few.kinds["ROUTINE"].after == defaults.KINDS["ROUTINE"].after
    assert enough.kinds["EMERGENCY"] == defaults.KINDS["EMERGENCY"]
    assert sum(each.mark is Mark.RECORDED for each in enough.assumptions) == 3
    assert sum(each.mark is Mark.RECORDED for each in few.assumptions) == 1


def test_a_case_waits_to_be_signed_for_a_whistle_does_not():
    cases = fit([seen(number) for number in range(40)], days=10, kinds=defaults.KINDS, whistles=False, share={})
    assert cases.kinds["ROUTINE"].ack == defaults.KINDS["ROUTINE"].ack


def test_how_often_a_time_was_agreed_is_taken_from_whistles():
    calls = [seen(number, agreed=number % 4 == 0) for number in range(40)]
    assert fit(calls, days=10, kinds=defaults.KINDS, whistles=True, share={}).kinds["ROUTINE"].agreed == 0.25


@pytest.mark.parametrize(("start", "minutes", "ends"), [
    (540, 0, 540), (540, 60, 600), (660, 60, 720), (660, 90, 870 + 30), (720, 0, 870), (1050, 0, 1440 + 510), (0, 30, 540),
    (4 * 1440 + 1040, 20, 7 * 1440 + 520),
])
def test_working_time_by_hand(start, minutes, ends):
    """Office hours 08:30-12:00 and 14:30-17:30; minute 5760 is Friday midnight."""
    assert Frame(MONDAY, packaged_calendar(), 20).work_off(start, minutes) == ends


@pytest.mark.parametrize(("start", "limit", "ends"), [
    (540, Limit(5, LimitUnit.MINUTE), 545), (700, Limit(1, LimitUnit.WORKING_HOUR), 870 + 40), (540, Limit(1, LimitUnit.WORKING_DAY), 2 * 1440),
    (4 * 1440 + 540, Limit(1, LimitUnit.WORKING_DAY), 8 * 1440),
])
def test_due_times_are_those_of_the_clocks(start, limit, ends):
    assert Frame(MONDAY, packaged_calendar(), 20).due(start, limit) == ends


def test_a_kept_study_reads_as_it_was():
    base = district()
    found = study(base, base, Plan(days=10, replications=3))
    again, world, changed = kept(keep(found, base, base), packaged_calendar())
    assert again.plan == found.plan
    assert changed is not None
    group = Group("kind", "ROUTINE")
    for name, one in found.figures[group].items():
        assert again.of(group, name).base.mean == pytest.approx(one.base.mean, rel=1e-5)
    assert list(world.forces) == list(base.forces)
    assert world.kinds["EMERGENCY"].arrive_limit == base.kinds["EMERGENCY"].arrive_limit
    assert not any(group.by == "force" for group in again.figures)


WORDS = Words("题 <b>", "副题", "现在", "改后", "时限", "一半", {tick: str(tick) for tick in TICKS}, ("说明",))


def test_the_picture_shows_what_has_calls_and_escapes_what_it_is_told():
    drawn = svg([Panel("甲 & 乙", [float(n) for n in range(1, 102)], limit_minutes=30), Panel("空", [])], WORDS)
    assert "甲 &amp; 乙" in drawn
    assert "题 &lt;b&gt;" in drawn
    assert ">空<" not in drawn
    assert "style=" not in drawn
    assert drawn.count("<polyline") == 1
    assert svg([Panel("甲", [1.0] * 101, [2.0] * 101)], WORDS).count("<polyline") == 2


def test_time_on_the_picture_runs_one_way_and_stays_on_the_paper():
    places = [x_of(minutes) for minutes in (0, 1, 5, 60, 1440, 43_200, 10**9)]
    assert places == sorted(places)
    assert places[0] == places[1]
    assert places[-1] == places[-2]
