"""只增不减, held by the database itself (ADR 0027). Django does not load this file as a migration: its name begins with a line.

The ledger and the locks are append-only; beside that, a new line that lowers a locked body must undo, at most, one increase recorded after the lock.
"""

from __future__ import annotations

from django.db import connection

from shaoxiang.kernel import db

LEDGER, LOCKS = "staffing_quotaentry", "staffing_quotalock"
_HOURS = "'+8 hours'"  # the day here

# What both databases ask, given (body, type, delta, effective_on, corrects_id, change_id) as NEW. `{today}` is the day here.
_LOCKED = f"""EXISTS (SELECT 1 FROM {LOCKS} k WHERE k.body_id = NEW.body_id AND (NEW.effective_on >= k.effective_from OR {{today}} >= k.effective_from))"""
_UNDOES_AT_MOST_ONE = f"""EXISTS (
  SELECT 1 FROM {LEDGER} w JOIN {LOCKS} k ON k.body_id = w.body_id
  WHERE w.id = NEW.corrects_id AND NEW.change_id IS NOT NULL AND w.body_id = NEW.body_id AND w.quota_type = NEW.quota_type
    AND w.delta > 0 AND w.effective_on > k.effective_from AND NEW.effective_on >= w.effective_on
    AND w.delta + NEW.delta + (SELECT COALESCE(SUM(c.delta), 0) FROM {LEDGER} c WHERE c.corrects_id = w.id AND c.delta < 0) >= 0
    AND NEW.delta + (SELECT COALESCE(SUM(t.delta), 0) FROM {LEDGER} t WHERE t.body_id = NEW.body_id AND t.quota_type = NEW.quota_type)
      >= (SELECT COALESCE(SUM(t.delta), 0) FROM {LEDGER} t
          WHERE t.body_id = NEW.body_id AND t.quota_type = NEW.quota_type AND t.effective_on <= k.effective_from))"""
_POSTGRES = f"""
CREATE OR REPLACE FUNCTION staffing_only_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('staffing:' || NEW.body_id));
  IF TG_TABLE_NAME = '{LEDGER}' THEN
    IF NEW.delta < 0 AND {_LOCKED.format(today="(now() AT TIME ZONE 'Asia/Shanghai')::date")} AND NOT {_UNDOES_AT_MOST_ONE} THEN
      RAISE EXCEPTION 'locked quota may not fall' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$
"""
_SQLITE = (
    f"""CREATE TRIGGER IF NOT EXISTS {LEDGER}_only_up BEFORE INSERT ON {LEDGER}
WHEN NEW.delta < 0 AND {_LOCKED.format(today=f"date('now', {_HOURS})")} AND NOT {_UNDOES_AT_MOST_ONE}
BEGIN SELECT RAISE(ABORT, 'locked quota may not fall'); END""",
    # INSERT OR REPLACE takes the old row away without asking the DELETE trigger
    f"""CREATE TRIGGER IF NOT EXISTS {LEDGER}_no_replace BEFORE INSERT ON {LEDGER} WHEN EXISTS (SELECT 1 FROM {LEDGER} WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'append-only table {LEDGER}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS {LOCKS}_no_replace BEFORE INSERT ON {LOCKS}
WHEN EXISTS (SELECT 1 FROM {LOCKS} WHERE id = NEW.id OR body_id = NEW.body_id)
BEGIN SELECT RAISE(ABORT, 'append-only table {LOCKS}'); END""",
)


def install() -> None:
    """Safe to repeat; nothing while the tables are not there."""
    if not {LEDGER, LOCKS} <= set(connection.introspection.table_names()):
        return
    db.install_append_only(LEDGER)
    db.install_append_only(LOCKS)
    if db.is_postgres():
        db.run([_POSTGRES])
        db.run(f"CREATE OR REPLACE TRIGGER {table}_only_up BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION staffing_only_up()"
               for table in (LEDGER, LOCKS))
    else:
        db.run(_SQLITE)


def remove() -> None:
    if not {LEDGER, LOCKS} <= set(connection.introspection.table_names()):
        return
    for table in (LEDGER, LOCKS):
        db.remove_append_only(table)
        if db.is_postgres():
            db.run([f"DROP TRIGGER IF EXISTS {table}_only_up ON {table}"])
        else:
            db.run(f"DROP TRIGGER IF EXISTS {table}_{part}" for part in ("only_up", "no_replace"))


def stands() -> bool:
    """Are all guards in place?"""
    wanted = {f"{LEDGER}_only_up", f"{LOCKS}_only_up"} if db.is_postgres() else {f"{LEDGER}_only_up", f"{LEDGER}_no_replace", f"{LOCKS}_no_replace"}
    with connection.cursor() as cursor:
        if db.is_postgres():
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid IN (to_regclass(%s), to_regclass(%s)) AND tgenabled IN ('O', 'A')", [LEDGER, LOCKS])
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)", [LEDGER, LOCKS])
        found = {row[0] for row in cursor.fetchall()}
    return wanted <= found and db.has_append_only(LEDGER) and db.has_append_only(LOCKS)
