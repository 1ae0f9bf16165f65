"""From night to night: which group of tonight is which topic of last night, and how hot it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

SAME = 0.5  # of the smaller of the two: so many members in common, and it is the same topic
COOL = 1.0  # heat below which a topic is over: less than one person of today is left of it
RISES_AGAIN = 2  # times the reporters it had when it was dismissed


@dataclass(frozen=True, slots=True)
class Night:
    """What becomes of last night's topics. `kept`: topic -> group. `merged`: topic -> the topic it went into."""

    kept: dict[int, int] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)
    ended: tuple[int, ...] = ()
    fresh: tuple[int, ...] = ()  # groups that are new topics


def next_night(before: Mapping[int, frozenset[int]], tonight: Sequence[frozenset[int]]) -> Night:
    """`before`: members of every topic by its key. The closest pairs find each other first; a topic keeps its identity in one group only."""
    shared = _shared(before, tonight)
    order = sorted(shared, key=lambda pair: (-shared[pair] / _smaller(before, tonight, pair), -shared[pair], pair))
    kept: dict[int, int] = {}
    merged: dict[int, int] = {}
    owner: dict[int, int] = {}
    for topic, group in order:
        if topic in kept or topic in merged or shared[topic, group] < SAME * _smaller(before, tonight, (topic, group)):
            continue
        if group in owner:
            merged[topic] = owner[group]
        else:
            kept[topic], owner[group] = group, topic
    ended = tuple(sorted(topic for topic in before if topic not in kept and topic not in merged))
    return Night(kept, merged, ended, tuple(group for group in range(len(tonight)) if group not in owner))


def _shared(before: Mapping[int, frozenset[int]], tonight: Sequence[frozenset[int]]) -> dict[tuple[int, int], int]:
    group_of = {member: number for number, members in enumerate(tonight) for member in members}
    shared: defaultdict[tuple[int, int], int] = defaultdict(int)
    for topic, members in before.items():
        for member in members & group_of.keys():
            shared[topic, group_of[member]] += 1
    return shared


def _smaller(before: Mapping[int, frozenset[int]], tonight: Sequence[frozenset[int]], pair: tuple[int, int]) -> int:
    return min(len(before[pair[0]]), len(tonight[pair[1]]))


def heat(reports: Iterable[tuple[str, datetime]], *, now: datetime, half_life_days: float) -> tuple[float, int]:
    """热度 and the number of different reporters. Each reporter counts once, by the latest report, and half as much after every half-life.

    `reports`: key of the reporter and time. Who reports ten times does not make a topic hotter.
    """
    latest: dict[str, datetime] = {}
    for reporter, at in reports:
        latest[reporter] = max(at, latest.get(reporter, at))
    ages = [max(0.0, (now - at).total_seconds() / 86_400) for at in latest.values()]
    return round(sum(0.5 ** (age / half_life_days) for age in ages), 3), len(latest)


def rises_again(reporters: int, when_dismissed: int) -> bool:
    """不算热点 was said of what it was then: with twice the reporters it is asked about again."""
    return reporters >= RISES_AGAIN * max(1, when_dismissed)
