"""What hangs on places in the rooms above. They say here how it is counted before a change, how it follows, and how a running matter moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal.rules import Fact
from shaoxiang.kernel.matter.models import Matter


@dataclass(frozen=True, slots=True)
class Moved:
    """A change in effect, as keys. `communities`: old -> its first heir; `bodies`: who answers -> the community it answers in from now on.

    `set_up`: communities that get a body of their own, with its name.
    """

    change: int
    day: date
    communities: Mapping[int, int] = field(default_factory=dict)
    grids: Mapping[int, int] = field(default_factory=dict)
    bodies: Mapping[int, int] = field(default_factory=dict)
    set_up: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Touching:
    """The places a change would end, as keys in force on its day."""

    communities: frozenset[int]
    grids: frozenset[int]
    day: date


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
    """One matter on its way: `was`, `now`, and the day from which the new places hold."""

    was: Here
    now: Here
    day: date

    @property
    def other_street(self) -> bool:
        return self.was.street != self.now.street


@dataclass(slots=True)
class Rehomed:
    """What a room did with its matter: facts for the journal, and the posts on whose desk it lay."""

    facts: dict[str, Fact] = field(default_factory=dict)
    posts: set[int] = field(default_factory=set)


Follower = Callable[[Moved, Actor, datetime], None]
Counter = Callable[[Touching], Iterable[Touched]]
Mover = Callable[[Matter, Rehoming, Actor, datetime], Rehomed]
Answering = Callable[[Iterable[int]], list[tuple[int, str]]]

_followers: dict[str, Follower] = {}
_counters: dict[str, Counter] = {}
_movers: dict[str, Mover] = {}
_rest: list[Mover] = []
_answering: list[Answering] = []


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
