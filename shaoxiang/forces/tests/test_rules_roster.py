"""Rosters against the holidays of 2026, counted by hand: 春节 15 to 23 February; 14 and 28 February are worked; 国庆 1 to 7 October, 10 October worked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shaoxiang.forces.rules import Slot, Taken, gaps, off_hours, overlap, rota, slots_of
from shaoxiang.forces.vocabulary import ShiftKind
from shaoxiang.kernel.workdays.queries import packaged_calendar
from shaoxiang.kernel.workdays.rules import SHANGHAI

DAY, NIGHT, WEEKEND, HOLIDAY = ShiftKind
CALENDAR = packaged_calendar()


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def slots(first: date, last: date, covers=tuple(ShiftKind)) -> list[Slot]:
    return [slot for n in range((last - first).days + 1) for slot in slots_of(CALENDAR.entry(first + timedelta(days=n)), covers)]


@pytest.mark.parametrize(("day", "kinds"), [
    (date(2026, 2, 13), [DAY, NIGHT]),  # Friday
    (date(2026, 2, 14), [DAY, NIGHT]),  # Saturday, worked for the Spring Festival
    (date(2026, 2, 15), [HOLIDAY]), (date(2026, 2, 17), [HOLIDAY]), (date(2026, 2, 23), [HOLIDAY]),
    (date(2026, 2, 24), [DAY, NIGHT]),  # Tuesday after
    (date(2026, 2, 28), [DAY, NIGHT]),  # Saturday, worked
    (date(2026, 3, 1), [WEEKEND]),  # Sunday
    (date(2026, 10, 1), [HOLIDAY]), (date(2026, 10, 10), [DAY, NIGHT]), (date(2026, 10, 11), [WEEKEND]),
])
def test_a_holiday_is_covered_and_an_adjusted_working_day_is_a_working_day(day, kinds):
    assert [slot.kind for slot in slots_of(CALENDAR.entry(day), ShiftKind)] == kinds


def test_the_turns_of_a_fortnight_over_the_spring_festival_leave_no_moment_uncovered():
    drawn = slots(date(2026, 2, 13), date(2026, 3, 1))
    assert drawn[0].starts_at == at(date(2026, 2, 13), 8, 30)
    assert all(one.ends_at == other.starts_at for one, other in pairwise(drawn))
    assert drawn[-1].ends_at == at(date(2026, 3, 2), 8, 30)
    assert [slot.kind for slot in drawn].count(HOLIDAY) == 9


def test_holidays_go_round_in_a_turn_of_their_own():
    drawn = rota(slots(date(2026, 2, 15), date(2026, 2, 23)), [1, 2, 3])
    assert [person for _slot, person in drawn] == [1, 2, 3, 1, 2, 3, 1, 2, 3]
    again = rota(slots(date(2026, 10, 1), date(2026, 10, 2)), [1, 2, 3], last={HOLIDAY: 1})
    assert [person for _slot, person in again] == [2, 3]


def test_leave_passes_the_turn_on_and_nobody_goes_from_the_day_into_the_night():
    friday = date(2026, 2, 13)
    away = [Taken(2, at(friday, 0), at(friday + timedelta(days=2), 0))]
    drawn = rota(slots(friday, friday), [1, 2, 3], taken=away)
    assert drawn == [(slots(friday, friday)[0], 1), (slots(friday, friday)[1], 3)]


def test_with_nobody_left_the_slot_stays_open():
    friday = date(2026, 2, 13)
    assert rota(slots(friday, friday, [DAY]), [1], taken=[Taken(1, at(friday, 9), at(friday, 10))]) == [(slots(friday, friday)[0], None)]


def test_a_shift_that_ends_early_leaves_a_gap():
    day, night = slots(date(2026, 2, 13), date(2026, 2, 13))
    assert gaps([day, night], [day, night]) == []
    assert gaps([day, night], [day]) == [night]
    assert gaps([day], [Slot(DAY, day.starts_at, day.ends_at - timedelta(minutes=1))]) == [day]
    noon = at(date(2026, 2, 13), 12)
    assert gaps([day], [Slot(DAY, noon, day.ends_at), Slot(DAY, day.starts_at, noon)]) == []  # two who relieve each other


@pytest.mark.parametrize(("when", "off"), [
    (at(date(2026, 2, 13), 8, 29), True), (at(date(2026, 2, 13), 8, 30), False), (at(date(2026, 2, 13), 13), False), (at(date(2026, 2, 13), 17, 30), True),
    (at(date(2026, 2, 14), 10), False), (at(date(2026, 2, 16), 10), True), (at(date(2026, 3, 1), 10), True),
])
def test_night_weekend_and_holiday_are_off_hours(when, off):
    assert off_hours(when, CALENDAR) is off


@settings(max_examples=40)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=6, unique=True), st.integers(1, 30), st.sampled_from([date(2026, 2, 10), date(2026, 9, 28)]))
def test_nobody_is_on_duty_twice_at_once(people, days, first):
    drawn = rota(slots(first, first + timedelta(days=days)), people)
    for person in people:
        held = [slot for slot, chosen in drawn if chosen == person]
        assert not any(overlap(one, other) for n, one in enumerate(held) for other in held[n + 1:])
