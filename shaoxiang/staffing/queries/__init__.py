"""Reads: the ledger and how the units stand, and the selections of cadres."""

from shaoxiang.staffing.queries.gates import obstacles, register_gate
from shaoxiang.staffing.queries.quotas import (
    TYPES,
    Places,
    Preview,
    UnitPage,
    UnitRow,
    changes_for,
    check,
    facts_of,
    lines_of,
    lock_of,
    moves_for,
    office_unit,
    preview,
    record_of,
    table,
    undoable,
    unit_page,
    unit_rows,
    units_for,
    wanted_of,
    works_in,
)

__all__ = [
    "TYPES", "Places", "Preview", "UnitPage", "UnitRow", "changes_for", "check", "facts_of", "lines_of", "lock_of", "moves_for", "obstacles", "office_unit",
    "preview", "record_of", "register_gate", "table", "undoable", "unit_page", "unit_rows", "units_for", "wanted_of", "works_in",
]
