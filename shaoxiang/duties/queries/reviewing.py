"""Who had a hand in a draft, and who may look at it as the second person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shaoxiang.duties import access
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.rules.reviewing import check_second
from shaoxiang.institutions.models import Account
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import posts_in
from shaoxiang.kernel.access import Actor, ActorKind, allowed
from shaoxiang.kernel.hands import Hand, had_a_hand


def hand_of(actor: Actor) -> int | None:
    """任职. What a key bound to a post writes is written by whoever sits in that post."""
    if actor.assignment_id is not None or actor.post_id is None:
        return actor.assignment_id
    return next((seat.assignment_id for seat in book().people_in(actor.post_id)), None)


def hands_in(version: ListVersion) -> list[Hand]:
    """Who began it, who changed it last, who sent it to be looked at."""
    seats = book().seats
    found = {one for one in (version.drafted_by, version.changed_by, version.sent_by) if one is not None}
    return [Hand(one, seats[one].person_id if one in seats else None) for one in sorted(found)]


class Reviewer(NamedTuple):
    """Somebody who may confirm. `signs_in`: has an account; `leads`: as head of the office."""

    assignment_id: int
    signs_in: bool
    leads: bool


def reviewers_of(version: ListVersion, hands: Sequence[Hand] | None = None) -> list[Reviewer]:
    """People of the keeping office who had no hand in the draft (or are none of `hands`); those with an account first, who leads the office last."""
    unit, kept = version.matter.unit_id, book()
    if unit is None:
        return []
    roles = [frozenset().union(*(grant.roles for grant in grants)) for grants in (access.confirming(version.kind), access.drafting(version.kind))]
    hands = hands_in(version) if hands is None else hands
    seats = [
        (seat, not kept.posts[post_id].roles & roles[1]) for post_id in sorted(posts_in(unit)) if kept.posts[post_id].roles & roles[0]
        for seat in kept.people_in(post_id) if not had_a_hand(Hand(seat.assignment_id, seat.person_id), hands)
    ]
    accounts = set(Account.objects.filter(is_active=True, person_id__in=[seat.person_id for seat, _leads in seats]).values_list("person_id", flat=True))
    found = [Reviewer(seat.assignment_id, seat.person_id in accounts, leads) for seat, leads in seats]
    return sorted(found, key=lambda one: (not one.signs_in, one.leads, one.assignment_id))


def who_may(version: ListVersion) -> str:
    """In words: those who can sign in."""
    return "、".join(book().assignment_words(one.assignment_id) for one in reviewers_of(version) if one.signs_in)


def keeps(actor: Actor, version: ListVersion) -> bool:
    """Is the actor of the office that keeps this draft, or its leader? A key never is: that somebody looked is a person's word."""
    if actor.kind is not ActorKind.PERSON:
        return False
    if version.matter.unit_id is None:  # drafted where no post of such an office was set up yet
        return allowed(actor, access.drafting(version.kind))
    return allowed(actor, access.confirming(version.kind), version)


def check_reviewer(actor: Actor, version: ListVersion) -> None:
    """Raises ChangeRefused for somebody whose hands were in it, and says who may."""
    check_second(Hand(hand_of(actor), actor.person_id), hands_in(version), who_may(version))


def may_review(actor: Actor, version: ListVersion) -> bool:
    return keeps(actor, version) and not had_a_hand(Hand(hand_of(actor), actor.person_id), hands_in(version))
