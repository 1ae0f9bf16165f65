"""Confidential by default: the mediator, the community desk of that place, and the judicial office of that street. Nobody else, not even above."""

from __future__ import annotations

from shaoxiang.institutions.vocabulary import THREE_ADMINISTRATORS, Role
from shaoxiang.kernel.access import Grant, Grants

OWN_COMMUNITY = {"matter__community_id": "community_id"}
OWN_STREET = {"matter__street_id": "street_id"}
AS_MEDIATOR = {"mediator_post_id": "post_id"}
STAFF = tuple(role for role in Role if role not in THREE_ADMINISTRATORS)

DESKS: Grants = (Grant({Role.COMMUNITY_DESK}, OWN_COMMUNITY), Grant({Role.JUDICIAL_OFFICE}, OWN_STREET))
MEDIATOR: Grants = (Grant(STAFF, AS_MEDIATOR),)
EITHER: Grants = (*DESKS, *MEDIATOR)

GRANTS: dict[str, Grants] = {
    "view": EITHER,
    "register": (Grant({Role.COMMUNITY_DESK, Role.JUDICIAL_OFFICE}),),
    "name_mediator": DESKS,
    "accept": DESKS,
    "hold": MEDIATOR,
    "agree": MEDIATOR,
}
GRANTS |= dict.fromkeys(
    ("consent", "step_aside", "follow_up", "perform", "apply_confirmation", "court_valid", "court_invalid", "breach", "fail", "withdraw", "tell_police",
     "reveal", "papers"),
    EITHER,
)
