"""Who manages posts and accounts. The organisation itself is no secret: every signed-in person may look at it."""

from __future__ import annotations

from shaoxiang.institutions.rules import ADMINISTRATORS, BUSINESS_ROLES
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel import access
from shaoxiang.kernel.access import Actor, Grant


def _leads(prefix: str = "") -> tuple[Grant, ...]:
    """编办, and the leaders of the body: of its office, of its unit."""
    return (
        Grant({Role.STAFFING_OFFICE}), Grant({Role.OFFICE_HEAD}, {f"{prefix}body_id": "office_id"}),
        Grant({Role.STREET_LEADER, Role.DEPARTMENT_HEAD}, {f"{prefix}body__unit_id": "unit_id"}),
    )


def _seat(prefix: str = "") -> tuple[Grant, ...]:
    """Whoever sits there, for himself; whoever leads, as with 交接."""
    return (*_leads(f"{prefix}post__"), Grant(tuple(Role), {f"{prefix}person_id": "person_id"}))


DEPUTY = Grant(tuple(Role), {"deputy_id": "person_id"})
LEAVER, SUCCESSOR = Grant(tuple(Role), {"leaving__person_id": "person_id"}), Grant(tuple(Role), {"successor_id": "person_id"})

GRANTS: dict[str, tuple[Grant, ...]] = {
    "start_handover": _leads(),
    "view_handover": (*_leads("post__"), LEAVER, SUCCESSOR),
    "pass_on": (LEAVER,), "recount": (LEAVER,), "sign": (LEAVER,),
    "give_back": (SUCCESSOR,), "complete": (SUCCESSOR,), "complete_for": (Grant({Role.STAFFING_OFFICE}),),
    "cancel": _leads("post__"),
    "sign_in_place": _leads("post__"),  # only where the leaver is gone: `queries.handover.may_take`
    "arrange_deputy": _seat(),  # of a seat
    "end_deputy": (*_seat("principal__"), DEPUTY),
    "view_deputies": (
        *_seat("principal__"), DEPUTY, Grant({Role.CONFIG_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}),
        Grant(tuple(Role), {"principal__post__body__unit_id": "unit_id"}), Grant(tuple(Role), {"principal__post__body_id": "unit_id"}),
    ),
    "import_deputies": _leads(),  # without a row: who may have several to arrange; each line asks "arrange_deputy" of its seat
    "change_bodies": (Grant({Role.STAFFING_OFFICE, Role.CONFIG_ADMIN}),),
    "change_roles": (Grant({Role.CONFIG_ADMIN, Role.SECURITY_ADMIN}),),
    "manage_accounts": (Grant({Role.SECURITY_ADMIN}),),
    "read_accounts": (Grant({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}),),
    "serve_area": (Grant({Role.CONFIG_ADMIN, Role.STAFFING_OFFICE}),),
    "read_history": (Grant({Role.CONFIG_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}),),
}


def roles_changed_by(actor: Actor) -> frozenset[str]:
    """Which roles this actor may give and take: business roles, or administrators' roles, never both in one post's hands by accident."""
    changeable: set[str] = set()
    if actor.has_role(Role.CONFIG_ADMIN):
        changeable |= {str(role) for role in BUSINESS_ROLES}
    if actor.has_role(Role.SECURITY_ADMIN):
        changeable |= {str(role) for role in ADMINISTRATORS}
    return frozenset(changeable)


def may(actor: Actor, what: str) -> bool:
    return access.allowed(actor, GRANTS[what])
