"""Issued versions and those taken back are public. Drafts: the staffing office, the commission, the street they are about. An office's duties: its head."""

from __future__ import annotations

from django.db.models import Q

from shaoxiang.determinations.models import ISSUED_CODES
from shaoxiang.determinations.vocabulary import VersionStatus
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel import access
from shaoxiang.kernel.access import Actor, Grant, Grants

OPEN_TO_ALL = [*ISSUED_CODES, VersionStatus.RETRACTED.value]
OWN_UNIT = {"unit_id": "unit_id"}  # row: a version
OWN_OFFICE = {"pk": "office_id"}  # row: the office, a body
OF_STREET = (Role.STREET_LEADER, Role.STREET_DESK, Role.OFFICE_HEAD, Role.OFFICE_HANDLER)

GRANTS: dict[str, Grants] = {
    "view": (Grant({Role.STAFFING_OFFICE, Role.STAFFING_COMMISSION, Role.ORGANISATION_DEPARTMENT, Role.DISTRICT_LEADER}), Grant(OF_STREET, OWN_UNIT)),
    "draft": (Grant({Role.STAFFING_OFFICE}),),
    "edit": (Grant({Role.STAFFING_OFFICE}),),
    "adopt": (Grant({Role.STAFFING_COMMISSION}),),
    "issue": (Grant({Role.STAFFING_OFFICE}),),
    "withdraw": (Grant({Role.STAFFING_OFFICE}),),
    **dict.fromkeys(("ask_retraction", "retract", "refuse_retraction"), (Grant({Role.STAFFING_OFFICE}),)),
    "name_duties": (Grant({Role.STAFFING_OFFICE}), Grant({Role.OFFICE_HEAD}, OWN_OFFICE)),
}


def rows_for(actor: Actor) -> Q:
    """Every issued version, and the others this actor has part in."""
    own = access.visible(actor, GRANTS["view"])
    return Q(status__in=OPEN_TO_ALL) | own if own else own  # an empty condition is every row, and "or" would lose it
