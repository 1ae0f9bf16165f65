"""What was published stands still, held by the database itself (ADR 0034). Django does not load this file as a migration: its name begins with a line.

A published version and its changes may not be touched. A dated row of a list may end, and nothing else, and only so that the list of every published
day stays what it was: which rows are in force on such a day, and what they say. Publishing changes the rows first and is then published, so it passes.
"""

from __future__ import annotations

from django.db import connection

from shaoxiang.kernel import db

VERSIONS, CHANGES = "duties_listversion", "duties_listchange"
ITEMS = {"duties_dutyitem": "{row}.list_kind || '_DUTY'", "duties_empoweredmatter": "'POWER'", "duties_serviceitem": "'SERVICE'"}
TABLES = (VERSIONS, CHANGES, *ITEMS)
WHY = "a published list stands still"


def there() -> bool:
    return db.tables_there(TABLES)


def install() -> None:
    """Safe to repeat; nothing while the tables are not there."""
    if there():
        db.run(_POSTGRES if db.is_postgres() else _sqlite())


def remove() -> None:
    if there():
        db.drop_triggers(_names())


def stands() -> bool:
    """Are all guards in place and switched on?"""
    return db.triggers_stand(_names())


def _names() -> list[tuple[str, str]]:
    parts = ("rows", "whole") if db.is_postgres() else ("insert", "update", "delete")
    return [(table, f"{table}_still_{part}") for table in TABLES for part in parts]


# --- SQLite -----------------------------------------------------------------------------------------------------------


def _sqlite() -> list[str]:
    published = f"SELECT 1 FROM {VERSIONS} v WHERE v.status = 'PUBLISHED'"
    found = _three(
        VERSIONS,
        # REPLACE takes the other row away without asking the DELETE trigger
        insert=f"EXISTS ({published} AND {_same_version('v')})",
        update=f"OLD.status = 'PUBLISHED' OR EXISTS ({published} AND v.id <> NEW.id AND {_same_version('v')})",
        delete="OLD.status = 'PUBLISHED'",
    )
    of_old, of_new = (f"EXISTS ({published} AND v.id = {row}.version_id)" for row in ("OLD", "NEW"))
    taken = f"EXISTS (SELECT 1 FROM {CHANGES} c JOIN {VERSIONS} v ON v.id = c.version_id WHERE v.status = 'PUBLISHED' AND c.id = NEW.id"
    found += _three(CHANGES, insert=f"{of_new} OR {taken})", update=f"{of_old} OR {of_new} OR {taken} AND c.id <> OLD.id)", delete=of_old)
    for table, kind in ITEMS.items():
        found += _of_items(table, kind, published)
    return found


def _three(table: str, **conditions: str) -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_still_{verb} BEFORE {verb.upper()} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
        for verb, condition in conditions.items()
    ]


def _same_version(row: str) -> str:
    return f"({row}.id = NEW.id OR {row}.matter_id = NEW.matter_id OR ({row}.kind = NEW.kind AND ({row}.number = NEW.number OR " \
           f"({row}.effective_from = NEW.effective_from AND NEW.status = 'PUBLISHED'))))"


def _of_items(table: str, kind: str, published: str) -> list[str]:
    """Which published days a row is in force on stays as it is; while there are any, so does what it says."""

    def holds(row: str) -> str:
        return f"(v.kind = {kind.format(row=row)} AND {row}.valid_from <= v.effective_from AND ({row}.valid_to IS NULL OR {row}.valid_to > v.effective_from))"

    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA table_info({table})")
        columns = [row[1] for row in cursor.fetchall() if row[1] != "valid_to"]
    says_else = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in columns)
    other = f"EXISTS (SELECT 1 FROM {table} o JOIN {VERSIONS} v ON v.status = 'PUBLISHED' AND {holds('o')} " \
            "WHERE (o.id = NEW.id OR o.code = NEW.code AND o.valid_from = NEW.valid_from)"  # REPLACE again
    return _three(
        table,
        insert=f"EXISTS ({published} AND {holds('NEW')}) OR {other})",
        update=f"EXISTS ({published} AND ({holds('OLD')} <> {holds('NEW')} OR ({says_else}) AND ({holds('OLD')} OR {holds('NEW')}))) "
               f"OR {other} AND o.id <> OLD.id)",
        delete=f"EXISTS ({published} AND {holds('OLD')})",
    )


# --- PostgreSQL -------------------------------------------------------------------------------------------------------

_FUNCTIONS = (
    f"""CREATE OR REPLACE FUNCTION duties_still_items() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
  now_is jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
  says_else boolean := (was - 'valid_to') IS DISTINCT FROM (now_is - 'valid_to');
BEGIN
  IF EXISTS (
    SELECT 1 FROM (
      SELECT COALESCE(v.kind = COALESCE(was->>'list_kind' || '_DUTY', TG_ARGV[0]) AND (was->>'valid_from')::date <= v.effective_from
               AND COALESCE((was->>'valid_to')::date > v.effective_from, true), false) AS held,
             COALESCE(v.kind = COALESCE(now_is->>'list_kind' || '_DUTY', TG_ARGV[0]) AND (now_is->>'valid_from')::date <= v.effective_from
               AND COALESCE((now_is->>'valid_to')::date > v.effective_from, true), false) AS holds
      FROM {VERSIONS} v WHERE v.status = 'PUBLISHED') d
    WHERE d.held <> d.holds OR says_else AND (d.held OR d.holds)
  ) THEN
    RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$""",
    f"""CREATE OR REPLACE FUNCTION duties_still_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'PUBLISHED' THEN
    RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$""",
    f"""CREATE OR REPLACE FUNCTION duties_still_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM {VERSIONS} v WHERE v.status = 'PUBLISHED' AND v.id IN (
      CASE WHEN TG_OP <> 'INSERT' THEN OLD.version_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.version_id END)) THEN
    RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$""",
    f"""CREATE OR REPLACE FUNCTION duties_still_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation'; END $$""",
)


def _rows(table: str, verbs: str, call: str) -> str:
    return f"CREATE OR REPLACE TRIGGER {table}_still_rows BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION {call}"


_POSTGRES = (
    *_FUNCTIONS,
    _rows(VERSIONS, "UPDATE OR DELETE", "duties_still_version()"),
    _rows(CHANGES, "INSERT OR UPDATE OR DELETE", "duties_still_changes()"),
    *(_rows(table, "INSERT OR UPDATE OR DELETE", f"duties_still_items({'' if 'list_kind' in kind else kind})") for table, kind in ITEMS.items()),
    *(f"CREATE OR REPLACE TRIGGER {table}_still_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION duties_still_whole()" for table in TABLES),
)
