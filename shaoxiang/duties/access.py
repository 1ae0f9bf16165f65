"""Who may change the lists. Everyone may read them: they are public (公开)."""

from __future__ import annotations

from shaoxiang.duties.vocabulary import VersionKind
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Grant

KEEPING = {"matter__unit_id": "unit_id"}  # the office on whose desk the draft lies

GRANTS: dict[str, tuple[Grant, ...]] = {
    "edit_types": (Grant({Role.CONFIG_ADMIN}),),
    "edit_catalogue": (Grant({Role.CONFIG_ADMIN}),),
    "set_carriers": (Grant({Role.STAFFING_OFFICE, Role.CONFIG_ADMIN}),),  # as the forces are allocated
    "draft_lists": (Grant({Role.STAFFING_OFFICE, Role.CONFIG_ADMIN}),),
    "write_rules": (Grant({Role.STAFFING_OFFICE}),),
    "read_rule_drafts": (Grant({Role.STAFFING_OFFICE, Role.STAFFING_COMMISSION, Role.JUSTICE_BUREAU, Role.DISTRICT_LEADER, Role.ORGANISATION_DEPARTMENT}),),
    "confirm_lists": (Grant({Role.STAFFING_OFFICE}, KEEPING), Grant({Role.DEPARTMENT_HEAD}, KEEPING)),
    "confirm_powers": (Grant({Role.STAFFING_OFFICE, Role.JUSTICE_BUREAU}, KEEPING), Grant({Role.DEPARTMENT_HEAD}, KEEPING)),
    "draft_powers": (Grant({Role.STAFFING_OFFICE, Role.CONFIG_ADMIN, Role.JUSTICE_BUREAU}),),
}


def drafting(kind: str) -> tuple[Grant, ...]:
    """Who may draft and publish a list of this kind: the staffing office; the justice bureau also the list of powers."""
    return GRANTS["draft_powers" if kind == VersionKind.POWER else "draft_lists"]


def confirming(kind: str) -> tuple[Grant, ...]:
    """Who may confirm a draft before it is published: the keeping office, or who leads it. That it is a second person is asked besides."""
    return GRANTS["confirm_powers" if kind == VersionKind.POWER else "confirm_lists"]
