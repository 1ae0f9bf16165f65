from shaoxiang.institutions.rules.posts import (
    ADMINISTRATORS, BUSINESS_ROLES, OWN_ACCOUNT, OWN_POST, AreaRefused, HandoverRefused, RolesRefused, check_area, check_handover, check_roles,
    check_successor, clash, three_of,
)

__all__ = [
    "ADMINISTRATORS", "BUSINESS_ROLES", "OWN_ACCOUNT", "OWN_POST", "AreaRefused", "HandoverRefused", "RolesRefused", "check_area", "check_handover",
    "check_roles", "check_successor", "clash", "three_of",
]
