"""Which jobs there are. Code says what and how often; the `Schedule` rows say when next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Job:
    """`run(now=...)`, either `every` so long or `daily_at` a time of day in Asia/Shanghai. `aside`: takes its time, so it has a thread of its own."""

    name: str
    run: Callable[..., Any]
    every: timedelta | None = None
    daily_at: time | None = None
    aside: bool = False

    def next_after(self, at: datetime) -> datetime:
        """The next time this job is due after a run at `at`."""
        if self.every is not None:
            return at + self.every
        assert self.daily_at is not None  # noqa: S101 (register saw to it)
        local = at.astimezone(HERE)
        today = datetime.combine(local.date(), self.daily_at, tzinfo=HERE)
        return today if today > local else today + timedelta(days=1)

    def retry_after(self, at: datetime, failures: int) -> datetime:
        """A failed run comes back after 30 s, 60 s, 2 min … one hour, and never later than it would have come anyway."""
        wait = min(LONGEST_RETRY, FIRST_RETRY * (1 << min(failures - 1, 10)))
        return min(at + wait, self.next_after(at))


_jobs: dict[str, Job] = {}


def register(
    name: str, run: Callable[..., Any], *, every: timedelta | None = None, daily_at: time | None = None, aside: bool = False,
) -> None:
    """Say that `run(now=...)` is due `every` so long or `daily_at` a time of day. Raises ValueError unless exactly one is given.

    `aside`: it waits on other machines or counts for minutes; a gateway that hangs must not keep a sweep waiting.
    """
    if (every is None) == (daily_at is None):
        raise ValueError(f"{name}: give either every= or daily_at=")
    if every is not None and every <= timedelta(0):
        raise ValueError(f"{name}: every= must be longer than nothing")
    _jobs[name] = Job(name, run, every, daily_at, aside)


def all_jobs() -> dict[str, Job]:
    return dict(_jobs)
