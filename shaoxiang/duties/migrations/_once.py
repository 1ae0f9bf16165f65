"""One item answers for a type in streets, one in towns, and one in a single street, on any day: held by the database itself. Django does not load this file as a migration."""

from __future__ import annotations

from django.db import connection

from shaoxiang.kernel import db

TABLE, TYPES = "duties_typeduty", "duties_eventtype"
WHY = "two items answer for one type on the same day"
EVER = "'9999-12-31'"
_OVERLAPS = f"""SELECT 1 FROM {TABLE} o WHERE o.type_id = NEW.type_id AND o.unit_scope = NEW.unit_scope
  AND COALESCE(o.street_id, 0) = COALESCE(NEW.street_id, 0) AND o.id <> COALESCE(NEW.id, -1)
  AND o.valid_from < COALESCE(NEW.valid_to, {EVER}) AND NEW.valid_from < COALESCE(o.valid_to, {EVER})"""


def there() -> bool:
    """The table as it is now: with a street."""
    if not db.tables_there([TABLE]):
        return False
    with connection.cursor() as cursor:
        return "street_id" in {column.name for column in connection.introspection.get_table_description(cursor, TABLE)}


def install() -> None:
    """Safe to repeat; nothing while the table is not there."""
    if there():
        db.run(_POSTGRES if db.is_postgres() else _SQLITE)


def remove() -> None:
    if db.tables_there([TABLE]):
        db.drop_triggers(_names())


def stands() -> bool:
    return db.triggers_stand(_names())


def _names() -> list[tuple[str, str]]:
    return [(TABLE, name) for name in ((f"{TABLE}_once",) if db.is_postgres() else _SQLITE_NAMES)]


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
