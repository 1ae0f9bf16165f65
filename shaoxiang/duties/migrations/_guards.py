"""What was published stands still, held by the database itself (ADR 0034). Django does not load this file as a migration: its name begins with a line.

A published version and its changes may not be touched. A dated row of a list may end, and nothing else, and only so that the list of every published
day stays what it was: which rows are in force on such a day, and what they say. Publishing changes the rows first and is then published, so it passes.

One way leads back (ADR 0042): the newest version of a list whose day had not come, taken back by two people. Only its status changes then, and only once the row that
says who took it back is written; it and its changes stand still like the others, and the rows of its day are free.
"""

from __future__ import annotations

from django.db import connection

from shaoxiang.kernel import db

VERSIONS, CHANGES, RETRACTIONS = "duties_listversion", "duties_listchange", "duties_retraction"
ITEMS = {"duties_dutyitem": "{row}.list_kind || '_DUTY'", "duties_empoweredmatter": "'POWER'", "duties_serviceitem": "'SERVICE'"}
TABLES = (VERSIONS, CHANGES, *ITEMS)
WHY = "a published list stands still"
HELD = "('PUBLISHED', 'RETRACTED')"


def _names() -> list[tuple[str, str]]:
    parts = ("rows", "whole") if db.is_postgres() else ("insert", "update", "delete")
    named = [(table, f"{table}_still_{part}") for table in TABLES for part in parts]
    if _may_go_back():
        named += [(RETRACTIONS, f"{RETRACTIONS}_still_{part}") for part in (("rows", "whole") if db.is_postgres() else ("update", "delete"))]
    return named


def _may_go_back() -> bool:
    """Older migrations run before there is a table of what was taken back."""
    return db.tables_there([RETRACTIONS])


# The newest published version whose day had not come when two people took it back; `same`: how this database says that nothing else of the row changes.
_GOES_BACK = f"""(OLD.status = 'PUBLISHED' AND NEW.status = 'RETRACTED' AND {{same}}
  AND EXISTS (SELECT 1 FROM {RETRACTIONS} r WHERE r.version_id = OLD.id AND r.state = 'DONE' AND r.done_on < OLD.effective_from)
  AND NOT EXISTS (SELECT 1 FROM {VERSIONS} l WHERE l.kind = OLD.kind AND l.status = 'PUBLISHED' AND l.number > OLD.number))"""


# --- SQLite -----------------------------------------------------------------------------------------------------------


def _sqlite() -> list[str]:
    published = f"SELECT 1 FROM {VERSIONS} v WHERE v.status = 'PUBLISHED'"
    held = f"SELECT 1 FROM {VERSIONS} v WHERE v.status IN {HELD}"
    stays = f"NOT {_GOES_BACK.format(same=_same_but_status())}" if _may_go_back() else "1"
    found = _three(
        VERSIONS,
        # REPLACE takes the other row away without asking the DELETE trigger
        insert=f"EXISTS ({held} AND {_same_version('v')})",
        update=f"OLD.status IN {HELD} AND {stays} OR EXISTS ({held} AND v.id <> NEW.id AND {_same_version('v')})",
        delete=f"OLD.status IN {HELD}",
    )
    if _may_go_back():
        done = "OLD.state = 'DONE'"
        found += _three(RETRACTIONS, update=done, delete=done)
    of_old, of_new = (f"EXISTS ({held} AND v.id = {row}.version_id)" for row in ("OLD", "NEW"))
    taken = f"EXISTS (SELECT 1 FROM {CHANGES} c JOIN {VERSIONS} v ON v.id = c.version_id WHERE v.status IN {HELD} AND c.id = NEW.id"
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
           f"({row}.effective_from = NEW.effective_from AND NEW.status = 'PUBLISHED' AND {row}.status = 'PUBLISHED'))))"


def _same_but_status() -> str:
    return "(" + " AND ".join(f'OLD."{name}" IS NEW."{name}"' for name in db.columns_of(VERSIONS) if name != "status") + ")"


def _of_items(table: str, kind: str, published: str) -> list[str]:
    """Which published days a row is in force on stays as it is; while there are any, so does what it says."""

    def holds(row: str) -> str:
        return f"(v.kind = {kind.format(row=row)} AND {row}.valid_from <= v.effective_from AND ({row}.valid_to IS NULL OR {row}.valid_to > v.effective_from))"

    columns = [name for name in db.columns_of(table) if name != "valid_to"]
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
    f"""CREATE OR REPLACE FUNCTION duties_still_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM {VERSIONS} v WHERE v.status IN {HELD} AND v.id IN (
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


def _version_function() -> str:
    """An UPDATE alone may lead back: NEW is nothing when a row is deleted."""
    passes = f"TG_OP = 'UPDATE' AND {_GOES_BACK.format(same=_SAME_BUT_STATUS)}" if _may_go_back() else "false"
    return f"""CREATE OR REPLACE FUNCTION duties_still_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status IN {HELD} THEN
    IF {passes} THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$"""


_SAME_BUT_STATUS = "(to_jsonb(OLD) - 'status') IS NOT DISTINCT FROM (to_jsonb(NEW) - 'status')"
_RETRACTION_GUARDS = (
    f"""CREATE OR REPLACE FUNCTION duties_still_retraction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'DONE' THEN
    RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$""",
    _rows(RETRACTIONS, "UPDATE OR DELETE", "duties_still_retraction()"),
    f"CREATE OR REPLACE TRIGGER {RETRACTIONS}_still_whole BEFORE TRUNCATE ON {RETRACTIONS} FOR EACH STATEMENT EXECUTE FUNCTION duties_still_whole()",
)


def _postgres() -> list[str]:
    return [*_FUNCTIONS, _version_function(), *_TRIGGERS, *(_RETRACTION_GUARDS if _may_go_back() else ())]


_TRIGGERS = (
    _rows(VERSIONS, "UPDATE OR DELETE", "duties_still_version()"),
    _rows(CHANGES, "INSERT OR UPDATE OR DELETE", "duties_still_changes()"),
    *(_rows(table, "INSERT OR UPDATE OR DELETE", f"duties_still_items({'' if 'list_kind' in kind else kind})") for table, kind in ITEMS.items()),
    *(f"CREATE OR REPLACE TRIGGER {table}_still_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION duties_still_whole()" for table in TABLES),
)


GUARD = db.Guard(TABLES, _postgres, _sqlite, _names, _names)
there, install, remove, stands = GUARD.there, GUARD.install, GUARD.remove, GUARD.stands
