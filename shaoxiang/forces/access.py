"""Who may do what with the forces, on which rows: one table for page, API and button. The duty screen is everybody's in a post; rosters are not."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from shaoxiang.dispatch.rules import URGENT
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.areas import areas_of_bodies
from shaoxiang.institutions.vocabulary import THREE_ADMINISTRATORS, Role
from shaoxiang.kernel.access import Actor, Grant, Grants
from shaoxiang.opinions.models import OpinionFile

STAFF = tuple(role for role in Role if role not in THREE_ADMINISTRATORS)
FIELD = (Role.OFFICE_HANDLER, Role.OFFICE_HEAD)
LINE = (Role.DEPARTMENT_LIAISON, Role.DEPARTMENT_HEAD)
STREET = (Role.STREET_DESK, Role.STREET_LEADER)
DISTRICT = (Role.DISTRICT_DESK, Role.SUPERVISOR, Role.DISTRICT_LEADER)
REGISTRARS = (Role.STAFFING_OFFICE, Role.CONFIG_ADMIN)
INTERFACE, INTERFACE_OF_DISTRICT = "INTERFACE", "INTERFACE_OF_DISTRICT"
NOT_URGENT = ~Q(order__priority__in=[priority.value for priority in URGENT])


def serving_my_street(actor: Actor) -> Q:
    """Bodies whose area takes in the actor's street today."""
    coded = Body.objects.filter(area__isnull=False).values_list("pk", flat=True)
    areas = areas_of_bodies(timezone.localdate(), list(coded)) if actor.street_id is not None else {}
    return Q(pk__in=[key for key, area in areas.items() if area.covers(actor.street_id)])


# -- orders (rows: ForceOrder)
OF_FORCE: Grants = (Grant(FIELD, {"order__office_id": "office_id"}), Grant(LINE, {"order__office_id": "unit_id"}))
SUMMONERS: Grants = (Grant(STREET, {"summoned_unit_id": "unit_id"}), Grant({Role.DISTRICT_DESK}))
VIEW: Grants = (
    *OF_FORCE, *SUMMONERS, Grant(LINE, {"order__unit_id": "unit_id"}), Grant(STREET, {"matter__street_id": "street_id"}), Grant(DISTRICT),
    Grant({INTERFACE}, {"order__unit_id": "unit_id"}), Grant({INTERFACE}, {"summoned_unit_id": "unit_id"}), Grant({INTERFACE_OF_DISTRICT}),
)

# -- rosters, members, teams (rows: Body)
OWN_BODY = {"pk": "office_id"}
OWN_UNIT = {"pk": "unit_id"}
LED_BY_ME = {"unit_id": "unit_id"}
MANAGERS: Grants = (Grant({Role.OFFICE_HEAD}, OWN_BODY), Grant(LINE, LED_BY_ME), Grant(STREET, OWN_UNIT), Grant({Role.DISTRICT_DESK}, OWN_UNIT))

GRANTS: dict[str, Grants] = {
    "view": VIEW,
    "send": (Grant({*STREET, Role.DISTRICT_DESK}),),
    "acknowledge": OF_FORCE,
    "arrive": OF_FORCE,
    "begin_work": OF_FORCE,
    "claim_done": OF_FORCE,
    "release": (*SUMMONERS, Grant({Role.OFFICE_HEAD}, {"order__office_id": "office_id"}, via=lambda _actor: NOT_URGENT)),
    "ask_release": (Grant({*STREET, Role.DISTRICT_DESK}),),
    "refuse_release": SUMMONERS,
    "see_duty": (Grant(STAFF),),
    "view_roster": (
        *MANAGERS, Grant(FIELD, OWN_BODY), Grant(STAFF, OWN_UNIT), Grant(STREET, {"street_id": "street_id"}), Grant(STREET, via=serving_my_street),
        Grant(DISTRICT), Grant({INTERFACE}, LED_BY_ME), Grant({INTERFACE}, OWN_UNIT), Grant({INTERFACE_OF_DISTRICT}),
    ),
    "edit_roster": MANAGERS,
    # who serves where, and with which certificate: the force itself, its department, the street it serves, the district
    "view_members": (
        Grant(FIELD, OWN_BODY), Grant(LINE, LED_BY_ME), Grant(STREET, {"street_id": "street_id"}), Grant(STREET, via=serving_my_street), Grant(DISTRICT),
        Grant(REGISTRARS),
    ),
    "edit_members": (Grant({Role.OFFICE_HEAD}, OWN_BODY), Grant(LINE, LED_BY_ME), Grant({Role.STAFFING_OFFICE})),
    "edit_team": (Grant({Role.OFFICE_HEAD}, OWN_BODY), Grant(LINE, LED_BY_ME), Grant(REGISTRARS)),
    "allocate": (Grant(REGISTRARS),),
    "ask_change": (Grant({Role.DEPARTMENT_HEAD}, LED_BY_ME),),
}


# -- change of head (rows: HeadChange); what a street says is a row of opinions
def asked_of_us(actor: Actor) -> Q:
    """Changes on which the actor's street was asked."""
    files = OpinionFile.objects.filter(subject_kind="head_change", requests__unit_id=actor.unit_id or 0)
    return Q(pk__in=files.values("subject_id"))


CHANGE_VIEW: Grants = (
    Grant(LINE, {"body__unit_id": "unit_id"}), Grant({Role.STAFFING_OFFICE, Role.DISTRICT_LEADER, Role.SUPERVISOR}),
    Grant({Role.STREET_LEADER, Role.STREET_DESK}, via=asked_of_us),
)
CHANGE_DECIDE: Grants = (Grant({Role.DEPARTMENT_HEAD}, {"body__unit_id": "unit_id"}),)
