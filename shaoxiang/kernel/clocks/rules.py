"""How to count time, once for the whole house. Pure: instants and a calendar in, instants out.

* The day of the starting event is not counted (民法典 第二百零一条); periods of months and years end on the corresponding day, or on
  the last day of a month that has none (第二百零二条); a last day that is not worked moves to the next worked day, and the last day
  ends at 24:00 (第二百零三条), stored as the following midnight in Asia/Shanghai.
* A lead time ("七日前") is counted backwards the same way; a last day that is not worked moves to the worked day before it, so that
  the other side never gets less.
* A suspension adds exactly itself. In clocks of days a day counts if the clock is running at its end: suspended from the 3rd, resumed
  on the 10th leaves out the 3rd to the 9th.
* Warning (临期) begins when a quarter of the whole is left; in clocks of days, rounded up to whole days and never less than two days,
  except that a short clock warns in its second half (the last day of 1 to 3, the last two of 4 to 8).
"""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from shaoxiang.kernel.clocks.vocabulary import DayType, Direction, Extension, Sense, Unit
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.workdays.rules import DEFAULT_SCHEDULE, FIRST_YEAR, LAST_YEAR, SHANGHAI, Calendar, OutsideCalendar
from shaoxiang.kernel.workdays.vocabulary import DayKind

Interval = tuple[datetime, datetime]
Excluded = Sequence[tuple[int, int]]  # suspended days as [first, resumed) ordinals, sorted, apart from each other

# Bound once: looking a member up on its class costs more than the arithmetic it decides.
_DAY, _MONTH, _YEAR = Unit.DAY, Unit.MONTH, Unit.YEAR
_WORKING, _CLOCK, _CALENDAR = DayType.WORKING, DayType.CLOCK, DayType.CALENDAR
_BACKWARD, _WAIT = Direction.BACKWARD, Sense.WAIT
_SECONDS = {Unit.SECOND: 1, Unit.MINUTE: 60, Unit.HOUR: 3600, Unit.WORKING_HOUR: 3600, Unit.DAY: 86_400}
_MIDNIGHT = time(0, tzinfo=SHANGHAI)
_ONE_DAY = timedelta(days=1)
_LONGEST = 100 * 366 * 86_400


@dataclass(frozen=True, slots=True)
class ClockSpec:
    """时限规定: what a clock is. `extension_cap` is in the same unit; None with `extension` CAPPED means none is foreseen.

    `approver_role`: role codes, any one of which may extend, separated by blanks. `suspension_codes`: of SuspensionReason.
    Raises ValueError for a unit that does not go with its day type.
    """

    code: str
    label: str
    amount: int
    unit: Unit
    day_type: DayType
    direction: Direction = Direction.FORWARD
    schedule: str = DEFAULT_SCHEDULE
    extension_cap: int | None = None
    approver_role: str = ""
    suspension_codes: tuple[str, ...] = ()
    rolls: bool = True
    law: str = ""
    article: str = ""
    domain: str = ""
    on_expiry: str = ""
    sense: Sense = Sense.LIMIT
    extension: Extension = Extension.CAPPED

    def __post_init__(self) -> None:
        unit, day_type = Unit(self.unit), DayType(self.day_type)
        if self.amount < 0:
            raise ValueError(f"{self.code}: amount {self.amount}")
        fits = {
            Unit.DAY: tuple(DayType),
            Unit.MONTH: (DayType.CALENDAR,),
            Unit.YEAR: (DayType.CALENDAR,),
            Unit.WORKING_HOUR: (DayType.WORKING,),
        }.get(unit, (DayType.CLOCK, DayType.WORKING))
        if day_type not in fits:
            raise ValueError(f"{self.code}: {unit} does not go with {day_type}")

    @property
    def ground(self) -> str:
        """Law and article as one text; empty for a district's own clock."""
        return f"{self.law} {self.article}".strip()

    @property
    def counts_days(self) -> bool:
        """Ends at 24:00 of a last day, and is shown as a date."""
        return self.unit in (_DAY, _MONTH, _YEAR) and self.day_type is not _CLOCK


class Due(NamedTuple):
    """When a clock ends. `last_day` is the date shown for clocks of days; None for clocks of hours."""

    due_at: datetime
    warn_at: datetime
    provisional: bool
    last_day: date | None


class Line(NamedTuple):
    """One line of an explanation: a code and its parameters, put into words when shown (`clocks.wording`)."""

    code: str
    params: Mapping[str, object]


class _Days(NamedTuple):
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
    if merged and spec.direction is _BACKWARD:
        raise ValueError(_("往前倒数的期限不能中止。"))
    unit = spec.unit
    if spec.day_type is not _CLOCK and (unit is _DAY or unit is _MONTH or unit is _YEAR):
        days = _count_days(start, spec, calendar, merged, spec.amount + extension)
        due_at = datetime.combine(date.fromordinal(days.last + 1), _MIDNIGHT)
        warn_at = due_at if spec.sense is _WAIT else datetime.combine(date.fromordinal(days.warned + 1), _MIDNIGHT)
        return Due(due_at, warn_at, days.provisional, date.fromordinal(days.last))
    length = (spec.amount + extension) * _SECONDS[unit]
    if spec.day_type is _WORKING:
        return _due_by_working_time(start, spec, calendar, merged, length)
    return _due_by_clock(start, spec, merged, length)


class ExtensionRefused(Exception):
    """延期: not foreseen, beyond the cap, or asked for after the clock has ended or stopped."""


class SuspensionRefused(Exception):
    """中止: the reason is not on the clock's closed list, or the clock has ended."""


class SettingRefused(Exception):
    """A district setting would loosen what the law says."""


@dataclass(frozen=True, slots=True)
class Authored:
    """One row of the authored table: the clock, and what a page and a lawyer want to know of it."""

    spec: ClockSpec
    label_en: str
    trigger: str
    trigger_en: str
    bearer: str  # AUTHORITY or PARTY: whom the clock binds
    mark: str  # V read in the text, Vx read in an excerpt, I composed
    binding: bool  # law that a district may not loosen
    on_expiry_en: str
    note: str

    @property
    def composed(self) -> bool:
        return self.mark == "I"


def check_extension(spec: ClockSpec, *, held: int, more: int) -> None:
    """May a clock already extended by `held` be extended by `more`? Raises ExtensionRefused."""
    ground = spec.ground or spec.code
    if more <= 0:
        raise ExtensionRefused(_("延长的数量须大于零。"))
    if spec.extension is Extension.DECIDED:
        return
    if spec.extension_cap is None:
        raise ExtensionRefused(Refusal(_("“{label}”不得延长（{ground}）。"), label=spec.label, ground=ground))
    if held + more > spec.extension_cap:
        raise ExtensionRefused(
            Refusal(
                _("“{label}”累计最多延长 {cap}，已延长 {held}，不能再延长 {more}（{ground}）。"),
                label=spec.label,
                cap=spec.extension_cap,
                held=held,
                more=more,
                ground=ground,
            )
        )


def check_setting(authored: Authored, *, amount: int, extension_cap: int | None, basis: str = "") -> None:
    """A district may tighten what the law says, never loosen it. Raises SettingRefused naming the article."""
    law = authored.spec
    if amount <= 0:
        raise SettingRefused(_("时限须大于零。"))
    if not authored.binding:
        return
    ground = law.ground
    if authored.bearer == "PARTY":
        if amount != law.amount:
            raise SettingRefused(Refusal(_("这是当事人的法定期限，不能改动（{ground}）。"), ground=ground))
    elif law.sense is _WAIT or law.direction is _BACKWARD:
        if amount < law.amount:
            raise SettingRefused(
                Refusal(_("法定至少 {amount}，不能改短（{ground}）。"), amount=law.amount, ground=ground)
            )
    elif amount > law.amount:
        raise SettingRefused(Refusal(_("法定最长 {amount}，不能放宽（{ground}）。"), amount=law.amount, ground=ground))
    if (extension_cap or 0) > (law.extension_cap or 0) and not (law.extension is Extension.OTHER_LAW and basis.strip()):
        raise SettingRefused(
            Refusal(
                _("延长上限不能超过法定的 {cap}（{ground}）；另有规定的，请写明依据。"),
                cap=law.extension_cap or 0,
                ground=ground,
            )
        )


class Refusal(str):
    """A sentence that remembers its msgid and parameters, so that a page can say it in another language."""

    msgid: str
    params: dict[str, object]

    def __new__(cls, msgid: str, **params: object) -> Refusal:
        made = super().__new__(cls, msgid.format(**params))
        made.msgid, made.params = msgid, params
        return made


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


def _count_days(start: datetime, spec: ClockSpec, calendar: Calendar, merged: Sequence[Interval], amount: int) -> _Days:
    first = calendar.within(start.toordinal())
    working = spec.day_type is _WORKING
    if spec.unit is not _DAY:
        months = amount * (12 if spec.unit is _YEAR else 1)
        sign = -1 if spec.direction is _BACKWARD else 1
        amount = abs(add_months(date.fromordinal(first), sign * months).toordinal() - first)
    left = max(-(-amount // 4), min(2, amount // 2))  # warn_days, without the call
    if spec.direction is _BACKWARD:
        raw = calendar.nth_after(first, -amount) if working else first - amount
        warned = calendar.nth_after(first, -amount - left) if working else first - amount - left
        last = calendar.previous_worked(raw) if spec.rolls and not working else calendar.within(raw)
        warned = min(warned, last)
        guessed = calendar.is_guessed(last, first) if working else spec.rolls and calendar.is_guessed(last, raw)
        return _Days(first, raw, last, warned, guessed)
    if not merged and working:
        raw = last = calendar.nth_after(first, amount)
        warned = calendar.nth_after(first, amount - left)
        return _Days(first, raw, last, warned, calendar.is_guessed(first, last))
    excluded = [(begin.toordinal(), end.toordinal()) for begin, end in merged if end.toordinal() > begin.toordinal()]
    raw = _reach(first, amount, working, excluded, calendar)
    warned = _reach(first, amount - left, working, excluded, calendar)
    last = _rolled(raw, excluded, calendar) if spec.rolls and not working else calendar.within(raw)
    guessed = calendar.is_guessed(first, last) if working else spec.rolls and calendar.is_guessed(raw, last)
    return _Days(first, raw, last, warned, guessed)


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
    quarter = 0 if spec.sense is _WAIT else length / 4
    if length > _LONGEST:
        raise OutsideCalendar
    if spec.direction is _BACKWARD:
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
    quarter = 0 if spec.sense is _WAIT else length // 4
    if spec.direction is _BACKWARD:
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


# ── explanation ────────────────────


def explain(
    start: datetime, spec: ClockSpec, calendar: Calendar, suspensions: Sequence[Interval] = (), extension: int = 0
) -> tuple[Line, ...]:
    """Every step of the count, in order. Raises as `due` does."""
    result = due(start, spec, calendar, suspensions=suspensions, extension=extension)
    start = start.astimezone(SHANGHAI)
    merged = merge(suspensions)
    amount = {"amount": spec.amount, "unit": spec.unit, "day_type": spec.day_type}
    basis = {
        "label": spec.label,
        "code": spec.code,
        "law": spec.law,
        "article": spec.article,
        "sense": spec.sense,
        **amount,
    }
    has_article = spec.article.strip("- ") != ""
    lines = [Line(("BASIS" if has_article else "BASIS_LAW") if spec.law else "BASIS_OWN", basis)]
    if extension:
        lines.append(Line("EXTENDED", {**amount, "amount": extension, "total": spec.amount + extension}))
    lines += (
        _explain_days(start, spec, calendar, merged, extension)
        if result.last_day
        else _explain_time(start, spec, calendar, merged)
    )
    if result.last_day:
        lines.append(Line("LAST_DAY", {"day": result.last_day}))
    else:
        lines.append(Line("ENDS", {"at": result.due_at}))
    if spec.sense is not _WAIT:
        lines.append(Line("WARNS", {"at": result.warn_at}))
    if result.provisional:
        lines.append(Line("PROVISIONAL", {"years": _guessed_years(start, result, calendar)}))
    return tuple(lines)


def _explain_days(
    start: datetime, spec: ClockSpec, calendar: Calendar, merged: Sequence[Interval], extension: int
) -> list[Line]:
    amount = spec.amount + extension
    days = _count_days(start, spec, calendar, merged, amount)
    backward = spec.direction is _BACKWARD
    working = spec.day_type is _WORKING
    raw = date.fromordinal(days.raw)
    lines = [Line("FROM_DAY_BACK" if backward else "FROM_DAY", {"start": start, "next": start.date() + _ONE_DAY})]
    lines += [Line("SUSPENDED_DAYS", _suspended(begin, resumed, days, working, calendar)) for begin, resumed in merged]
    if spec.unit is not _DAY:
        target = raw.day == start.day or bool(merged)
        lines.append(Line("MONTHS" if target else "MONTHS_SHORT", {"amount": amount, "unit": spec.unit, "day_type": spec.day_type, "day": raw}))
    elif working:
        low, high = sorted((days.first, days.raw))
        rest = (high - low) - calendar.count_between(low, high) if not backward else (high - low) - amount
        lines.append(
            Line("WORKING_DAYS_BACK" if backward else "WORKING_DAYS", {"amount": amount, "day": raw, "rest": rest})
        )
        lines += _festivals(low, high, calendar)
    else:
        lines.append(Line("CALENDAR_DAYS_BACK" if backward else "CALENDAR_DAYS", {"amount": amount, "day": raw}))
    if days.last != days.raw:
        moved = {
            "day": raw,
            "kind": calendar.entry(raw).kind,
            "name": calendar.entry(raw).name,
            "to": date.fromordinal(days.last),
        }
        lines.append(Line("MOVED_BACK" if backward else "MOVED", moved))
    return lines


def _suspended(begin: datetime, resumed: datetime, days: _Days, working: bool, calendar: Calendar) -> dict[str, object]:
    before, until = max(begin.toordinal() - 1, days.first), resumed.toordinal() - 1
    count = calendar.count_between(before, until) if working else max(0, until - before)
    unit = {
        "amount": count if begin.toordinal() <= days.last else 0,
        "unit": _DAY,
        "day_type": _WORKING if working else _CALENDAR,
    }
    return {"from": begin, "to": resumed, **unit}


def _festivals(low: int, high: int, calendar: Calendar) -> list[Line]:
    """Holidays passed over and weekend days worked in exchange, between the two days (the earlier one not included)."""
    holidays: dict[str, list[date]] = {}
    swaps: list[date] = []
    for ordinal in range(low + 1, high + 1):
        entry = calendar.entry(date.fromordinal(ordinal))
        if entry.kind is DayKind.HOLIDAY:
            holidays.setdefault(entry.name, []).append(entry.date)
        elif entry.kind is DayKind.SWAP_WORKDAY:
            swaps.append(entry.date)
    lines = [
        Line("HOLIDAY", {"name": name, "from": days[0], "to": days[-1], "count": len(days)})
        for name, days in holidays.items()
    ]
    if swaps:
        lines.append(Line("SWAPS", {"days": tuple(swaps)}))
    return lines


def _explain_time(start: datetime, spec: ClockSpec, calendar: Calendar, merged: Sequence[Interval]) -> list[Line]:
    working = spec.day_type is _WORKING
    if spec.direction is _BACKWARD:
        return [Line("FROM_TIME_BACK", {"start": start})]
    lines = [Line("FROM_WORKING_TIME" if working else "FROM_TIME", {"start": start})]
    for begin, resumed in merged:
        if working:
            hours = calendar.hours(spec.schedule)
            seconds = hours.position(resumed) - hours.position(max(begin, start)) if resumed > start else 0
        else:
            seconds = int((resumed - max(begin, start)).total_seconds()) if resumed > start else 0
        lines.append(Line("SUSPENDED_TIME", {"from": begin, "to": resumed, "minutes": seconds // 60}))
    return lines


def _guessed_years(start: datetime, result: Due, calendar: Calendar) -> tuple[int, ...]:
    end = result.last_day or result.due_at.date()
    low, high = sorted((start.year, end.year))
    return tuple(year for year in range(low, high + 1) if year not in calendar.announced)
