"""Who is reached by a notice to a post. The kernel holds plain keys (ADR 0002): the room that owns posts says who sits in them, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seats:
    """`people`: who sits there today. `bodies`: the office and the bodies above it, nearest first."""

    people: tuple[int, ...] = ()
    bodies: tuple[int, ...] = ()


Finder = Callable[[int | None, int | None], Seats]
Keepers = Callable[[], list[int]]
_find: Finder | None = None
_keepers: Keepers | None = None


def register(find: Finder, keepers: Keepers) -> None:
    """`find(post_id, person_id)`: asked for every notice, so from memory. `keepers()`: posts that look after the channels."""
    global _find, _keepers
    _find, _keepers = find, keepers


def keepers() -> list[int]:
    return _keepers() if _keepers is not None else []


def seats_of(post_id: int | None, person_id: int | None) -> Seats:
    if _find is not None:
        return _find(post_id, person_id)
    return Seats(() if person_id is None else (person_id,))
