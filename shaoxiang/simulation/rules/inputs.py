"""What the model is fed with. Times in minutes, lengths in metres, east and north of a middle of the district."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import exp, hypot, log
from statistics import NormalDist
from typing import NamedTuple, Protocol

from shaoxiang.dispatch.vocabulary import Part, Priority
from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.kernel.workdays.rules import Calendar
from shaoxiang.simulation.vocabulary import Mark

_NORMAL = NormalDist()
_P90 = _NORMAL.inv_cdf(0.9)
_LEAST, _MOST = 1e-6, 1 - 1e-6


class Spread(Protocol):
    """A distribution of minutes, read by its quantiles: the same `share` (0 to 1) always gives the same time."""

    def at(self, share: float) -> float: ...


@dataclass(frozen=True, slots=True)
class Always:
    """No spread at all: what hand-computed cases are made of."""

    minutes: float

    def at(self, share: float) -> float:
        return self.minutes


@dataclass(frozen=True, slots=True)
class Shaped:
    """Log-normal, said by its middle and by what nine of ten do not pass."""

    median: float
    p90: float

    def at(self, share: float) -> float:
        width = log(self.p90 / self.median) / _P90
        return self.median * exp(width * _NORMAL.inv_cdf(min(max(share, _LEAST), _MOST)))


@dataclass(frozen=True, slots=True)
class Seen:
    """What was recorded, in order; times between two records are drawn out straight."""

    minutes: tuple[float, ...]

    def at(self, share: float) -> float:
        place = min(max(share, 0.0), 1.0) * (len(self.minutes) - 1)
        low = int(place)
        high = min(low + 1, len(self.minutes) - 1)
        return self.minutes[low] + (self.minutes[high] - self.minutes[low]) * (place - low)


@dataclass(frozen=True, slots=True)
class Limit:
    amount: int
    unit: LimitUnit


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of whistle as the model sees it: its priority, its limits, and how long things take.

    `ack` runs in working time where `ack_working`. `agreed`: the share that comes at an agreed time, `until_agreed` working minutes after
    acknowledging. `answered`: the share settled by an answer, without going. `on_site`: a crew is bound that long; `after`: from arrival until done.
    """

    code: str
    name: str
    name_en: str
    priority: Priority
    ack_limit: Limit
    arrive_limit: Limit | None = None
    finish_limit: Limit | None = None
    ack: Spread = Always(0)
    ack_working: bool = False
    ack_forgotten: float = 0.0  # the share acknowledged only when reminded
    set_out_forgotten: float = 0.0  # the share that sets out only when reminded
    reminded_after: float = 30.0
    agreed: float = 0.0
    until_agreed: Spread = Always(0)
    agreed_grace: float | None = 30.0  # how much later than agreed is still in time; None: the limit itself counts (a meeting within three days)
    answered: float = 0.0
    until_answer: Spread = Always(60)  # working minutes
    turn_out: Spread = Always(0)
    on_site: Spread = Always(60)
    after: Spread = Always(0)


@dataclass(frozen=True, slots=True)
class Street:
    """镇街: its middle, and how far from it places lie."""

    code: str
    name: str
    name_en: str
    east_m: float = 0.0
    north_m: float = 0.0
    radius_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Force:
    """力量: so many crews of a department. `street`: the one it is stationed in; empty: it comes to every street.

    A crew of one unit is never two places at once. At night (outside office hours) only `night_crews` go, and only to urgent calls.
    `people` counts where crews follow from people (`crews_of`); `free_share` of them can be sent.
    """

    code: str
    name: str
    name_en: str
    department: str
    street: str = ""
    day_crews: int = 1
    night_crews: int = 0
    east_m: float = 0.0
    north_m: float = 0.0
    metres_per_minute: float = 400.0
    people: int = 0
    team: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """What a call needs: the department that leads, those that cooperate. `weight`: how often it was seen. `life`: lives are in danger."""

    lead: str
    cooperating: tuple[str, ...] = ()
    weight: float = 1.0
    life: bool = False


@dataclass(frozen=True, slots=True)
class Stream:
    """来件: calls of one kind from one street, so many a day on average over the week."""

    kind: str
    street: str
    per_day: float
    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a kind's calls fall on the seven weekdays (mean 1) and the 24 hours (sum 1). Holidays count as Sundays."""

    weekdays: tuple[float, ...] = (1.0,) * 7
    hours: tuple[float, ...] = (1 / 24,) * 24


@dataclass(frozen=True, slots=True)
class Assumption:
    """One input in words for the reader: a msgid with its parameters, and whether it was recorded, is on a list, or composed."""

    sentence: str
    mark: Mark
    params: Mapping[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """The district, as numbers. Never changed: a change makes another."""

    begin_on: date
    calendar: Calendar
    streets: Mapping[str, Street]
    forces: Mapping[str, Force]
    kinds: Mapping[str, Kind]
    streams: tuple[Stream, ...] = ()
    rhythms: Mapping[str, Rhythm] = field(default_factory=dict)
    departments: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # code -> name, name in English
    people_per_crew: int = 2
    free_share: float = 0.25
    detour: float = 1.35  # by road instead of as the crow flies
    assumptions: tuple[Assumption, ...] = ()
    more: tuple[tuple[str, str, float], ...] = ()  # (kind, street or "", times): how often more calls than the streams say

    def crews_of(self, people: int) -> int:
        """Crews a unit of so many people can send at once, at least one."""
        return max(1, int(people * self.free_share) // self.people_per_crew)

    def times(self, kind: str, street: str) -> float:
        product = 1.0
        for code, where, times in self.more:
            if code in ("", kind) and where in ("", street):
                product *= times
        return product

    def travel_minutes(self, force: Force, east_m: float, north_m: float) -> float:
        return hypot(east_m - force.east_m, north_m - force.north_m) * self.detour / force.metres_per_minute


class Unit(NamedTuple):
    """One unit called: everything chance decides about it is decided here, so that a change of forces meets the same chances.

    `turn_out`: minutes until the crew is on the road; of an answer, working minutes until it is given.
    """

    department: str
    part: Part = Part.LEAD
    ack: float = 0.0
    ack_forgotten: bool = False
    set_out_forgotten: bool = False
    answered: bool = False
    turn_out: float = 0.0
    on_site: float = 0.0
    after: float = 0.0


class Call(NamedTuple):
    """One whistle: when (minutes after the begin), what, where, whom it needs. The first unit leads."""

    at: float
    kind: str
    street: str
    units: Sequence[Unit]
    east_m: float = 0.0
    north_m: float = 0.0
    agreed: bool = False
    until_agreed: float = 0.0
    life: bool = False
