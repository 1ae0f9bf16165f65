"""Who may ask "what if", and read what others asked: those who decide where people and teams stand. Nobody's work is judged here."""

from __future__ import annotations

from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Grant, Grants

ROLES = (Role.STAFFING_OFFICE, Role.DISTRICT_DESK, Role.DISTRICT_LEADER, Role.CONFIG_ADMIN)
WHOLE_DISTRICT: Grants = (Grant(ROLES),)

GRANTS: dict[str, Grants] = {"view": WHOLE_DISTRICT, "ask": WHOLE_DISTRICT}
