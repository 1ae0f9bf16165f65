"""A street whose unit is locked ends once, by a decided change of streets, and never comes back (ADR 0027, 0035).

Otherwise whoever writes an end into its row by hand passes its quotas on and takes the end away again. Not a migration: the name begins with a line.
"""

from __future__ import annotations

from django.db import connection

from shaoxiang.kernel import db

STREETS, BODIES, LOCKS = "places_streetunit", "institutions_body", "staffing_quotalock"
LINES, CHANGES = "places_divisionline", "places_divisionchange"
NAME, WHY = f"{STREETS}_locked_stays", "a street with locked quota ends once, by a decided change"
_LOCKED = f"EXISTS (SELECT 1 FROM {BODIES} b JOIN {LOCKS} k ON k.body_id = b.id WHERE b.street_id = {{street}})"


def by_change(before: str, after: str, day: str) -> str:
    """SQL: a decided change of streets has a line from the one to the other, from that day."""
    return f"""EXISTS (SELECT 1 FROM {LINES} l JOIN {CHANGES} c ON c.id = l.change_id
  WHERE l.street_before_id = {before} AND l.street_after_id = {after} AND c.effective_from = {day} AND c.status IN ('DECIDED', 'EFFECTIVE')
    AND c.kind IN ('STREET_MERGE', 'STREET_RENAME', 'STREET_DISSOLVE'))"""


def _strays(differs: str) -> str:
    """`differs`: how this database says that two values are not the same, NULL being a value."""
    fixed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in ("id", "code", "valid_from"))
    ends = f"(NEW.valid_to {differs} OLD.valid_to OR NEW.successor_id {differs} OLD.successor_id)"
    once = f"(OLD.valid_to IS NULL AND OLD.successor_id IS NULL AND {by_change('OLD.id', 'NEW.successor_id', 'NEW.valid_to')})"
    return f"({fixed} OR ({ends} AND NOT {once})) AND {_LOCKED.format(street='OLD.id')}"


_POSTGRES = (
    f"""
CREATE OR REPLACE FUNCTION staffing_street_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_strays("IS DISTINCT FROM")} THEN
    RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
""",
    f"CREATE OR REPLACE TRIGGER {NAME} BEFORE UPDATE ON {STREETS} FOR EACH ROW EXECUTE FUNCTION staffing_street_stays()",
    f"""
CREATE OR REPLACE FUNCTION staffing_street_stays_at_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_LOCKED.format(street="OLD.id")} THEN
    RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $$
""",
    f"CREATE OR REPLACE TRIGGER {NAME}_at_all BEFORE DELETE ON {STREETS} FOR EACH ROW EXECUTE FUNCTION staffing_street_stays_at_all()",
)
# INSERT OR REPLACE and UPDATE OR REPLACE take the row that stands in the way without asking its triggers
_TAKES_ITS_PLACE = f"""EXISTS (SELECT 1 FROM {STREETS} s WHERE (s.id = NEW.id OR (s.code = NEW.code AND s.valid_from IS NEW.valid_from)){{but}}
  AND {_LOCKED.format(street='s.id')})"""
_SQLITE = tuple(
    f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON {STREETS} WHEN {when} BEGIN SELECT RAISE(ABORT, '{WHY}'); END" for name, verb, when in (
        (NAME, "UPDATE", _strays("IS NOT")), (f"{NAME}_at_all", "DELETE", _LOCKED.format(street="OLD.id")), (f"{NAME}_in_place", "INSERT", _TAKES_ITS_PLACE.format(but="")),
        (f"{NAME}_whole", "UPDATE", f"(NEW.id <> OLD.id OR NEW.code <> OLD.code OR NEW.valid_from IS NOT OLD.valid_from) AND "
                                    f"{_TAKES_ITS_PLACE.format(but=' AND s.id <> OLD.id')}"),
    )
)


GUARD = db.Guard((STREETS, BODIES, LOCKS, LINES, CHANGES), _POSTGRES, _SQLITE, db.of(STREETS, NAME, f"{NAME}_at_all"), db.of(STREETS, NAME, f"{NAME}_at_all", f"{NAME}_in_place", f"{NAME}_whole"))
there, install, remove, stands = GUARD.there, GUARD.install, GUARD.remove, GUARD.stands
