"""谁动过手: whose hands were in something, so that a second person is another person, not the same one in another post. Pure."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple


class Hand(NamedTuple):
    """Somebody in a post. `person` None: not known here, so the post alone tells people apart."""

    assignment: int | None
    person: int | None = None


def is_same(one: Hand, other: Hand) -> bool:
    """The same person, in whichever of his posts."""
    return (one.assignment is not None and one.assignment == other.assignment) or (one.person is not None and one.person == other.person)


def had_a_hand(one: Hand, hands: Collection[Hand]) -> bool:
    return any(is_same(one, hand) for hand in hands)
