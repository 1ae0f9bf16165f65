"""整体划转, held by the database itself (ADR 0035): added to, never edited; only the unit of a street that has ended passes, to that of a street which follows;
what is locked goes only where it stays locked; nobody passes on to one who passed. Ended has a street with no community left, by a decided change (`_streets`).

Django does not load this file as a migration: its name begins with a line.
"""

from __future__ import annotations

from django.db import connection

from shaoxiang.kernel import db
from shaoxiang.staffing.migrations import _bodies, _streets

TABLE, LOCKS = "staffing_quotapassing", "staffing_quotalock"
BODIES, STREETS, COMMUNITIES = "institutions_body", "places_streetunit", "places_community"
# SQLite takes no recursion in a trigger: the street that follows is looked for four changes on.
_FOLLOWS = f"""EXISTS (
  SELECT 1 FROM {BODIES} f JOIN {STREETS} a ON a.id = f.street_id JOIN {BODIES} t ON t.id = NEW.to_body_id
    LEFT JOIN {STREETS} b ON b.id = a.successor_id LEFT JOIN {STREETS} c ON c.id = b.successor_id LEFT JOIN {STREETS} d ON d.id = c.successor_id
  WHERE f.id = NEW.from_body_id AND a.valid_to <= NEW.effective_on AND t.street_id IN (a.successor_id, b.successor_id, c.successor_id, d.successor_id)
    AND {_streets.by_change("a.id", "a.successor_id", "a.valid_to")}
    AND NOT EXISTS (SELECT 1 FROM {COMMUNITIES} o WHERE o.street_id = a.id AND (o.valid_to IS NULL OR o.valid_to > NEW.effective_on)))"""
_WRONG = f"""NOT {_FOLLOWS} OR (EXISTS (SELECT 1 FROM {LOCKS} k WHERE k.body_id = NEW.from_body_id)
  AND NOT EXISTS (SELECT 1 FROM {LOCKS} k WHERE k.body_id = NEW.to_body_id AND k.effective_from <= NEW.effective_on))
  OR EXISTS (SELECT 1 FROM {TABLE} p WHERE p.from_body_id = NEW.to_body_id)"""
_POSTGRES = (
    f"""
CREATE OR REPLACE FUNCTION staffing_passes_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('staffing-passing'));
  {_bodies.TOUCH.format(body="LEAST(NEW.from_body_id, NEW.to_body_id)")};
  {_bodies.TOUCH.format(body="GREATEST(NEW.from_body_id, NEW.to_body_id)")};
  IF {_WRONG} THEN
    RAISE EXCEPTION 'quota passes whole only where it stays locked, from a street that ended to one that follows' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
""",
    f"CREATE OR REPLACE TRIGGER {TABLE}_locked BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION staffing_passes_locked()",
)
_SQLITE = (
    f"""CREATE TRIGGER IF NOT EXISTS {TABLE}_locked BEFORE INSERT ON {TABLE} WHEN {_WRONG}
BEGIN SELECT RAISE(ABORT, 'quota passes whole only where it stays locked, from a street that ended to one that follows'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS {TABLE}_no_replace BEFORE INSERT ON {TABLE}
WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR from_body_id = NEW.from_body_id)
BEGIN SELECT RAISE(ABORT, 'append-only table {TABLE}'); END""",
)


GUARD = db.Guard(
    (TABLE, LOCKS, BODIES, COMMUNITIES, *_streets.GUARD.needs), _POSTGRES, _SQLITE, db.of(TABLE, f"{TABLE}_locked"),
    db.of(TABLE, f"{TABLE}_locked", f"{TABLE}_no_replace"), appended=(TABLE,),
)
install, remove, stands = GUARD.install, GUARD.remove, GUARD.stands
