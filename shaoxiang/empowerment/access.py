"""Who may do what: the department its own decisions, a street those that name it, the district all. What holds is public."""

from __future__ import annotations

from django.db.models import Q

from shaoxiang.empowerment.models import DecisionUnit, EmpowermentRecall
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, Grant, Grants

LINE = (Role.DEPARTMENT_LIAISON, Role.DEPARTMENT_HEAD)
DISTRICT = (Role.STAFFING_OFFICE, Role.JUSTICE_BUREAU)
LOOKING = (Role.SUPERVISOR, Role.DISTRICT_LEADER, Role.DISTRICT_DESK, Role.STAFFING_COMMISSION)
STREET = (Role.STREET_LEADER, Role.STREET_DESK)
FIELD = (Role.OFFICE_HANDLER, Role.OFFICE_HEAD)
INTERFACE, INTERFACE_OF_DISTRICT = "INTERFACE", "INTERFACE_OF_DISTRICT"
OWN = {"department_id": "unit_id"}


def names_my_unit(actor: Actor) -> Q:
    return Q(matter_id__in=DecisionUnit.objects.filter(unit_id=actor.unit_id or 0).values("decision_id"))


def falls_to_us(actor: Actor) -> Q:
    """A recall hands running cases to my department."""
    return Q(matter_id__in=EmpowermentRecall.objects.filter(receiving_department_id=actor.unit_id or 0).values("decision_id"))


BY_DEPARTMENT: Grants = (Grant(LINE, OWN),)
BY_STREET: Grants = (Grant({Role.STREET_LEADER}, via=names_my_unit),)
BY_DISTRICT: Grants = (Grant(DISTRICT),)

GRANTS: dict[str, Grants] = {
    # rows: EmpowermentDecision
    "view": (
        *BY_DEPARTMENT, Grant(LINE, via=falls_to_us), Grant((*STREET, *FIELD), via=names_my_unit), Grant((*DISTRICT, *LOOKING)),
        Grant({INTERFACE}, OWN), Grant({INTERFACE}, via=names_my_unit), Grant({INTERFACE_OF_DISTRICT}),
    ),
    "propose": (Grant(LINE),),
    "register": (Grant((*DISTRICT, "SYSTEM")),),
    "sign": BY_STREET,
    "decline": BY_STREET,
    "withdraw": BY_DEPARTMENT,
    "train": (*BY_DEPARTMENT, *BY_DISTRICT),
    "support": (*BY_DEPARTMENT, *BY_DISTRICT),
    "give_paper": (*BY_DEPARTMENT, *BY_DISTRICT),
    **dict.fromkeys(("plan", "basis", "publish", "start", "evaluate", "keep", "amend", "recall"), BY_DISTRICT),
    "pass_on": BY_DISTRICT,
    # rows: Body of a street
    "confirm": (Grant({Role.STREET_LEADER}, {"pk": "unit_id"}), Grant((*DISTRICT, "SYSTEM"))),
    "see_officers": (Grant((*STREET, *FIELD), {"pk": "unit_id"}), Grant((*DISTRICT, *LOOKING))),
    # rows: OverturnedDecision
    "view_overturned": (
        Grant((*DISTRICT, *LOOKING)), Grant(LINE, {"power__decision__department_id": "unit_id"}), Grant((*STREET, *FIELD), {"power__unit_id": "unit_id"}),
        Grant({INTERFACE}, {"power__unit_id": "unit_id"}), Grant({INTERFACE}, {"power__decision__department_id": "unit_id"}), Grant({INTERFACE_OF_DISTRICT}),
    ),
    "overturn": (Grant({Role.JUSTICE_BUREAU}),),
    # a case of one's own unit
    "ground": (Grant((*STREET, *FIELD)),),
}
