"""One item answers for a type in streets, one in towns, and one in a single street, on any day: held by the database itself. Django does not load this file as a migration."""

from __future__ import annotations

from shaoxiang.kernel import db

TABLE, TYPES = "duties_typeduty", "duties_eventtype"
WHY = "two items answer for one type on the same day"
EVER = "'9999-12-31'"
_OVERLAPS = f"""SELECT 1 FROM {TABLE} o WHERE o.type_id = NEW.type_id AND o.unit_scope = NEW.unit_scope
  AND COALESCE(o.street_id, 0) = COALESCE(NEW.street_id, 0) AND o.id <> COALESCE(NEW.id, -1)
  AND o.valid_from < COALESCE(NEW.valid_to, {EVER}) AND NEW.valid_from < COALESCE(o.valid_to, {EVER})"""


_SQLITE_NAMES = tuple(f"{TABLE}_once_{verb}" for verb in ("insert", "update"))
# AFTER: a REPLACE has taken the row away that it stands in the place of
_SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {verb} ON {TABLE} WHEN EXISTS ({_OVERLAPS}) BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
    for name, verb in zip(_SQLITE_NAMES, ("INSERT", "UPDATE"), strict=True)
]
# Two writers of one type take turns by its row, so the second sees what the first wrote.
_POSTGRES = [
    f"""CREATE OR REPLACE FUNCTION duties_type_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM {TYPES} t WHERE t.id = NEW.type_id FOR UPDATE;
  IF EXISTS ({_OVERLAPS}) THEN
    RAISE EXCEPTION '{WHY}' USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NEW;
END $$""",
    f"CREATE OR REPLACE TRIGGER {TABLE}_once BEFORE INSERT OR UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION duties_type_once()",
]
# the table as it is now: with a street
GUARD = db.Guard((f"{TABLE}.street_id",), _POSTGRES, _SQLITE, db.of(TABLE, f"{TABLE}_once"), db.of(TABLE, *_SQLITE_NAMES))
there, install, remove, stands = GUARD.there, GUARD.install, GUARD.remove, GUARD.stands
