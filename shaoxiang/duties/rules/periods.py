"""从哪天到哪天: the period a reader cuts figures to, as it is written in an address. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = (30, 90, 365)
USUAL = "90d"
EARLIEST, MONTHS_SHOWN = 2000, 24
_DAYS, _YEAR, _MONTH = re.compile(r"(\d{1,3})d"), re.compile(r"(\d{4})"), re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to the day before `until`. `asked`: 90d, 2026 or 2026-11."""

    asked: str
    since: date
    until: date

    @property
    def last(self) -> date:
        return self.until - timedelta(days=1)


def period_of(asked: str, today: date) -> Period:
    """What was asked for; anything that cannot be read, or lies ahead, is the usual one."""
    if (found := _DAYS.fullmatch(asked)) and int(found[1]) in DAYS:
        return _days(int(found[1]), today)
    if (found := _YEAR.fullmatch(asked)) and EARLIEST <= int(found[1]) <= today.year:
        return Period(asked, date(int(found[1]), 1, 1), date(int(found[1]) + 1, 1, 1))
    if (found := _MONTH.fullmatch(asked)) and int(found[1]) >= EARLIEST and 1 <= int(found[2]) <= 12:
        first = date(int(found[1]), int(found[2]), 1)
        if first <= today:
            return Period(asked, first, _next_month(first))
    return _days(int(USUAL[:-1]), today)


def _days(count: int, today: date) -> Period:
    """The last days, today included."""
    return Period(f"{count}d", today - timedelta(days=count - 1), today + timedelta(days=1))


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def years(begun: date, today: date) -> list[str]:
    """The years a rule has been there, this one first."""
    return [str(year) for year in range(today.year, max(min(begun.year, today.year), EARLIEST) - 1, -1)]


def months(begun: date, today: date) -> list[date]:
    """The first days of its months, this one first; two years at most."""
    found: list[date] = []
    month = today.replace(day=1)
    while len(found) < MONTHS_SHOWN and month >= begun.replace(day=1):
        found.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return found or [month]
