"""Who may do what at the telephone desk, with tickets and with petitions."""

from __future__ import annotations

from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Grant, Grants

OFFICE = {"office_unit_id": "unit_id"}  # the petition office
ORGAN = {"organ_unit_id": "unit_id"}  # the organ a petition was handed to
REGISTERED_BY_ME = {"registered_by": "assignment_id"}
LINE = (Role.DEPARTMENT_LIAISON, Role.DEPARTMENT_HEAD)
OFFICE_ROLES = (*LINE, Role.DISTRICT_DESK)  # the command centre stands in where there is no petition office
ORGAN_ROLES = (*LINE, Role.STREET_DESK, Role.STREET_LEADER)

PETITION_OFFICE: Grants = (Grant(OFFICE_ROLES, OFFICE),)
PETITION_ORGAN: Grants = (Grant(ORGAN_ROLES, ORGAN),)
BOTH: Grants = (*PETITION_OFFICE, *PETITION_ORGAN)

GRANTS: dict[str, Grants] = {
    "take_call": (Grant({Role.HOTLINE, Role.COUNTER}),),
    "first_received": (Grant({Role.HOTLINE, Role.COUNTER, Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DISTRICT_DESK, Role.GRID_WORKER, Role.CALL_BACK}),),
    "read_answers": (Grant({Role.HOTLINE, Role.COUNTER, Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DISTRICT_DESK, Role.CALL_BACK, Role.CONFIG_ADMIN}),),
    "write_answers": (Grant({Role.CONFIG_ADMIN, Role.DISTRICT_DESK}),),
    "configure": (Grant({Role.CONFIG_ADMIN}),),
    "import_tickets": (Grant({Role.HOTLINE, Role.DISTRICT_DESK, "INTERFACE", "SYSTEM"}),),
    "follow_tickets": (Grant({Role.HOTLINE, Role.DISTRICT_DESK, Role.SUPERVISOR, Role.CONFIG_ADMIN}),),
    "send_again": (Grant({Role.DISTRICT_DESK, Role.HOTLINE, Role.CONFIG_ADMIN, "SYSTEM"}),),
    # petitions: 信访人 and content are seen by the office, by the organ it was handed to, and by whoever wrote it down
    "petition_view": (*BOTH, Grant({Role.HOTLINE, Role.COUNTER}, REGISTERED_BY_ME)),
    "petition_register": (Grant({Role.HOTLINE, Role.COUNTER, "SYSTEM"}), Grant(LINE)),
    "transfer": PETITION_OFFICE,
    "take_back": PETITION_OFFICE,
    "insist": PETITION_OFFICE,
    "object": PETITION_ORGAN,
    "accept": PETITION_ORGAN,
    "refuse": BOTH,
    "extend": (Grant({Role.DEPARTMENT_HEAD, Role.STREET_LEADER}, ORGAN),),
    "decide": PETITION_ORGAN,
    "ask_review": BOTH,
    "review": PETITION_OFFICE,
    "ask_recheck": BOTH,
    "recheck": PETITION_OFFICE,
    "close": BOTH,
    "petition_reveal": BOTH,
}
