"""Decisions of the room: on quotas and people on them, and on the selection of cadres."""

from shaoxiang.staffing.rules.dates import check_day, check_due, check_meeting, check_people
from shaoxiang.staffing.rules.matching import check_matching, cites_matching, matching_words
from shaoxiang.staffing.rules.quotas import (
    DELTA_MAX,
    DISTRICT_KINDS,
    STREET_KINDS,
    WORDS_MAX,
    Asked,
    Leading,
    Line,
    StaffingRefused,
    Standing,
    Wanted,
    check_appointment,
    check_between_levels,
    check_change,
    check_coordinating,
    check_correction_words,
    check_leading,
    check_secondment,
    check_works_where,
    floor,
    is_locked,
    last_day,
    level_of,
    running,
    total,
)
from shaoxiang.staffing.rules.selection import Factors

__all__ = [
    "DELTA_MAX", "DISTRICT_KINDS", "STREET_KINDS", "WORDS_MAX", "Asked", "Factors", "Leading", "Line", "StaffingRefused", "Standing", "Wanted",
    "check_appointment", "check_between_levels", "check_change", "check_coordinating", "check_correction_words", "check_day", "check_due",
    "check_leading", "check_matching", "check_meeting", "check_people", "check_secondment", "check_works_where", "cites_matching", "floor", "is_locked",
    "last_day", "level_of", "matching_words", "running", "total",
]
