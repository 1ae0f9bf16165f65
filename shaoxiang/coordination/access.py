"""Who may do what, on which rows. A department sees the items it is named in; a street its own; the district all."""

from __future__ import annotations

from django.db.models import Q

from shaoxiang.coordination.models import ConcernedUnit, MeetingUnit
from shaoxiang.coordination.vocabulary import UPPER_LEVELS, MeetingLevel
from shaoxiang.institutions.queries.desks import command_center, units_before
from shaoxiang.institutions.vocabulary import THREE_ADMINISTRATORS, Role
from shaoxiang.kernel.access import Actor, Grant, Grants

OWN_STREET = {"matter__street_id": "street_id"}
STREET = (Role.STREET_DESK, Role.STREET_LEADER)
DISTRICT = (Role.DISTRICT_DESK, Role.DISTRICT_LEADER)
LINE = (Role.DEPARTMENT_LIAISON, Role.DEPARTMENT_HEAD)
FIELD = (Role.OFFICE_HANDLER, Role.OFFICE_HEAD)
STAFF = tuple(role for role in Role if role not in THREE_ADMINISTRATORS)
INTERFACE, INTERFACE_OF_DISTRICT = "INTERFACE", "INTERFACE_OF_DISTRICT"


# --- items ------------------------------------------------------------------------------------------------------------


def names_my_unit(actor: Actor) -> Q:
    return Q(matter_id__in=ConcernedUnit.objects.filter(unit_id=actor.unit_id or 0).values("case_id"))


def names_my_office(actor: Actor) -> Q:
    return Q(matter_id__in=ConcernedUnit.objects.filter(body_id=actor.office_id or 0).values("case_id"))


def below_the_district(_actor: Actor) -> Q:
    """The levels a street may call: its own two, and the joint meeting (北京市街道办事处条例 12)."""
    return ~Q(level=MeetingLevel.DISTRICT)


def at_an_upper_level(_actor: Actor) -> Q:
    return Q(level__in=UPPER_LEVELS)


def at_my_meeting(actor: Actor) -> Q:
    """The item lies on a meeting my unit called."""
    return Q(meeting__unit_id=actor.unit_id or 0)


def chaired_by_me(actor: Actor) -> Q:
    return Q(meeting__chair_post_id=actor.post_id or 0)


def raised_by_my_unit(actor: Actor) -> Q:
    return Q(raised_unit_id=actor.unit_id or 0)


def on_department_duties(_actor: Actor) -> Q:
    return Q(department_duty=True)


VIEW: Grants = (
    Grant(STREET, OWN_STREET),
    Grant((*STREET, *LINE), via=names_my_unit),
    Grant(FIELD, via=names_my_office),
    Grant(STAFF, via=chaired_by_me),
    Grant((*DISTRICT, Role.SUPERVISOR)),
    Grant({Role.STAFFING_OFFICE}, via=on_department_duties),
    Grant({INTERFACE}, OWN_STREET),
    Grant({INTERFACE}, via=names_my_unit),
    Grant({INTERFACE_OF_DISTRICT}),
)
ARRANGERS: Grants = (Grant(STREET, OWN_STREET, via=below_the_district), Grant(DISTRICT, via=at_an_upper_level))
CHAIRS: Grants = (Grant(STREET, via=at_my_meeting), Grant(STAFF, via=chaired_by_me), Grant(DISTRICT, via=at_an_upper_level))

GRANTS: dict[str, Grants] = {
    "view": VIEW,
    "raise": (Grant((*STREET, *LINE, *DISTRICT)), Grant({INTERFACE, INTERFACE_OF_DISTRICT})),
    "settle": (Grant(STREET, OWN_STREET),),
    "ask_staffing": (*ARRANGERS, *CHAIRS),
    "add_unit": (*ARRANGERS, *CHAIRS),
    "withdraw": (*ARRANGERS, Grant((*STREET, *LINE), via=raised_by_my_unit)),
    "escalate": (*ARRANGERS, *CHAIRS),
    "supervise": (Grant({Role.SUPERVISOR, Role.DISTRICT_LEADER}),),
    "give_opinion": (Grant({Role.STAFFING_OFFICE}, via=on_department_duties),),
    "redispatched": (*ARRANGERS, *CHAIRS, Grant({"SYSTEM"})),
    "close": (*CHAIRS, Grant(STREET, OWN_STREET), Grant({Role.SUPERVISOR})),
    "configure": (Grant({Role.CONFIG_ADMIN}),),
    "judge_task": CHAIRS,
}
GRANTS["put_on_agenda"] = GRANTS["take_off"] = ARRANGERS
GRANTS["reopen"] = GRANTS["close"]
GRANTS["file_duty"] = GRANTS["give_opinion"]
GRANTS |= dict.fromkeys(("discuss", "carry_over", "decide_tasks", "rule", "no_action"), CHAIRS)

# --- tasks ------------------------------------------------------------------------------------------------------------

TASK_DOERS: Grants = (Grant((*LINE, *STREET), {"unit_id": "unit_id"}), Grant(FIELD, {"body_id": "office_id"}))
TASK_VIEW: Grants = (
    *TASK_DOERS,
    Grant(STREET, {"case__matter__street_id": "street_id"}),
    Grant((*DISTRICT, Role.SUPERVISOR)),
    Grant({INTERFACE}, {"unit_id": "unit_id"}),
    Grant({INTERFACE}, {"case__matter__street_id": "street_id"}),
    Grant({INTERFACE_OF_DISTRICT}),
)

# --- meetings ---------------------------------------------------------------------------------------------------------


def summons_my_unit(actor: Actor) -> Q:
    return Q(matter_id__in=MeetingUnit.objects.filter(unit_id=actor.unit_id or 0).values("meeting_id"))


def summons_my_office(actor: Actor) -> Q:
    return Q(matter_id__in=MeetingUnit.objects.filter(body_id=actor.office_id or 0).values("meeting_id"))


def called_by_the_district(_actor: Actor) -> Q:
    return Q(unit_id=command_center())


def called_before_us(actor: Actor) -> Q:
    """By the units of streets that came to be ours: to be read, nothing more."""
    return Q(unit_id__in=units_before(actor.unit_id))


MEETING_MANAGE: Grants = (
    Grant(STREET, {"unit_id": "unit_id"}), Grant(DISTRICT, via=called_by_the_district), Grant(STAFF, {"chair_post_id": "post_id"}),
)
MEETING_VIEW: Grants = (
    *MEETING_MANAGE, Grant(STREET, OWN_STREET), Grant(STREET, via=called_before_us),
    Grant((*STREET, *LINE), via=summons_my_unit), Grant(FIELD, via=summons_my_office),
    Grant((*DISTRICT, Role.SUPERVISOR)),
)
PLAN: Grants = (Grant((*STREET, *DISTRICT)),)
