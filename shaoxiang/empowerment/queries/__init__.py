"""Reads. For upper rooms: `holds` (may this street act under this item on this day?), `register_usage`, `register_overturned`, `missing_now`."""

from shaoxiang.empowerment.queries.capacity import missing_now, missing_words, officers_on, papers_of, unit_capacities, unit_capacity
from shaoxiang.empowerment.queries.decisions import decision_moves, decision_page, decisions_for, holds_version, obstacles_of, title_for
from shaoxiang.empowerment.queries.powers import anything_entered, holds, items, matrix, powers_on, street_units
from shaoxiang.empowerment.queries.succession import left_powers, successions, taking_over
from shaoxiang.empowerment.queries.usage import register_overturned, register_usage, usage

__all__ = [
    "anything_entered", "decision_moves", "decision_page", "decisions_for", "holds", "holds_version", "items", "left_powers", "matrix", "missing_now",
    "missing_words", "obstacles_of", "officers_on", "papers_of", "powers_on", "register_overturned", "register_usage", "street_units", "successions",
    "taking_over", "title_for", "unit_capacities", "unit_capacity", "usage",
]
