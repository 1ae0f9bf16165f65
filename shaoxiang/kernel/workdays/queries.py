from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from django.db.models import QuerySet

from shaoxiang.kernel.workdays.models import Day, WorkSchedule, compiled
from shaoxiang.kernel.workdays.remembered import Remembered
from shaoxiang.kernel.workdays.rules import Calendar, DayEntry
from shaoxiang.kernel.workdays.vocabulary import DayKind

PACKAGED = "shaoxiang.profiles.national"


def read_table(path: Path) -> list[DayEntry]:
    """Days of a CSV with the columns date, is_workday, kind, name."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(_entries(csv.DictReader(file)))


@lru_cache(maxsize=1)
def packaged_days() -> tuple[DayEntry, ...]:
    """The table in the package: the years announced when it was made (2018 to 2026)."""
    text = files(PACKAGED).joinpath("workdays.csv").read_text(encoding="utf-8")
    return tuple(_entries(csv.DictReader(text.splitlines())))


@lru_cache(maxsize=1)
def packaged_calendar() -> Calendar:
    """The calendar without a database."""
    return Calendar(packaged_days())


def load_calendar(changed: Iterable[DayEntry] = ()) -> Calendar:
    """The packaged table under the rows of the database, compiled now. `changed`: as if these days were written too."""
    rows = [
        DayEntry(day, is_workday, DayKind(kind), name)
        for day, is_workday, kind, name in Day.objects.values_list("date", "is_workday", "kind", "name")
    ]
    schedules = compiled(list(WorkSchedule.objects.all()))
    changed = list(changed)
    if not rows and not schedules and not changed:
        return packaged_calendar()
    return Calendar([*packaged_days(), *rows, *changed], schedules)


remembered = Remembered("workdays", load_calendar)


def calendar() -> Calendar:
    """The calendar in force. A correction made by another process is seen within seconds."""
    return remembered.get()


def corrected_days(year: int) -> QuerySet[Day]:
    """The rows of the database for one year."""
    return Day.objects.filter(date__year=year).order_by("date")


def year_of(table: Calendar, year: int) -> list[DayEntry]:
    """Every day of a year as the calendar sees it."""
    first = date(year, 1, 1).toordinal()
    return [table.entry(date.fromordinal(first + n)) for n in range(date(year, 12, 31).toordinal() - first + 1)]


def _entries(rows: Iterator[dict[str, str]] | csv.DictReader[str]) -> Iterator[DayEntry]:
    for row in rows:
        yield DayEntry(
            date.fromisoformat(row["date"]),
            row["is_workday"] == "1",
            DayKind(row["kind"].upper()),
            row.get("name") or "",
        )
