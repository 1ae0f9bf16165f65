"""谁能坐这个岗位: asked of a registry, whatever the way by which a person gets a post (ADR 0036): page, table, handover, recorded appointment; and
of those who sit there already when the post becomes a leader's.

    register_seat_check("quota", lambda person_id, post, on: Obstacle(...) or None)

And who may leave it, by 离任 or because the post leads no longer:

    register_leave_check("head", lambda seat, on: Obstacle(...) or None)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from django.utils.functional import lazy
from django.utils.translation import gettext

from shaoxiang.institutions.models import Assignment, Post
from shaoxiang.institutions.rules import Obstacle, Way
from shaoxiang.institutions.vocabulary import LEADING_ROLES
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


class Barred(NamedTuple):
    """Somebody who sits in the post, or is registered to, and may not once it is what it is to be."""

    name: str
    obstacle: Obstacle

    @property
    def words(self) -> str:
        return f"{self.name}{gettext('：')}{gettext(self.obstacle.reason) % self.obstacle.facts}"


def newly_barred(before: Post, after: Post, on: date) -> list[Barred]:
    """Of the people of this post, those who may not sit in it as it becomes. A post that becomes a leader's asks everybody; else only what is new counts.

    `before`, `after`: the same row as it is and as it is to be.
    """
    leading = {str(role) for role in LEADING_ROLES}
    becomes = (after.is_leader and not before.is_leader) or bool(set(after.roles) & leading - set(before.roles))
    seats = Assignment.objects.filter(post_id=after.pk).exclude(valid_to__lte=on).select_related("person").order_by("pk")
    found = []
    for seat in seats:
        day = max(on, seat.valid_from)
        now = obstacle(seat.person_id, after, day)
        if now is not None and (becomes or obstacle(seat.person_id, before, day) is None):
            found.append(Barred(seat.person.shown_name, now))
    return found


def barred_words(found: Iterable[Barred]) -> str:
    """Who and why, with the cure of each, in the language of whoever reads it."""
    listed = list(found)
    return lazy(lambda: " ".join(one.words for one in listed), str)()


def ways_for(actor: Actor, ways: tuple[Way, ...]) -> list[Way]:
    """Those that are open to the actor."""
    return [way for way in ways if not way.roles or any(actor.has_role(role) for role in way.roles)]
