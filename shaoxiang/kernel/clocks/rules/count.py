"""Counting: an instant and a calendar in, the end of the clock out."""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from shaoxiang.kernel.clocks.rules.spec import BACKWARD, CLOCK, DAY, MONTH, WAIT, WORKING, YEAR, ClockSpec, Due
from shaoxiang.kernel.clocks.vocabulary import Unit
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.workdays.rules import FIRST_YEAR, LAST_YEAR, SHANGHAI, Calendar, OutsideCalendar

Interval = tuple[datetime, datetime]
Excluded = Sequence[tuple[int, int]]  # suspended days as [first, resumed) ordinals, sorted, apart from each other

_SECONDS = {Unit.SECOND: 1, Unit.MINUTE: 60, Unit.HOUR: 3600, Unit.WORKING_HOUR: 3600, Unit.DAY: 86_400}
_MIDNIGHT = time(0, tzinfo=SHANGHAI)
_LONGEST = 100 * 366 * 86_400


class Days(NamedTuple):
    """The steps of a count of days, as ordinals."""

    first: int
    raw: int  # where the count ends
    last: int  # after moving off a day that is not worked
    warned: int  # the day after which warning begins
    provisional: bool


def due(
    start: datetime, spec: ClockSpec, calendar: Calendar, *, suspensions: Sequence[Interval] = (), extension: int = 0
) -> Due:
    """When a clock started at `start` ends. Raises OutsideCalendar, ValueError (naive time, reversed or misplaced suspension)."""
    if start.tzinfo is None:
        raise ValueError(_("起算时间须带时区。"))
    start = start.astimezone(SHANGHAI)
    merged = merge(suspensions) if suspensions else ()
    if merged and spec.direction is BACKWARD:
        raise ValueError(_("往前倒数的期限不能中止。"))
    unit = spec.unit
    if spec.day_type is not CLOCK and (unit is DAY or unit is MONTH or unit is YEAR):
        days = count_days(start, spec, calendar, merged, spec.amount + extension)
        due_at = datetime.combine(date.fromordinal(days.last + 1), _MIDNIGHT)
        warn_at = due_at if spec.sense is WAIT else datetime.combine(date.fromordinal(days.warned + 1), _MIDNIGHT)
        return Due(due_at, warn_at, days.provisional, date.fromordinal(days.last))
    length = (spec.amount + extension) * _SECONDS[unit]
    if spec.day_type is WORKING:
        return _due_by_working_time(start, spec, calendar, merged, length)
    return _due_by_clock(start, spec, merged, length)


def warn_days(amount: int) -> int:
    """How many of a clock's days are left when warning begins: a quarter, at least two, at most half of a short clock."""
    return max(-(-amount // 4), min(2, amount // 2))


def merge(suspensions: Sequence[Interval]) -> list[Interval]:
    """The same time as intervals in order that do not touch, in local time. Raises ValueError if one is reversed or naive."""
    found: list[Interval] = []
    for begin, end in sorted(suspensions):
        if begin.tzinfo is None or end.tzinfo is None or end < begin:
            raise ValueError(_("中止的起止时间不对：结束须晚于开始，且须带时区。"))
        begin, end = begin.astimezone(SHANGHAI), end.astimezone(SHANGHAI)
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def add_months(day: date, months: int) -> date:
    """对应日: the same day of the month, or the last day of a month that has none (民法典 第二百零二条). Raises OutsideCalendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutsideCalendar
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def count_days(start: datetime, spec: ClockSpec, calendar: Calendar, merged: Sequence[Interval], amount: int) -> Days:
    first = calendar.within(start.toordinal())
    working = spec.day_type is WORKING
    if spec.unit is not DAY:
        months = amount * (12 if spec.unit is YEAR else 1)
        sign = -1 if spec.direction is BACKWARD else 1
        amount = abs(add_months(date.fromordinal(first), sign * months).toordinal() - first)
    left = max(-(-amount // 4), min(2, amount // 2))  # warn_days, without the call
    if spec.direction is BACKWARD:
        raw = calendar.nth_after(first, -amount) if working else first - amount
        warned = calendar.nth_after(first, -amount - left) if working else first - amount - left
        last = calendar.previous_worked(raw) if spec.rolls and not working else calendar.within(raw)
        warned = min(warned, last)
        guessed = calendar.is_guessed(last, first) if working else spec.rolls and calendar.is_guessed(last, raw)
        return Days(first, raw, last, warned, guessed)
    if not merged and working:
        raw = last = calendar.nth_after(first, amount)
        warned = calendar.nth_after(first, amount - left)
        return Days(first, raw, last, warned, calendar.is_guessed(first, last))
    excluded = [(begin.toordinal(), end.toordinal()) for begin, end in merged if end.toordinal() > begin.toordinal()]
    raw = _reach(first, amount, working, excluded, calendar)
    warned = _reach(first, amount - left, working, excluded, calendar)
    last = _rolled(raw, excluded, calendar) if spec.rolls and not working else calendar.within(raw)
    guessed = calendar.is_guessed(first, last) if working else spec.rolls and calendar.is_guessed(raw, last)
    return Days(first, raw, last, warned, guessed)


def _reach(first: int, amount: int, working: bool, excluded: Excluded, calendar: Calendar) -> int:
    """The day on which `amount` days have been counted after `first`, leaving out suspended days."""
    last = calendar.nth_after(first, amount) if working else first + amount
    for begin, resumed in excluded:
        if begin > last:
            break
        before = max(begin - 1, first)
        amount += calendar.count_between(before, resumed - 1) if working else max(0, resumed - 1 - before)
        last = calendar.nth_after(first, amount) if working else first + amount
    return last


def _rolled(raw: int, excluded: Excluded, calendar: Calendar) -> int:
    """The first day from `raw` on that is worked and not suspended."""
    last = calendar.next_worked(raw)
    for begin, resumed in excluded:
        if begin <= last < resumed:
            last = calendar.next_worked(resumed)
    return last


def _due_by_clock(start: datetime, spec: ClockSpec, merged: Sequence[Interval], length: int) -> Due:
    quarter = 0 if spec.sense is WAIT else length / 4
    if length > _LONGEST:
        raise OutsideCalendar
    if spec.direction is BACKWARD:
        due_at = start - timedelta(seconds=length)
        return Due(due_at, due_at - timedelta(seconds=quarter), False, None)
    return Due(
        _elapse(start, timedelta(seconds=length), merged),
        _elapse(start, timedelta(seconds=length - quarter), merged),
        False,
        None,
    )


def _elapse(start: datetime, length: timedelta, merged: Sequence[Interval]) -> datetime:
    end = start + length
    for begin, resumed in merged:
        if begin >= end:
            break
        if resumed > start:
            end += resumed - max(begin, start)
    return end


def _due_by_working_time(
    start: datetime, spec: ClockSpec, calendar: Calendar, merged: Sequence[Interval], length: int
) -> Due:
    hours = calendar.hours(spec.schedule)
    position = hours.position(start)
    quarter = 0 if spec.sense is WAIT else length // 4
    if spec.direction is BACKWARD:
        due_at, warn_at = hours.instant(position - length), hours.instant(position - length - quarter)
    else:
        spans = [(hours.position(begin), hours.position(resumed)) for begin, resumed in merged]
        due_at = _worked_off(hours.instant, position, length, spans)
        warn_at = _worked_off(hours.instant, position, length - quarter, spans)
    return Due(due_at, warn_at, calendar.is_guessed(start.toordinal(), due_at.toordinal()), None)


def _worked_off(
    instant: Callable[[int], datetime], position: int, length: int, spans: Sequence[tuple[int, int]]
) -> datetime:
    end = position + length
    for begin, resumed in spans:
        if begin >= end:
            break
        if resumed > position:
            end += resumed - max(begin, position)
    return instant(end)
