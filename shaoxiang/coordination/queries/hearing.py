"""听街道意见 before an item reaches a meeting above the streets: whose ground it is, and who has not been heard on it."""

from __future__ import annotations

from collections.abc import Iterable

from shaoxiang.coordination import rules
from shaoxiang.coordination.models import CoordinationCase
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import UNITS, street_unit


def to_hear(item: CoordinationCase, convener: int | None = None) -> tuple[int, ...]:
    """Streets whose ground the item is about and who neither brought it up nor call the meeting themselves. `convener`: the unit that calls it."""
    bodies = book().bodies
    named = [street_unit(item.matter.street_id), *item.concerned.values_list("unit_id", flat=True)]
    streets = {key for key in named if key is not None and key in bodies and bodies[key].kind in UNITS}
    return rules.to_hear(item.source, item.level, streets, (item.raised_unit_id, convener))


def asks_first(items: Iterable[CoordinationCase]) -> set[int]:
    """Keys of the items that ask for a number or a reason before they go on an agenda."""
    return {item.pk for item in items if to_hear(item)}
