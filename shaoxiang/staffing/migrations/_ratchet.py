"""只增不减, held by the database itself (ADR 0027). Django does not load this file as a migration: its name begins with a line.

The ledger, its openings and the locks are append-only. A new line that names a change must be what was approved with it, and is written once. A line that lowers a
locked body must be such a line, and undo, at most, one increase recorded after the lock. A lock is not laid over a fall that stands already, nor put off
for years. `_approvals` keeps the changes themselves, `_bodies` the units that are locked, `_streets` their streets.
"""

from __future__ import annotations

from django.db import connection

from shaoxiang.kernel import db
from shaoxiang.kernel.dated import AHEAD
from shaoxiang.staffing.migrations import _approvals, _bodies, _streets
from shaoxiang.staffing.migrations._approvals import CHANGES, LEDGER, LOCKS, MATTERS, TODAY, locked

LEDGER, LOCKS, OPENINGS = "staffing_quotaentry", "staffing_quotalock", "staffing_quotaopening"
# What both databases ask, given (body, type, delta, effective_on, corrects_id, change_id) as NEW.
_UNDOES_AT_MOST_ONE = f"""EXISTS (
  SELECT 1 FROM {LEDGER} w JOIN {LOCKS} k ON k.body_id = w.body_id
  WHERE w.id = NEW.corrects_id AND NEW.change_id IS NOT NULL AND w.body_id = NEW.body_id AND w.quota_type = NEW.quota_type
    AND w.delta > 0 AND w.effective_on > k.effective_from AND NEW.effective_on >= w.effective_on
    AND NOT EXISTS (SELECT 1 FROM {LEDGER} c WHERE c.corrects_id = w.id AND c.delta < 0)
    AND EXISTS (SELECT 1 FROM {CHANGES} s WHERE s.matter_id = NEW.change_id AND s.right_figure >= 0 AND s.read_in <> ''
      AND s.right_figure = w.delta + NEW.delta
      AND s.read_in = COALESCE((SELECT o.meeting_number FROM {CHANGES} o WHERE o.matter_id = w.change_id), s.read_in))
    AND NEW.delta + (SELECT COALESCE(SUM(t.delta), 0) FROM {LEDGER} t WHERE t.body_id = NEW.body_id AND t.quota_type = NEW.quota_type)
      >= (SELECT COALESCE(SUM(t.delta), 0) FROM {LEDGER} t
          WHERE t.body_id = NEW.body_id AND t.quota_type = NEW.quota_type AND t.effective_on <= k.effective_from))"""
_AS_APPROVED = f"""EXISTS (
  SELECT 1 FROM {CHANGES} c JOIN {MATTERS} m ON m.id = c.matter_id
  WHERE c.matter_id = NEW.change_id AND m.status = 'APPROVED' AND c.quota_type = NEW.quota_type AND c.effective_on = NEW.effective_on
    AND COALESCE(c.corrects_id, 0) = COALESCE(NEW.corrects_id, 0)
    AND ((c.body_id = NEW.body_id AND c.delta = NEW.delta) OR (c.moved_from_id = NEW.body_id AND c.delta = -NEW.delta))
    AND NOT EXISTS (SELECT 1 FROM {LEDGER} e WHERE e.change_id = NEW.change_id AND e.body_id = NEW.body_id))"""
_FALLS_ALREADY = f"""EXISTS (SELECT 1 FROM {LEDGER} e WHERE e.body_id = NEW.body_id AND e.delta < 0 AND e.effective_on >= NEW.effective_from)"""
_POSTGRES = (
    f"""
CREATE OR REPLACE FUNCTION staffing_only_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('staffing:' || NEW.body_id));
  IF TG_TABLE_NAME = '{LEDGER}' THEN
    IF NEW.delta < 0 THEN {_bodies.TOUCH.format(body="NEW.body_id")}; END IF;
    IF NEW.delta < 0 AND {locked('NEW.body_id', postgres=True)} AND NOT {_UNDOES_AT_MOST_ONE} THEN
      RAISE EXCEPTION 'locked quota may not fall' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.change_id IS NOT NULL AND NOT {_AS_APPROVED} THEN
      RAISE EXCEPTION 'not what was approved' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  {_bodies.TOUCH.format(body="NEW.body_id")};
  IF {_FALLS_ALREADY} OR NEW.effective_from > {TODAY[True]} + {AHEAD.days} THEN
    RAISE EXCEPTION 'a lock begins on a day from which nothing falls' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
""",
    *(f"CREATE OR REPLACE TRIGGER {table}_only_up BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION staffing_only_up()" for table in (LEDGER, LOCKS)),
)
_SQLITE = (
    f"""CREATE TRIGGER IF NOT EXISTS {LEDGER}_only_up BEFORE INSERT ON {LEDGER}
WHEN NEW.delta < 0 AND {locked('NEW.body_id', postgres=False)} AND NOT {_UNDOES_AT_MOST_ONE}
BEGIN SELECT RAISE(ABORT, 'locked quota may not fall'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS {LEDGER}_as_approved BEFORE INSERT ON {LEDGER} WHEN NEW.change_id IS NOT NULL AND NOT {_AS_APPROVED}
BEGIN SELECT RAISE(ABORT, 'not what was approved'); END""",
    # SQLite keeps any value in any column: '-5 ' or a blob is no number below nothing, and is still summed as one
    f"""CREATE TRIGGER IF NOT EXISTS {LEDGER}_typed BEFORE INSERT ON {LEDGER}
WHEN typeof(NEW.delta) <> 'integer' OR NEW.effective_on IS NOT date(NEW.effective_on, '+0 days')
BEGIN SELECT RAISE(ABORT, 'a line is a whole number on a day'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS {LOCKS}_typed BEFORE INSERT ON {LOCKS} WHEN NEW.effective_from IS NOT date(NEW.effective_from, '+0 days')
  OR {_FALLS_ALREADY} OR NEW.effective_from > date('now', '+8 hours', '+{AHEAD.days} days')
BEGIN SELECT RAISE(ABORT, 'a lock begins on a day from which nothing falls'); END""",
    # INSERT OR REPLACE takes the old row away without asking the DELETE trigger
    f"""CREATE TRIGGER IF NOT EXISTS {LEDGER}_no_replace BEFORE INSERT ON {LEDGER} WHEN EXISTS (SELECT 1 FROM {LEDGER} WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'append-only table {LEDGER}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS {LOCKS}_no_replace BEFORE INSERT ON {LOCKS}
WHEN EXISTS (SELECT 1 FROM {LOCKS} WHERE id = NEW.id OR body_id = NEW.body_id)
BEGIN SELECT RAISE(ABORT, 'append-only table {LOCKS}'); END""",
)


_SQLITE_NAMES = {LEDGER: ("only_up", "as_approved", "typed", "no_replace"), LOCKS: ("typed", "no_replace")}
GUARD = db.Guard(
    (LEDGER, LOCKS), _POSTGRES, _SQLITE, tuple((table, f"{table}_only_up") for table in (LEDGER, LOCKS)),
    tuple((table, f"{table}_{part}") for table, parts in _SQLITE_NAMES.items() for part in parts), appended=(LEDGER, LOCKS, OPENINGS),
)
_ALL = (GUARD, _approvals.GUARD, _bodies.GUARD, _streets.GUARD)


def install() -> None:
    """Safe to repeat; nothing while the tables are not there."""
    for guard in _ALL if GUARD.there() else ():
        guard.install()


def remove() -> None:
    for guard in _ALL if GUARD.there() else ():
        guard.remove()


def stands() -> bool:
    """Are all guards in place?"""
    return all(guard.stands() for guard in _ALL)
