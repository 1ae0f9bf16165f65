"""The calendar as arrays: the n-th working day after any day costs the same, however far it is.

Days are proleptic ordinals (`date.toordinal`), so that one index serves every array. All instants are Asia/Shanghai.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.workdays.vocabulary import DayKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_YEAR, LAST_YEAR = 2000, 2099
DEFAULT_SCHEDULE = "DEFAULT"
SECONDS_OF_DAY = 86_400


class OutsideCalendar(ValueError):
    """The date lies before 2000 or after 2099, or a count leaves these years."""

    def __init__(self) -> None:
        super().__init__(_("日期超出可计算的范围（2000 年至 2099 年），请核对年份。"))


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One day of the table."""

    date: date
    is_workday: bool
    kind: DayKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Worked time of a day, as seconds after midnight; `end` itself is no longer worked."""

    start: int
    end: int

    @classmethod
    def of(cls, start: time, end: time) -> Span:
        return cls(start.hour * 3600 + start.minute * 60, end.hour * 3600 + end.minute * 60)


@dataclass(frozen=True, slots=True)
class Season:
    """Other hours between two days of every year, both included; may run over New Year. (month, day) pairs."""

    first: tuple[int, int]
    last: tuple[int, int]
    spans: tuple[Span, ...]

    def holds(self, day: date) -> bool:
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True, slots=True)
class Schedule:
    """作息时间: the worked spans of a working day, and the seasons in which they differ."""

    code: str
    label: str
    spans: tuple[Span, ...]
    seasons: tuple[Season, ...] = ()

    def spans_on(self, day: date) -> tuple[Span, ...]:
        for season in self.seasons:
            if season.holds(day):
                return season.spans
        return self.spans


OFFICE_HOURS = Schedule(
    DEFAULT_SCHEDULE, _("机关作息"), (Span.of(time(8, 30), time(12)), Span.of(time(14, 30), time(17, 30)))
)


class WorkingTime:
    """Working seconds of one schedule, counted from the first day of the calendar."""

    def __init__(self, calendar: Calendar, schedule: Schedule) -> None:
        self._calendar = calendar
        self._schedule = schedule
        before = array("q", [0])
        lengths: dict[tuple[Span, ...], int] = {}
        total = 0
        for ordinal in range(calendar.first, calendar.last + 1):
            if calendar.is_worked(ordinal):
                spans = schedule.spans_on(date.fromordinal(ordinal)) if schedule.seasons else schedule.spans
                if spans not in lengths:
                    lengths[spans] = sum(span.end - span.start for span in spans)
                total += lengths[spans]
            before.append(total)
        self._before = before

    def position(self, at: datetime) -> int:
        """Working seconds before that instant (local time)."""
        ordinal = self._calendar.within(at.toordinal())
        done = self._before[ordinal - self._calendar.first]
        if not self._calendar.is_worked(ordinal):
            return done
        second = at.hour * 3600 + at.minute * 60 + at.second
        return done + sum(
            min(second, span.end) - span.start for span in self._schedule.spans_on(at.date()) if second > span.start
        )

    def instant(self, position: int) -> datetime:
        """The first instant at which that many working seconds have passed: the end of a day, not the next morning."""
        index = bisect_left(self._before, position)
        if index >= len(self._before) or position <= 0:
            raise OutsideCalendar
        day = date.fromordinal(self._calendar.first + index - 1)
        left = position - self._before[index - 1]
        for span in self._schedule.spans_on(day):
            if left <= span.end - span.start:
                return datetime.combine(day, time(), SHANGHAI) + timedelta(seconds=span.start + left)
            left -= span.end - span.start
        raise AssertionError("a day is as long as its spans")


class Calendar:
    """The workday table, compiled and never changed. Built once per version of the table."""

    def __init__(self, days: Iterable[DayEntry], schedules: Iterable[Schedule] = ()) -> None:
        self.first = date(FIRST_YEAR, 1, 1).toordinal()
        self.last = date(LAST_YEAR, 12, 31).toordinal()
        known: dict[int, DayEntry] = {}
        for entry in days:
            if FIRST_YEAR <= entry.date.year <= LAST_YEAR:
                known[entry.date.toordinal()] = entry
        self._entries: Mapping[int, DayEntry] = known
        self.announced = _announced_years(known)
        self._compile()
        self.schedules = {schedule.code: schedule for schedule in (OFFICE_HOURS, *schedules)}
        self._hours: dict[str, WorkingTime] = {}

    def _compile(self) -> None:
        worked = bytearray()
        upto = array("i")  # working days up to and including this day
        guessed_upto = array("i")  # days of unannounced years up to and including this day
        nth = array("i")
        guesses = 0
        weekday = (self.first + 6) % 7
        announced_day = bytearray()
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            announced_day += bytes([year in self.announced]) * (366 if _is_leap(year) else 365)
        entries = self._entries
        for ordinal in range(self.first, self.last + 1):
            entry = entries.get(ordinal)
            works = entry.is_workday if entry is not None else weekday < 5
            worked.append(works)
            if works:
                nth.append(ordinal)
            upto.append(len(nth))
            guesses += not announced_day[ordinal - self.first]
            guessed_upto.append(guesses)
            weekday = (weekday + 1) % 7
        self.worked, self.upto, self.nth, self.guessed_upto = bytes(worked), upto, nth, guessed_upto

    def within(self, ordinal: int) -> int:
        """The ordinal itself. Raises OutsideCalendar."""
        if not self.first <= ordinal <= self.last:
            raise OutsideCalendar
        return ordinal

    def is_worked(self, ordinal: int) -> bool:
        return bool(self.worked[ordinal - self.first])

    def is_workday(self, day: date) -> bool:
        return self.is_worked(self.within(day.toordinal()))

    def is_announced(self, day: date) -> bool:
        return day.year in self.announced

    def entry(self, day: date) -> DayEntry:
        """What the table says of the day; an estimate where it says nothing."""
        found = self._entries.get(self.within(day.toordinal()))
        if found is not None:
            return found
        works = day.weekday() < 5
        return DayEntry(day, works, DayKind.WORKDAY if works else DayKind.WEEKEND)

    def nth_after(self, ordinal: int, count: int) -> int:
        """The count-th working day after (count < 0: before) that day, which is itself not counted. 0: the day itself."""
        if count == 0:
            return ordinal
        place = self.upto[self.within(ordinal) - self.first] + count - 1
        if count < 0:
            place = self.upto[ordinal - self.first] - self.worked[ordinal - self.first] + count
        if not 0 <= place < len(self.nth):
            raise OutsideCalendar
        return self.nth[place]

    def count_between(self, after: int, upto: int) -> int:
        """Working days after the one day, up to and including the other (0 if they are in the wrong order)."""
        if upto <= after:
            return 0
        return self.upto[self.within(upto) - self.first] - self.upto[self.within(after) - self.first]

    def next_worked(self, ordinal: int) -> int:
        """That day if it is worked, else the first working day after it."""
        return ordinal if self.worked[self.within(ordinal) - self.first] else self.nth_after(ordinal, 1)

    def previous_worked(self, ordinal: int) -> int:
        return ordinal if self.worked[self.within(ordinal) - self.first] else self.nth_after(ordinal, -1)

    def is_guessed(self, first: int, last: int) -> bool:
        """Does the stretch from one day to the other, both included, touch a year that is not announced?"""
        first, last = self.within(min(first, last)), self.within(max(first, last))
        before = self.guessed_upto[first - self.first - 1] if first > self.first else 0
        return self.guessed_upto[last - self.first] > before

    def hours(self, schedule: str = DEFAULT_SCHEDULE) -> WorkingTime:
        """Working time of a schedule code; an unknown code counts office hours."""
        code = schedule if schedule in self.schedules else DEFAULT_SCHEDULE
        if code not in self._hours:
            self._hours[code] = WorkingTime(self, self.schedules[code])
        return self._hours[code]


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _announced_years(known: Mapping[int, DayEntry]) -> frozenset[int]:
    """Years of which the table has every day: a single day entered early announces nothing."""
    found: dict[int, int] = {}
    for entry in known.values():
        found[entry.date.year] = found.get(entry.date.year, 0) + 1
    return frozenset(year for year, days in found.items() if days == (366 if _is_leap(year) else 365))


@dataclass(frozen=True, slots=True)
class YearNotice:
    """放假通知 of one year: rest days with their festival, and weekend days worked in exchange."""

    year: int
    holidays: Mapping[date, str]
    swaps: frozenset[date] = field(default_factory=frozenset)


def days_of(notice: YearNotice) -> list[DayEntry]:
    """Every day of the year, as the notice says. Raises ValueError for days of another year or named twice."""
    strangers = [day for day in (*notice.holidays, *notice.swaps) if day.year != notice.year]
    if strangers or notice.swaps & set(notice.holidays):
        raise ValueError(_("放假通知里的日期须都在本年，同一天不能既放假又上班。"))
    days: list[DayEntry] = []
    day = date(notice.year, 1, 1)
    while day.year == notice.year:
        weekend = day.weekday() >= 5
        if day in notice.holidays:
            days.append(DayEntry(day, False, DayKind.HOLIDAY, notice.holidays[day]))
        elif day in notice.swaps:
            days.append(DayEntry(day, True, DayKind.SWAP_WORKDAY))
        else:
            days.append(DayEntry(day, not weekend, DayKind.WEEKEND if weekend else DayKind.WORKDAY))
        day += timedelta(days=1)
    return days
