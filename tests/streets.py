"""What tests of streets that change have in common."""

from __future__ import annotations

from shaoxiang.kernel.access import Actor
from tests import people

UNHEARD = "示例：只在测试里改街道，没有可问的"  # why no street was asked: a change or a list says so, or names the file in which they were heard


def second() -> Actor:
    """Who decides what a CONFIG_ADMIN drafted: another person."""
    return people.actor("STAFFING_OFFICE")
