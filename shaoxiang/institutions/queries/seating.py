"""谁能坐这个岗位: asked of a registry, whatever the way by which a person gets a post (ADR 0041): page, table, handover, recorded appointment.

    register_seat_check("quota", lambda person_id, post, on: Obstacle(...) or None)

And who may leave it, by 离任 or because the post leads no longer:

    register_leave_check("head", lambda seat, on: Obstacle(...) or None)
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from shaoxiang.institutions.models import Assignment, Post
from shaoxiang.institutions.rules import Obstacle, Way
from shaoxiang.kernel.access import Actor

Check = Callable[[int | None, Post, date], Obstacle | None]
Leaving = Callable[[Assignment, date], Obstacle | None]
HEAD = "head"  # the check on heads of dispatched bodies: the streets are heard first
_checks: dict[str, Check] = {}
_leaving: dict[str, Leaving] = {}


def register_seat_check(code: str, check: Check) -> None:
    """An upper room says who may sit where; registered again, it takes the place of the former. A person new to the register has no key."""
    _checks[code] = check


def register_leave_check(code: str, check: Leaving) -> None:
    """An upper room says when a seat may be given up; the seat comes with its post and body."""
    _leaving[code] = check


def obstacle(person_id: int | None, post: Post, on: date, *, only: str = "") -> Obstacle | None:
    """What speaks against this person in this post from that day on; None: nothing. `only`: by the check of that code."""
    checks = [check for code, check in list(_checks.items()) if only in ("", code)]
    return next((found for check in checks if (found := check(person_id, post, on)) is not None), None)


def stays(seat: Assignment, on: date) -> Obstacle | None:
    """What keeps this person in the post on that day; None: nothing."""
    return next((found for check in list(_leaving.values()) if (found := check(seat, on)) is not None), None)


def ways_for(actor: Actor, ways: tuple[Way, ...]) -> list[Way]:
    """Those that are open to the actor."""
    return [way for way in ways if not way.roles or any(actor.has_role(role) for role in way.roles)]
