from shaoxiang.institutions.rules.bodies import (
    ON_THE_GROUND_OF_ITS_PARENT,
    OWN_UNIT,
    ChangeRefused,
    Decision,
    Span,
    changed_from,
    check_closing,
    check_code,
    check_decision,
    check_name,
    check_not_past,
    check_parent,
    check_revision,
    value_on,
)
from shaoxiang.institutions.rules.deputies import DeputyRefused, Held, Plan, check_days, check_deputy, check_end, covered
from shaoxiang.institutions.rules.posts import (
    ADMINISTRATORS,
    BUSINESS_ROLES,
    NOT_FOR_THEM,
    OWN_ACCOUNT,
    OWN_POST,
    AreaRefused,
    HandoverRefused,
    RolesRefused,
    check_area,
    check_handover,
    check_roles,
    check_successor,
    clash,
    three_of,
)
from shaoxiang.institutions.rules.seating import Obstacle, Way

__all__ = [
    "ADMINISTRATORS", "BUSINESS_ROLES", "NOT_FOR_THEM", "ON_THE_GROUND_OF_ITS_PARENT", "OWN_ACCOUNT", "OWN_POST", "OWN_UNIT", "AreaRefused", "ChangeRefused",
    "Decision", "DeputyRefused", "HandoverRefused", "Held", "Obstacle", "Plan", "RolesRefused", "Span", "Way", "changed_from", "check_area", "check_closing",
    "check_code", "check_days", "check_decision", "check_deputy", "check_end", "check_handover", "check_name", "check_not_past", "check_parent",
    "check_revision", "check_roles", "check_successor", "clash", "covered", "three_of", "value_on",
]
