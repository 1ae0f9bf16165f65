"""Who may do what, on which rows. A whistle is the street's that blows it; a unit sees it from the moment it is called.

Grants under `UNIT` are asked of the unit's order, all others of the whistle. Which roles may blow and approve a type stands in the type's
version (`models.WhistleType`), read by `rules.way` beside this table.
"""

from __future__ import annotations

from django.db.models import Q

from shaoxiang.cases.access import INTERFACE, INTERFACE_OF_DISTRICT
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.institutions.queries.desks import units_before
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, Grant, Grants

OWN_STREET = {"blown_unit_id": "unit_id"}  # the street that blows; a stationed unit's people have another unit
OWN_COMMUNITY = {"matter__community_id": "community_id"}
MINE = {"drafted_by": "assignment_id"}
NOT_MINE = {"drafted_by": "assignment_id"}
ORDER_OF_OFFICE = {"office_id": "office_id"}
ORDER_OF_UNIT = {"unit_id": "unit_id"}

STREET = (Role.STREET_DESK, Role.STREET_LEADER)
FIELD = (Role.OFFICE_HANDLER, Role.OFFICE_HEAD)
LINE = (Role.DEPARTMENT_LIAISON, Role.DEPARTMENT_HEAD)
DISTRICT = (Role.DISTRICT_DESK, Role.SUPERVISOR, Role.DISTRICT_LEADER)
DRAFTERS = (*STREET, Role.OFFICE_HEAD, Role.COMMUNITY_DESK)


def called_my_office(actor: Actor) -> Q:
    return Q(matter_id__in=DispatchOrder.objects.filter(office_id=actor.office_id or 0).values("matter_id"))


def called_my_unit(actor: Actor) -> Q:
    return Q(matter_id__in=DispatchOrder.objects.filter(unit_id=actor.unit_id or 0).values("matter_id"))


def blown_before_us(actor: Actor) -> Q:
    """By the units of streets that came to be ours: to be read, nothing more."""
    return Q(blown_unit_id__in=units_before(actor.unit_id))


VIEW: Grants = (
    Grant({*STREET, Role.VERIFIER, Role.OFFICE_HEAD}, OWN_STREET),
    Grant({Role.COMMUNITY_DESK}, {**OWN_STREET, **OWN_COMMUNITY}),
    Grant({Role.COMMUNITY_DESK}, MINE),
    Grant(FIELD, via=called_my_office),
    Grant(LINE, via=called_my_unit),
    Grant(DISTRICT),
    Grant({INTERFACE}, OWN_STREET),
    Grant({INTERFACE}, via=called_my_unit),
    Grant({INTERFACE_OF_DISTRICT}),
    Grant(STREET, via=blown_before_us),  # last: asked of a row only where nothing else lets him
)
DESKS: Grants = (Grant(STREET, OWN_STREET), Grant({Role.DISTRICT_DESK}))
CHECKERS: Grants = (Grant({*STREET, Role.VERIFIER}, OWN_STREET), Grant({Role.COMMUNITY_DESK}, {**OWN_STREET, **OWN_COMMUNITY}))
UNIT: Grants = (Grant(FIELD, ORDER_OF_OFFICE), Grant(LINE, ORDER_OF_UNIT))
SYSTEM = "SYSTEM"

GRANTS: dict[str, Grants] = {
    "view": VIEW,
    "draft": (Grant(DRAFTERS),),
    "edit": (Grant(DRAFTERS, MINE), Grant(STREET, OWN_STREET)),
    "approve": (Grant({*STREET, Role.OFFICE_HEAD}, OWN_STREET, unless=NOT_MINE), Grant({Role.DISTRICT_DESK}, unless=NOT_MINE)),
    "confirm": (Grant(STREET, OWN_STREET, unless=NOT_MINE),),
    "add_unit": DESKS,
    "release_unit": DESKS,
    "note": (*DESKS, Grant({Role.COMMUNITY_DESK}, MINE)),
    "verify_pass": CHECKERS,
    "verify_fail": CHECKERS,
    "close": (Grant(STREET, OWN_STREET), Grant({SYSTEM})),  # W5: never a department; for a resident's problem the resident, through the system
    "reopen": (Grant(STREET, OWN_STREET), Grant({SYSTEM})),
    "appraise_unit": (Grant(STREET, OWN_STREET),),
    "suspend": DESKS,
    "resume": (*DESKS, Grant({SYSTEM})),
    "cancel": (Grant(STREET, OWN_STREET), Grant(DRAFTERS, MINE)),
    "link": DESKS,
    "suggest_key_issue": (Grant({Role.STREET_LEADER}, OWN_STREET),),
    "supervise": (Grant({Role.STREET_LEADER}, OWN_STREET), Grant(DISTRICT)),
    "settle_appraisal": (Grant({SYSTEM}),),
    "all_done": (Grant({SYSTEM}),),
    # asked of a unit's order
    "acknowledge": UNIT,
    "arrive": UNIT,
    "begin_work": UNIT,
    "claim_done": UNIT,
    "object": UNIT,
    "answer_appraisal": UNIT,
    "appraise_whistle": UNIT,
    # an objection between a street and a department is the district's; of the street's own bureau, its leader's
    "rule_stands": (Grant({Role.DISTRICT_DESK, SYSTEM}), Grant({Role.STREET_LEADER}, ORDER_OF_UNIT)),
    "bands": (Grant({*STREET, *DISTRICT, *LINE}),),
    "export": (Grant({*STREET, Role.VERIFIER}, OWN_STREET), Grant(STREET, via=blown_before_us), Grant(LINE, via=called_my_unit), Grant(DISTRICT)),
    "configure": (Grant({Role.CONFIG_ADMIN}),),
}
GRANTS["submit"] = GRANTS["blow"] = GRANTS["edit"]
GRANTS["refuse"] = GRANTS["approve"]
GRANTS["rule_reassigned"] = GRANTS["rule_withdrawn"] = GRANTS["rule_stands"]
OF_AN_ORDER = frozenset({
    "acknowledge", "arrive", "begin_work", "claim_done", "object", "answer_appraisal", "appraise_whistle", "rule_stands", "rule_reassigned", "rule_withdrawn",
})
