"""Which unit stands for a street, which body commands the district, which posts belong to a unit: looked up in the book."""

from __future__ import annotations

from dataclasses import dataclass

from shaoxiang.institutions.models import Delegation
from shaoxiang.institutions.queries.bodybook import BodyBook, book
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.notices.people import Seats
from shaoxiang.places.queries.lineage import former_streets

UNITS = (BodyKind.STREET_OFFICE.value, BodyKind.TOWN_GOVERNMENT.value)


class NoCommandCenter(LookupError):
    """The district has no 综合指挥中心 among its bodies: import one first (`doctor` says so)."""


@dataclass(frozen=True)
class Desks:
    of: BodyBook
    units: dict[int, int]  # street -> its office or government
    stood: dict[int, tuple[int, ...]]  # street -> every office or government that stands on it, closed ones too
    center: int | None


_desks: Desks | None = None


def _now() -> Desks:
    """Drawn from the book of now; drawn again when the book is another."""
    global _desks
    kept = book()
    if _desks is None or _desks.of is not kept:
        units = {body.street_id: body.id for body in kept.bodies.values() if body.kind in UNITS and body.street_id is not None}
        stood = {street: tuple(sorted(body.id for body in kept.bodies.values() if body.kind in UNITS and body.street_id == street)) for street in units}
        _desks = Desks(kept, units, stood, next((body.id for body in kept.bodies.values() if body.kind == BodyKind.COMMAND_CENTER), None))
    return _desks


def street_unit(street_id: int | None) -> int | None:
    """The street office or town government of a street; None outside the district or where none is imported."""
    return None if street_id is None else _now().units.get(street_id)


def units_before(unit_id: int | None) -> tuple[int, ...]:
    """Units left by the streets that came to be this unit's: what they closed is read, and counted, with what is its own. In memory."""
    unit = book().bodies.get(unit_id or 0)
    if unit is None or unit.kind not in UNITS:
        return ()
    stood = _now().stood
    return tuple(key for street in former_streets(unit.street_id) for key in stood.get(street, ()) if key != unit.id)


def unit_line(unit_id: int) -> tuple[int, ...]:
    """The unit and those before it."""
    return (unit_id, *units_before(unit_id))


def street_shown(unit: str, otherwise: int | None) -> int | None:
    """The street of the unit a list was narrowed to (its key as typed), else the reader's own: whose earlier names the list tells of."""
    line = book().bodies.get(int(unit)) if unit.isascii() and unit.isdigit() and len(unit) < 10 else None
    return line.street_id if line is not None and line.kind in UNITS else otherwise


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


def seats_of(post_id: int | None, person_id: int | None) -> Seats:
    """Whom a notice reaches: who sits in the post and who deputises there today (AB岗), or the one person; and the bodies above, nearest first."""
    kept = book()
    people = [] if person_id is None else [person_id]
    post = kept.posts.get(post_id) if post_id is not None else None
    if post is not None:
        people += [seat.person_id for seat in kept.people_in(post.id)]
        people += Delegation.objects.filter(in_force(kept.on), in_force(kept.on, "principal__"), principal__post_id=post.id).values_list("deputy_id", flat=True)
    elif person_id is not None:
        seat = next((one for held in kept.today.values() for one in held if one.person_id == person_id), None)
        post = kept.posts.get(seat.post_id) if seat is not None else None
    return Seats(tuple(dict.fromkeys(people)), _bodies_above(kept, post.body_id) if post is not None else ())


def posts_holding(roles: frozenset[str]) -> list[int]:
    """Posts with one of these roles that somebody sits in today."""
    kept = book()
    return [post.id for post in kept.posts.values() if post.roles & roles and kept.people_in(post.id)]


def unit_holding(role: str) -> int | None:
    """The unit in which a post with this role sits: its desk holds what waits for the role."""
    kept = book()
    return next((kept.unit_of(post.body_id) for post in kept.posts.values() if role in post.roles), None)


def _bodies_above(kept: BodyBook, body_id: int) -> tuple[int, ...]:
    found: list[int] = []
    at: int | None = body_id
    while at is not None and at not in found and at in kept.bodies:
        found.append(at)
        at = kept.bodies[at].parent_id
    unit = kept.unit_of(body_id)
    return tuple(found if unit is None or unit in found else [*found, unit])
