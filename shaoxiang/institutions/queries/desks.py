"""Which unit stands for a street, which body commands the district, which posts belong to a unit: looked up in the book."""

from __future__ import annotations

from dataclasses import dataclass

from shaoxiang.institutions.queries.bodybook import BodyBook, book
from shaoxiang.institutions.vocabulary import BodyKind

UNITS = (BodyKind.STREET_OFFICE.value, BodyKind.TOWN_GOVERNMENT.value)


class NoCommandCenter(LookupError):
    """The district has no 综合指挥中心 among its bodies: import one first (`doctor` says so)."""


@dataclass(frozen=True)
class Desks:
    of: BodyBook
    units: dict[int, int]  # street -> its office or government
    center: int | None


_desks: Desks | None = None


def _now() -> Desks:
    """Drawn from the book of now; drawn again when the book is another."""
    global _desks
    kept = book()
    if _desks is None or _desks.of is not kept:
        units = {body.street_id: body.id for body in kept.bodies.values() if body.kind in UNITS and body.street_id is not None}
        _desks = Desks(kept, units, next((body.id for body in kept.bodies.values() if body.kind == BodyKind.COMMAND_CENTER), None))
    return _desks


def street_unit(street_id: int | None) -> int | None:
    """The street office or town government of a street; None outside the district or where none is imported."""
    return None if street_id is None else _now().units.get(street_id)


def center() -> int | None:
    """区综合指挥中心, where one is imported."""
    return _now().center


def command_center() -> int:
    """区综合指挥中心. Raises NoCommandCenter."""
    found = center()
    if found is None:
        raise NoCommandCenter
    return found


def posts_in(body_id: int) -> frozenset[int]:
    """Posts of a body and of the offices inside it."""
    kept = book()
    return frozenset(post.id for post in kept.posts.values() if post.body_id == body_id or kept.unit_of(post.body_id) == body_id)
