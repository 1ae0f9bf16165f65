"""Who may do what: a department its own requests, a street those that touch it (never a draft), the examiners all that were submitted."""

from __future__ import annotations

from django.db.models import Q

from shaoxiang.admission.models import AdmissionUnit
from shaoxiang.admission.vocabulary import AdmissionStatus
from shaoxiang.institutions.queries.desks import units_before
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, Grant, Grants

DEPARTMENT = (Role.DEPARTMENT_LIAISON, Role.DEPARTMENT_HEAD)
STREET = (Role.STREET_LEADER, Role.STREET_DESK)
REVIEWERS = {"LEGALITY": Role.JUSTICE_BUREAU, "STAFFING": Role.STAFFING_OFFICE, "FUNDING": Role.FINANCE_BUREAU}
LOOKING = (Role.STAFFING_OFFICE, Role.JUSTICE_BUREAU, Role.FINANCE_BUREAU, Role.DISTRICT_LEADER, Role.SUPERVISOR)
READERS = frozenset(map(str, (*DEPARTMENT, *STREET, *LOOKING)))
INTERFACE = "INTERFACE"

OWN = {"matter__unit_id": "unit_id"}
TO_US = {"department_id": "unit_id"}


def _submitted(_actor: Actor) -> Q:
    return ~Q(matter__status=AdmissionStatus.DRAFT.value)


def _touched(actor: Actor) -> Q:
    return _submitted(actor) & Q(pk__in=AdmissionUnit.objects.filter(unit_id=actor.unit_id or 0).values("request_id"))


def _touched_before(actor: Actor) -> Q:
    """What touched the units of streets that came to be ours: to be read, nothing more."""
    return _submitted(actor) & Q(pk__in=AdmissionUnit.objects.filter(unit_id__in=units_before(actor.unit_id)).values("request_id"))


def _refused_before(actor: Actor) -> Q:
    return Q(matter__unit_id__in=units_before(actor.unit_id))


DEPARTMENTS: Grants = (Grant(DEPARTMENT, OWN), Grant({INTERFACE}, OWN))
STREETS: Grants = (Grant(STREET, via=_touched),)
OFFICE: Grants = (Grant({Role.STAFFING_OFFICE}),)

GRANTS: dict[str, Grants] = {
    # rows: AdmissionRequest
    "view": (*DEPARTMENTS, Grant(LOOKING, via=_submitted), Grant({*STREET, INTERFACE}, via=_touched), Grant(STREET, via=_touched_before)),
    "new": (Grant({*DEPARTMENT, INTERFACE}),),
    **dict.fromkeys(("edit", "attach", "submit", "deliver", "withdraw"), DEPARTMENTS),
    **dict.fromkeys(("send_back", "take_in", "consult", "give_opinion", "list_it", "register", "register_grid", "look_back"), OFFICE),
    "review": (Grant(set(REVIEWERS.values())),),
    **dict.fromkeys(("approve", "reject"), (Grant({Role.DISTRICT_LEADER}),)),
    **dict.fromkeys(("confirm", "dispute"), STREETS),
    # rows: RefusalNotice
    "view_refusal": (
        Grant({*STREET, INTERFACE}, OWN), Grant(STREET, via=_refused_before),
        Grant({*DEPARTMENT, INTERFACE}, TO_US), Grant((Role.STAFFING_OFFICE, Role.DISTRICT_LEADER, Role.SUPERVISOR)),
    ),
    "refuse": (Grant({*STREET, INTERFACE}),),
    "attach_proof": (Grant(STREET, OWN), Grant(DEPARTMENT, TO_US)),
    **dict.fromkeys(("accept", "apply", "escalate"), (Grant(DEPARTMENT, TO_US), Grant({INTERFACE}, TO_US))),
    **dict.fromkeys(("rule_listed", "rule_stands"), OFFICE),
}


def reviews_as(kind: str) -> Grants:
    """Who gives this one of the three findings."""
    return (Grant({REVIEWERS[kind]}),)
