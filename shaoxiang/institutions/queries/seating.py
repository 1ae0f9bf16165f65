"""谁能坐这个岗位: asked of a registry, whatever the way by which a person gets a post (ADR 0041): page, table, handover, recorded appointment.

    register_seat_check("quota", lambda person_id, post, on: Obstacle(...) or None)
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from shaoxiang.institutions.models import Post
from shaoxiang.institutions.rules import Obstacle, Way
from shaoxiang.kernel.access import Actor

Check = Callable[[int | None, Post, date], Obstacle | None]
_checks: dict[str, Check] = {}


def register_seat_check(code: str, check: Check) -> None:
    """An upper room says who may sit where; registered again, it takes the place of the former. A person new to the register has no key."""
    _checks[code] = check


def obstacle(person_id: int | None, post: Post, on: date) -> Obstacle | None:
    """What speaks against this person in this post from that day on; None: nothing."""
    return next((found for check in list(_checks.values()) if (found := check(person_id, post, on)) is not None), None)


def ways_for(actor: Actor, ways: tuple[Way, ...]) -> list[Way]:
    """Those that are open to the actor."""
    return [way for way in ways if not way.roles or any(actor.has_role(role) for role in way.roles)]
