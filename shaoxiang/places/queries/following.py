"""What hangs on places in the rooms above. They say here how it is counted before a change, how it follows, and how a running matter moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal.rules import Fact
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.places.rules.changes import ChangeRefused, Problem


@dataclass(frozen=True, slots=True)
class Moved:
    """A change in effect, as keys. `communities`: old -> its first heir; `bodies`: who answers -> the community it answers in from now on.

    `set_up`: communities that get a body of their own, with its name. `streets`: a street that ended -> the one that follows; `begun`: the street the change
    is about, as it is from now on, and `unit`, who answers in it (None: who did).
    """

    change: int
    day: date
    communities: Mapping[int, int] = field(default_factory=dict)
    grids: Mapping[int, int] = field(default_factory=dict)
    bodies: Mapping[int, int] = field(default_factory=dict)
    set_up: Mapping[int, str] = field(default_factory=dict)
    streets: Mapping[int, int] = field(default_factory=dict)
    begun: int | None = None
    unit: int | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Touching:
    """The places a change would end, as keys in force on its day. `streets`: those that end, or give; a change of communities has none."""

    communities: frozenset[int]
    grids: frozenset[int]
    day: date
    streets: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Touched:
    """One line of the preview: how many, and where they are listed ("" where there is no such page). `label`: a msgid."""

    label: str
    count: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class Here:
    """Where a matter lay or lies, as keys."""

    street: int | None
    community: int | None
    grid: int | None


@dataclass(frozen=True, slots=True)
class Rehoming:
    """One matter on its way: `was`, `now`, and the day from which the new places hold. `same_street`: the street has another name and row, no more."""

    was: Here
    now: Here
    day: date
    same_street: bool = False

    @property
    def other_street(self) -> bool:
        return self.was.street != self.now.street and not self.same_street


@dataclass(slots=True)
class Rehomed:
    """What a room did with its matter: facts for the journal, and the posts on whose desk it lay."""

    facts: dict[str, Fact] = field(default_factory=dict)
    posts: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Left:
    """什么还没并完: the unit of a street that ends or ended, and what still hangs on it. `lines`: (what, how many, cure), in the reader's language."""

    key: int
    name: str
    address: str
    lines: list[tuple[str, int, str]]


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A street office or town government that is registered. `street`: key of the street it answers for; `desk`: somebody's post takes matters in."""

    key: int
    name: str
    street: int | None
    desk: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """What upper rooms are asked about: units whose street ends, and the one that answers in the street that follows."""

    units: frozenset[int]
    heir: int | None
    day: date


@dataclass(frozen=True, slots=True)
class Hearing:
    """Were the streets heard before it was decided? `streets`: keys of those it ends, gives from or adds to; the file's `number`, or `why` none is needed.

    The file must have been opened `since`, and name one of `names`.
    """

    streets: frozenset[int]
    number: str
    why: str
    names: tuple[str, ...] = ()
    since: datetime | None = None


Heard = Callable[[Hearing], ChangeRefused | None]
Follower = Callable[[Moved, Actor, datetime], None]
Counter = Callable[[Touching], Iterable[Touched]]
Mover = Callable[[Matter, Rehoming, Actor, datetime], Rehomed]
Answering = Callable[[Iterable[int]], list[tuple[int, str]]]
Leaving = Callable[[Iterable[int], date, Actor], list[Left]]
Units = Callable[[date], list[UnitChoice]]
Obstacle = Callable[[Ending], Iterable[Problem]]

_followers: dict[str, Follower] = {}
_counters: dict[str, Counter] = {}
_movers: dict[str, Mover] = {}
_rest: list[Mover] = []
_answering: list[Answering] = []
_left: list[Leaving] = []
_units: list[Units] = []
_obstacles: dict[str, Obstacle] = {}
_heard: list[Heard] = []


def register_follower(name: str, follow: Follower) -> None:
    """What a room keeps by place goes on under the new rows. Called in the transaction of the change, in the order of the names' registration."""
    _followers[name] = follow


def register_touched(name: str, count: Counter) -> None:
    _counters[name] = count


def register_rehoming(kind: str, move: Mover) -> None:
    """How a running matter of this kind moves: called on the locked matter, whose keys of places are new already and not yet saved.

    The mover saves what it changes of its own rows and of the desk; the keys and the journal entry are written by the caller.
    """
    _movers[kind] = move


def register_rehoming_of_the_rest(move: Mover) -> None:
    """Kinds that registered nothing of their own."""
    _rest[:] = [move]


def register_answering(choices: Answering) -> None:
    """The bodies that answer in communities with these keys: (key, name)."""
    _answering[:] = [choices]


def register_left(left: Leaving) -> None:
    """What hangs on the units of these streets (keys), for whom it is shown."""
    _left[:] = [left]


def register_units(units: Units) -> None:
    """Street offices and town governments in force on a day."""
    _units[:] = [units]


def register_obstacle(name: str, ask: Obstacle) -> None:
    """What a room has against streets coming together so; each with its cure."""
    _obstacles[name] = ask


def register_hearing(asks: Heard) -> None:
    """Where streets are consulted: says what is missing and the cure; None where a change of streets may be decided."""
    _heard[:] = [asks]


def unheard(hearing: Hearing) -> ChangeRefused | None:
    """None also where nobody keeps consultations."""
    return _heard[0](hearing) if _heard else None


def left_standing(streets: Iterable[int], on: date, actor: Actor) -> list[Left]:
    return _left[0](streets, on, actor) if _left else []


def units_on(on: date) -> list[UnitChoice]:
    return _units[0](on) if _units else []


def obstacles(ending: Ending) -> list[Problem]:
    return [problem for ask in _obstacles.values() for problem in ask(ending)]


def followers() -> list[Follower]:
    return list(_followers.values())


def touched(touching: Touching) -> list[Touched]:
    return [line for count in _counters.values() for line in count(touching)]


def mover(kind: str) -> Mover | None:
    return _movers.get(kind) or (_rest[0] if _rest else None)


def answering(communities: Iterable[int]) -> list[tuple[int, str]]:
    return _answering[0](communities) if _answering else []


def plain_facts(facts: Mapping[str, Any]) -> dict[str, Fact]:
    """Facts without the empty ones."""
    return {name: value for name, value in facts.items() if value is not None}
