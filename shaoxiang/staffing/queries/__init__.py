"""Reads: the ledger and how the units stand, and the selections of cadres."""

from shaoxiang.staffing.queries.gates import Gate, obstacles, register_gate, ways
from shaoxiang.staffing.queries.quotas import (
    TYPES,
    Places,
    Preview,
    UnitRow,
    between_levels,
    changes_for,
    check,
    check_people,
    due,
    facts_of,
    lines_of,
    lock_of,
    moves_for,
    office_unit,
    place_sums,
    preview,
    record_of,
    table,
    undoable,
    unit_rows,
    units_for,
    wanted_of,
)
from shaoxiang.staffing.queries.unit import UnitPage, unit_page
from shaoxiang.staffing.queries.working import works_in

__all__ = [
    "TYPES", "Gate", "Places", "Preview", "UnitPage", "UnitRow", "between_levels", "changes_for", "check", "check_people", "due", "facts_of",
    "lines_of", "lock_of", "moves_for", "obstacles", "office_unit", "place_sums", "preview", "record_of", "register_gate", "table", "undoable",
    "unit_page", "unit_rows", "units_for", "wanted_of", "ways", "works_in",
]
