"""Who keeps the quotas: 编办 drafts and reviews (two people), 编委会 approves, 组织部 and 编办 appoint; finance and leaders read."""

from __future__ import annotations

from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Grant, Grants

OFFICE = frozenset({Role.STAFFING_OFFICE})
COMMISSION = frozenset({Role.STAFFING_COMMISSION})
DISTRICT = frozenset({Role.STAFFING_OFFICE, Role.STAFFING_COMMISSION, Role.ORGANISATION_DEPARTMENT, Role.FINANCE_BUREAU, Role.DISTRICT_LEADER})
READERS = frozenset(str(role) for role in DISTRICT | {Role.STREET_LEADER})
NOT_THE_DRAFTER = {"drafted_by": "assignment_id"}

GRANTS: dict[str, Grants] = {
    "view": (Grant(DISTRICT), Grant({Role.STREET_LEADER}, {"body_id": "unit_id"})),  # changes
    "view_unit": (Grant(DISTRICT), Grant({Role.STREET_LEADER}, {"id": "unit_id"})),  # bodies
    "draft": (Grant(OFFICE),),
    "review": (Grant(OFFICE, unless=NOT_THE_DRAFTER),),
    "send_back": (Grant(OFFICE, unless=NOT_THE_DRAFTER),),
    "approve": (Grant(COMMISSION),),
    "reject": (Grant(COMMISSION),),
    "take_effect": (Grant(OFFICE),),
    "appoint": (Grant({Role.STAFFING_OFFICE, Role.ORGANISATION_DEPARTMENT}),),
    "second": (Grant({Role.STAFFING_OFFICE, Role.ORGANISATION_DEPARTMENT}),),
}
