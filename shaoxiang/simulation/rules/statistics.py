"""Figures of a run, and what several runs say together: a mean with its margin, so that a difference is told from noise. Of forces, never of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import NamedTuple

from shaoxiang.simulation.rules.frame import DAY
from shaoxiang.simulation.rules.model import Happened, Pool, Record
from shaoxiang.simulation.vocabulary import Wait

# Student's t for a two-sided 95 % by degrees of freedom, from 1.
T95 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080,
    2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)
Figures = dict[str, float]
PERCENTS = 101


class Group(NamedTuple):
    """What figures are of. `by`: all, kind, street, force, department."""

    by: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean of `runs` runs, and how far the true mean may lie from it with 95 % confidence (None: one run tells nothing of that)."""

    mean: float
    margin: float | None
    runs: int

    @property
    def is_told_from_noise(self) -> bool:
        return self.margin is not None and abs(self.mean) > self.margin


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure now, after a change, and the mean of their differences run by run (the same calls)."""

    base: Estimate | None
    changed: Estimate | None = None
    difference: Estimate | None = None


def estimate(values: Sequence[float]) -> Estimate | None:
    if not values:
        return None
    runs = len(values)
    if runs == 1:
        return Estimate(values[0], None, 1)
    t = T95[runs - 2] if runs - 2 < len(T95) else 1.96
    return Estimate(fmean(values), t * stdev(values) / sqrt(runs), runs)


def compare(base: Sequence[Mapping[str, float]], changed: Sequence[Mapping[str, float]], measure: str) -> Compared:
    """Runs of the same number met the same calls; a run without the figure on either side is left out of the difference."""
    pairs = [(one[measure], other[measure]) for one, other in zip(base, changed, strict=False) if measure in one and measure in other]
    return Compared(
        estimate([one[measure] for one in base if measure in one]),
        estimate([other[measure] for other in changed if measure in other]),
        estimate([other - one for one, other in pairs]),
    )


def quantile(ordered: Sequence[float], share: float) -> float:
    """Of values in order."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def percentiles(values: Iterable[float]) -> list[float]:
    """0 % to 100 %; empty for no values."""
    ordered = sorted(values)
    return [quantile(ordered, percent / (PERCENTS - 1)) for percent in range(PERCENTS)] if ordered else []


def minutes(record: Record, wait: Wait) -> float | None:
    """How long after the whistle (QUEUE: how long it waited for crews)."""
    if wait is Wait.QUEUE:
        return record.waited if record.set_out_at is not None else None
    at = {Wait.ACK: record.acked_at, Wait.ARRIVE: record.arrived_at, Wait.FINISH: record.done_at}[wait]
    return None if at is None else at - record.call.at


def kept(record: Record, wait: Wait, until: float) -> bool | None:
    """Was the limit kept? None: there is none, or it is not decided yet."""
    at, due = {
        Wait.ACK: (record.acked_at, record.ack_due), Wait.ARRIVE: (record.arrived_at, record.arrive_due), Wait.FINISH: (record.done_at, record.finish_due),
    }[wait]
    if due is None or (at is None and due > until):
        return None
    return at is not None and at <= due + 1e-6


def measure(happened: Happened, *, first: float, last: float) -> dict[Group, Figures]:
    """Figures of the calls between two moments, by kind, street, kind in street, and force."""
    of: dict[Group, list[Record]] = defaultdict(list)
    for record in happened.records:
        if first <= record.call.at < last:
            for group in (Group("all"), Group("kind", record.kind), Group("street", record.call.street), Group("department", record.unit.department)):
                of[group].append(record)
    found = {group: _of_records(records, happened.until) for group, records in of.items()}
    by_department: dict[str, list[Figures]] = defaultdict(list)
    for code, pool in happened.pools.items():
        figures = found[Group("force", code)] = _of_pool(pool, happened, first, last)
        by_department[pool.force.department].append(figures)
    for department, rows in by_department.items():
        there = sum(row["crew_minutes"] for row in rows)
        if there:
            found.setdefault(Group("department", department), {})["used"] = sum(row["busy_minutes"] for row in rows) / there
    return found


def _of_records(records: list[Record], until: float) -> Figures:
    figures: Figures = {
        "calls": sum(record.is_lead for record in records), "units": len(records), "called_away": sum(record.called_away for record in records),
        "unfinished": sum(record.done_at is None for record in records), "no_force": sum(record.no_force for record in records),
    }
    for wait in Wait:
        values = sorted(value for record in records if (value := minutes(record, wait)) is not None)
        name = wait.value.lower()
        if values:
            figures |= {f"{name}_median": quantile(values, 0.5), f"{name}_p90": quantile(values, 0.9), f"{name}_mean": fmean(values)}
        if wait is not Wait.QUEUE:
            answers = [answer for record in records if (answer := kept(record, wait, until)) is not None]
            if answers:
                figures[f"{name}_on_time"] = sum(answers) / len(answers)
    return figures


def _of_pool(pool: Pool, happened: Happened, first: float, last: float) -> Figures:
    """忙闲: crew minutes out of those there are. More than all of them where work went on after hours."""
    now_out = [(task.record.set_out_at or happened.until, happened.until) for task in pool.out]
    busy = sum(max(0.0, min(end, last) - max(begin, first)) for begin, end in (*pool.busy, *now_out))
    working = happened.frame.worked_before(last) - happened.frame.worked_before(first)
    there = pool.force.day_crews * working + pool.force.night_crews * (last - first - working)
    figures: Figures = {"busy_minutes": busy, "crew_minutes": there, "sent": sum(first <= begin < last for begin, _end in pool.busy)}
    if there:
        figures["used"] = busy / there
    return figures


def window(warm_up_days: int, days: int) -> tuple[float, float]:
    return warm_up_days * DAY, (warm_up_days + days) * DAY
