"""Who keeps the quotas: 编办 drafts and reviews (two people), 编委会 approves, 组织部 and 编办 appoint; finance and leaders read."""

from __future__ import annotations

from django.db.models import F, Q

from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, Grant, Grants

OFFICE = frozenset({Role.STAFFING_OFFICE})
COMMISSION = frozenset({Role.STAFFING_COMMISSION})
DISTRICT = frozenset({Role.STAFFING_OFFICE, Role.STAFFING_COMMISSION, Role.ORGANISATION_DEPARTMENT, Role.FINANCE_BUREAU, Role.DISTRICT_LEADER})
INTERFACE, WHOLE = "INTERFACE", frozenset({"INTERFACE_OF_DISTRICT"})  # other systems read counts: their own body's, or the district's
READERS = frozenset(str(role) for role in DISTRICT | {Role.STREET_LEADER})
NOT_THE_DRAFTER = {"drafted_by": "assignment_id"}
CADRES = frozenset({Role.ORGANISATION_DEPARTMENT})
APPOINTING = frozenset({Role.STAFFING_OFFICE, Role.ORGANISATION_DEPARTMENT})
DECIDERS = frozenset({Role.DISTRICT_LEADER})  # whoever of them is asked to a meeting sees the candidates of that step, and no other


def asked_now(actor: Actor) -> Q:
    """Selections shown to the actor's post in the step they are in."""
    return Q(members__post_id=actor.post_id, members__step=F("matter__status"))


GRANTS: dict[str, Grants] = {
    "view": (Grant(DISTRICT | WHOLE), Grant({Role.STREET_LEADER, INTERFACE}, {"body_id": "unit_id"})),  # changes
    "view_unit": (Grant(DISTRICT | WHOLE), Grant({Role.STREET_LEADER, INTERFACE}, {"id": "unit_id"})),  # bodies
    "draft": (Grant(OFFICE),),
    "review": (Grant(OFFICE, unless=NOT_THE_DRAFTER),),
    "send_back": (Grant(OFFICE, unless=NOT_THE_DRAFTER),),
    "approve": (Grant(COMMISSION),),
    "reject": (Grant(COMMISSION),),
    "take_effect": (Grant(OFFICE),),
    "set_leadership": (Grant(COMMISSION),),
    "open_ledger": (Grant(OFFICE),),
    "pass_whole": (Grant(COMMISSION),),
    "lock_unit": (Grant(COMMISSION),),
    "appoint": (Grant(APPOINTING),),
    "second": (Grant({Role.STAFFING_OFFICE, Role.ORGANISATION_DEPARTMENT}),),
    "view_selection": (Grant(CADRES), Grant(DECIDERS, via=asked_now)),
    "view_over": (Grant(DISTRICT),),
    "view_demands": (Grant(DISTRICT), Grant({Role.STREET_LEADER}, {"unit_id": "unit_id"})),
    "demand": (Grant(OFFICE), Grant({Role.STREET_LEADER}, {"unit_id": "unit_id"})),
    "coordinating": (Grant(OFFICE),),
    "set_channel": (Grant(CADRES),),
    "view_sights": (Grant({Role.ORGANISATION_DEPARTMENT, Role.SECURITY_ADMIN}),),
    **dict.fromkeys(
        ("motion", "nominate", "drop_candidate", "recommend", "inspect", "submit", "admit", "decide", "publish", "object", "answer", "take_post", "reconsider",
         "end"), (Grant(CADRES),),
    ),
}
