"""What tests of streets that change have in common."""

from __future__ import annotations

from shaoxiang.kernel.access import Actor
from tests import people


def second() -> Actor:
    """Who decides what a CONFIG_ADMIN drafted: another person."""
    return people.actor("STAFFING_OFFICE")
