from __future__ import annotations

import importlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from shaoxiang.kernel import access
from shaoxiang.kernel.access import Actor, Grant
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.workdays import hooks, queries
from shaoxiang.kernel.workdays.models import Day
from shaoxiang.kernel.workdays.rules import FIRST_YEAR, LAST_YEAR, DayEntry, OutsideCalendar, YearNotice, days_of
from shaoxiang.kernel.workdays.vocabulary import DayKind

CONFIGURE = (Grant({"CONFIG_ADMIN", "SYSTEM"}),)


@transaction.atomic
def correct_day(day: date, is_workday: bool, kind: DayKind, name: str = "", *, actor: Actor, at: datetime) -> int:
    """改一天: write the day, journal it, recompute the running clocks it touches. Returns how many clocks moved.

    Raises PermissionDenied, OutsideCalendar, ValueError (a rest day cannot be of a working kind).
    """
    access.require(actor, CONFIGURE)
    return _write([DayEntry(day, is_workday, kind, name)], actor=actor, at=at)


@transaction.atomic
def announce_year(notice: YearNotice, *, actor: Actor, at: datetime) -> int:
    """公布放假安排: every day of the year as the State Council's notice says. Returns how many clocks moved.

    Raises PermissionDenied, ValueError (days of another year, a day both rest and work).
    """
    access.require(actor, CONFIGURE)
    return _write(days_of(notice), actor=actor, at=at)


@transaction.atomic
def load_workdays(path: Path, *, actor: Actor, at: datetime) -> int:
    """Load a table (CSV date, is_workday, kind, name), writing only days that differ. Returns how many clocks moved."""
    access.require(actor, CONFIGURE)
    return _write(queries.read_table(path), actor=actor, at=at)


def notice_from_library(year: int) -> YearNotice:
    """The year's notice as the installed `chinesecalendar` knows it. Raises NotImplementedError where it does not."""
    library: Any = importlib.import_module("chinese_calendar")

    holidays: dict[date, str] = {}
    swaps: set[date] = set()
    for ordinal in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        _on, festival = library.get_holiday_detail(day)
        if library.is_workday(day) and day.weekday() >= 5:
            swaps.add(day)
        elif library.is_holiday(day) and (festival or day.weekday() < 5):
            holidays[day] = library.Holiday(festival).chinese if festival else ""
    return YearNotice(year, holidays, frozenset(swaps))


def differing(entries: Sequence[DayEntry]) -> list[DayEntry]:
    """Those of the days that are not already so. Raises OutsideCalendar, ValueError (a rest day of a working kind)."""
    before = queries.load_calendar()
    for entry in entries:
        if not FIRST_YEAR <= entry.date.year <= LAST_YEAR:
            raise OutsideCalendar
        if entry.is_workday != (entry.kind in (DayKind.WORKDAY, DayKind.SWAP_WORKDAY)):
            raise ValueError(entry.kind)
    return [entry for entry in entries if entry.date.year not in before.announced or before.entry(entry.date) != entry]


def _write(entries: Sequence[DayEntry], *, actor: Actor, at: datetime) -> int:
    changed = differing(entries)
    if not changed:
        return 0
    Day.objects.bulk_create(
        [
            Day(date=entry.date, is_workday=entry.is_workday, kind=entry.kind.value, name=entry.name)
            for entry in changed
        ],
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["is_workday", "kind", "name"],
    )
    queries.remembered.changed()
    facts = {
        "days": [entry.date.isoformat() for entry in changed[:40]],
        "count": len(changed),
        "worked": [entry.date.isoformat() for entry in changed[:40] if entry.is_workday],
        "kind": changed[0].kind.value if len(changed) == 1 else None,
    }
    record("workdays.corrected", subject=("workdays", changed[0].date.year), actor=actor, at=at, facts=facts)
    return hooks.tell([entry.date for entry in changed], queries.load_calendar(), actor, at)
