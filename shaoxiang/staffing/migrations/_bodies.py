"""A unit whose quota is locked stays that unit (ADR 0027): its code, its kind and its first day are fixed, its street changes only with a decided change of
streets, and it is not taken off the register while it has quota of its own.

Otherwise whoever renames two rows reads one street's quota under the other's name. Django does not load this file as a migration: its name begins with a line.
"""

from __future__ import annotations

from django.db import connection

from shaoxiang.kernel import db
from shaoxiang.staffing.migrations import _streets

BODIES, LOCKS, LEDGER, PASSINGS = "institutions_body", "staffing_quotalock", "staffing_quotaentry", "staffing_quotapassing"
NAME, WHY = f"{BODIES}_locked_stays", "a locked unit stands as it was"
# Of a transaction that reads an old snapshot (REPEATABLE READ) PostgreSQL takes this only where nobody wrote to the unit since: else it must begin again.
# So a fall does not pass by a lock it cannot see, nor a lock by a fall. Under READ COMMITTED nothing changes.
TOUCH = f"UPDATE {BODIES} SET revision = revision WHERE id = {{body}}"
_LOCKED = f"EXISTS (SELECT 1 FROM {LOCKS} k WHERE k.body_id = OLD.id)"
_HAS_QUOTA = f"""(COALESCE((SELECT SUM(e.delta) FROM {LEDGER} e WHERE e.body_id = OLD.id), 0) > 0
  AND NOT EXISTS (SELECT 1 FROM {PASSINGS} p WHERE p.from_body_id = OLD.id))"""
_FOLLOWS = f"NEW.street_id IS NOT NULL AND {_streets.by_change('OLD.street_id', 'NEW.street_id', 'c.effective_from')}"
_STRAYS = f"""{_LOCKED} AND (NEW.id <> OLD.id OR NEW.code <> OLD.code OR NEW.kind <> OLD.kind OR NEW.valid_from <> OLD.valid_from
  OR (OLD.street_id IS NOT NULL AND COALESCE(NEW.street_id, 0) <> OLD.street_id AND NOT ({_FOLLOWS}))
  OR (NEW.valid_to IS NOT NULL AND OLD.valid_to IS NULL AND {_HAS_QUOTA}))"""
_POSTGRES = (
    f"""
CREATE OR REPLACE FUNCTION staffing_unit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_STRAYS} THEN
    RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
""",
    f"CREATE OR REPLACE TRIGGER {NAME} BEFORE UPDATE ON {BODIES} FOR EACH ROW EXECUTE FUNCTION staffing_unit_stays()",
    f"""
CREATE OR REPLACE FUNCTION staffing_unit_stays_at_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_LOCKED} THEN
    RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $$
""",
    f"CREATE OR REPLACE TRIGGER {NAME}_at_all BEFORE DELETE ON {BODIES} FOR EACH ROW EXECUTE FUNCTION staffing_unit_stays_at_all()",
)
# INSERT OR REPLACE and UPDATE OR REPLACE take the row that stands in the way without asking its triggers
_TAKES_ITS_PLACE = f"EXISTS (SELECT 1 FROM {BODIES} b JOIN {LOCKS} k ON k.body_id = b.id WHERE (b.id = NEW.id OR b.code = NEW.code){{but}})"
_SQLITE = tuple(
    f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON {BODIES} WHEN {when} BEGIN SELECT RAISE(ABORT, '{WHY}'); END" for name, verb, when in (
        (NAME, "UPDATE", _STRAYS), (f"{NAME}_at_all", "DELETE", _LOCKED), (f"{NAME}_in_place", "INSERT", _TAKES_ITS_PLACE.format(but="")),
        (f"{NAME}_whole", "UPDATE", f"(NEW.id <> OLD.id OR NEW.code <> OLD.code) AND {_TAKES_ITS_PLACE.format(but=' AND b.id <> OLD.id')}"),
    )
)


GUARD = db.Guard((BODIES, LOCKS, LEDGER, PASSINGS, *_streets.GUARD.needs), _POSTGRES, _SQLITE, db.of(BODIES, NAME, f"{NAME}_at_all"), db.of(BODIES, NAME, f"{NAME}_at_all", f"{NAME}_in_place", f"{NAME}_whole"))
there, install, remove, stands = GUARD.there, GUARD.install, GUARD.remove, GUARD.stands
