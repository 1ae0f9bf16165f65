"""Who may do what: the asking unit its own files, a street its own requests, justice what was sent to it, supervision all. No neighbour's words."""

from __future__ import annotations

from django.db.models import Q

from shaoxiang.institutions.queries.desks import units_before
from shaoxiang.institutions.vocabulary import THREE_ADMINISTRATORS, Role
from shaoxiang.kernel.access import Actor, Grant, Grants

ASKING = (Role.DEPARTMENT_LIAISON, Role.DEPARTMENT_HEAD, Role.DISTRICT_DESK, Role.STAFFING_OFFICE, Role.ORGANISATION_DEPARTMENT)
STREET = (Role.STREET_LEADER, Role.STREET_DESK)
LOOKING = (Role.SUPERVISOR, Role.DISTRICT_LEADER)
STAFF = tuple(role for role in Role if role not in THREE_ADMINISTRATORS)
INTERFACE = "INTERFACE"

OWN_FILE = {"matter__unit_id": "unit_id"}
OWN_REQUEST = {"unit_id": "unit_id"}
ASKED_BY_US = {"file__matter__unit_id": "unit_id"}


def asked_before_us(actor: Actor) -> Q:
    """What the streets that came to be ours were asked, and said."""
    return Q(unit_id__in=units_before(actor.unit_id))


ASKERS: Grants = (Grant((*ASKING, *STREET), OWN_FILE),)  # a street asks its neighbours about an item it brings up
STREETS: Grants = (Grant(STREET, OWN_REQUEST),)

GRANTS: dict[str, Grants] = {
    # rows: OpinionFile
    "view_file": (
        *ASKERS, Grant(LOOKING), Grant({Role.JUSTICE_BUREAU}, via=lambda _actor: Q(legal_sent_at__isnull=False)), Grant({INTERFACE}, OWN_FILE),
    ),
    "new": (Grant((*ASKING, *STREET)), Grant({INTERFACE})),  # a street: only from a row of another room (`actions.open_file`)
    "find_legal": (Grant({Role.JUSTICE_BUREAU}),),
    "legal_again": (),  # follows from a paper attached, by nobody's hand
    **dict.fromkeys(("concern", "attach", "ask", "publish", "submit_legal", "send_to_meeting", "close_file", "drop"), ASKERS),
    **dict.fromkeys(("concern", "ask"), (*ASKERS, Grant({INTERFACE}, OWN_FILE))),
    # rows: OpinionRequest
    "view_request": (
        *STREETS, Grant(STREET, via=asked_before_us), Grant((*ASKING, *STREET), ASKED_BY_US), Grant(LOOKING),
        Grant({INTERFACE}, OWN_REQUEST), Grant({INTERFACE}, ASKED_BY_US),
    ),
    "open": STREETS,
    "answer": (*STREETS, Grant({INTERFACE}, OWN_REQUEST)),
    "answer_late": (*STREETS, Grant({INTERFACE}, OWN_REQUEST)),
    "feedback": (Grant((*ASKING, *STREET), ASKED_BY_US), Grant({INTERFACE}, ASKED_BY_US)),
    "close": STREETS,
    # the list of what must be asked
    "view_scopes": (Grant(STAFF),),
    "set_scope": (Grant({Role.CONFIG_ADMIN}),),
}
