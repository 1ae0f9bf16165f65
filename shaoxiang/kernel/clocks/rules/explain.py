"""The count told step by step, as codes and parameters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from shaoxiang.kernel.clocks.rules.count import Days, Interval, count_days, due, merge
from shaoxiang.kernel.clocks.rules.spec import BACKWARD, CALENDAR, DAY, WAIT, WORKING, ClockSpec, Due, Line
from shaoxiang.kernel.workdays.rules import SHANGHAI, Calendar
from shaoxiang.kernel.workdays.vocabulary import DayKind

_ONE_DAY = timedelta(days=1)


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
    if spec.sense is not WAIT:
        lines.append(Line("WARNS", {"at": result.warn_at}))
    if result.provisional:
        lines.append(Line("PROVISIONAL", {"years": _guessed_years(start, result, calendar)}))
    return tuple(lines)


def _explain_days(
    start: datetime, spec: ClockSpec, calendar: Calendar, merged: Sequence[Interval], extension: int
) -> list[Line]:
    amount = spec.amount + extension
    days = count_days(start, spec, calendar, merged, amount)
    backward = spec.direction is BACKWARD
    working = spec.day_type is WORKING
    raw = date.fromordinal(days.raw)
    lines = [Line("FROM_DAY_BACK" if backward else "FROM_DAY", {"start": start, "next": start.date() + _ONE_DAY})]
    lines += [Line("SUSPENDED_DAYS", _suspended(begin, resumed, days, working, calendar)) for begin, resumed in merged]
    if spec.unit is not DAY:
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


def _suspended(begin: datetime, resumed: datetime, days: Days, working: bool, calendar: Calendar) -> dict[str, object]:
    before, until = max(begin.toordinal() - 1, days.first), resumed.toordinal() - 1
    count = calendar.count_between(before, until) if working else max(0, until - before)
    unit = {
        "amount": count if begin.toordinal() <= days.last else 0,
        "unit": DAY,
        "day_type": WORKING if working else CALENDAR,
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
    working = spec.day_type is WORKING
    if spec.direction is BACKWARD:
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
