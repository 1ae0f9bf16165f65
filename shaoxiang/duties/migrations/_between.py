"""Between two versions a list stands still too, held by the database itself (ADR 0049). Django does not load this file as a migration.

From the day of a list's first published version on, a row begins or ends only on the day of a version that is just being published: a draft a second person
has looked at, which changes that item. By the end of the transaction it must be published: PostgreSQL asks when it commits; in SQLite the version owes it, in
a table whose rows no commit takes, until its status says so. That a row no longer begins or ends on such a day (taken back, ADR 0042) is free here: `_guards` holds
what was published.
"""

from __future__ import annotations

from shaoxiang.duties.migrations._guards import CHANGES, ITEMS, VERSIONS
from shaoxiang.kernel import db

MATTERS, OWED = "matter_matter", "duties_listowed"
WHY = "a list changes with the version that is being published"
_GOVERNED = f"EXISTS (SELECT 1 FROM {VERSIONS} p WHERE p.status = 'PUBLISHED' AND p.kind = {{kind}} AND p.effective_from <= {{day}})"
_BEING_PUBLISHED = f"""SELECT {{what}} FROM {VERSIONS} v JOIN {MATTERS} m ON m.id = v.matter_id JOIN {CHANGES} c ON c.version_id = v.id
  WHERE v.status = 'DRAFT' AND m.status = 'REVIEWED' AND v.kind = {{kind}} AND c.code = {{code}} AND v.effective_from"""


# --- SQLite -----------------------------------------------------------------------------------------------------------

# Nothing owed points at anything, so no commit takes it; that is asked only where foreign keys are.
_OWES = f"""CREATE TABLE IF NOT EXISTS {OWED} (id integer PRIMARY KEY CHECK (id > 0), version_id bigint NOT NULL,
  until_published integer NOT NULL DEFAULT -1 CHECK (until_published < 0) REFERENCES {OWED} (id) DEFERRABLE INITIALLY DEFERRED)"""
_ASKED = "(SELECT foreign_keys FROM pragma_foreign_keys) = 1"


def _sqlite() -> list[str]:
    found = [
        _OWES,
        f"CREATE TRIGGER IF NOT EXISTS {VERSIONS}_between_paid AFTER UPDATE ON {VERSIONS} WHEN NEW.status = 'PUBLISHED' AND OLD.status <> 'PUBLISHED' "
        f"BEGIN DELETE FROM {OWED} WHERE version_id = NEW.id; END",
        _refused(OWED, "delete", f"NOT EXISTS (SELECT 1 FROM {VERSIONS} v WHERE v.id = OLD.version_id AND v.status = 'PUBLISHED')"),
        _refused(OWED, "update", "1"),
    ]
    for table, kind in ITEMS.items():
        fresh = {"insert": {name: "1" for name in ("valid_from", "valid_to")}, "update": _changed(table)}
        for verb, changed in fresh.items():
            asked = {"kind": kind.format(row="NEW"), "code": "NEW.code"}
            strays = " OR ".join(f"({when}) AND {_strays(f'NEW.{name}', asked)}" for name, when in changed.items())
            owing = " UNION ".join(f"{_BEING_PUBLISHED.format(what='v.id AS id', **asked)} = NEW.{name} AND ({when})" for name, when in changed.items())
            found += [
                _refused(table, verb, strays),
                f"CREATE TRIGGER IF NOT EXISTS {table}_between_{verb}_owed AFTER {verb.upper()} ON {table} "
                f"BEGIN INSERT INTO {OWED} (version_id) SELECT id FROM ({owing}) n WHERE NOT EXISTS (SELECT 1 FROM {OWED} o WHERE o.version_id = n.id); END",
            ]
    return found


def _strays(day: str, asked: dict[str, str]) -> str:
    """A day on which this row may neither begin nor end."""
    open_day = f"EXISTS ({_BEING_PUBLISHED.format(what='1', **asked)} = {day})"
    return f"{_GOVERNED.format(day=day, **asked)} AND NOT ({_ASKED} AND {open_day})"


def _changed(table: str) -> dict[str, str]:
    """When an UPDATE gives a row this day: it is another day, or the row says something else from it on."""
    says_else = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in db.columns_of(table) if name not in ("valid_from", "valid_to"))
    return {name: f"OLD.{name} IS NOT NEW.{name} OR {says_else}" for name in ("valid_from", "valid_to")}


def _refused(table: str, verb: str, condition: str) -> str:
    return f"CREATE TRIGGER IF NOT EXISTS {table}_between_{verb} BEFORE {verb.upper()} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{WHY}'); END"


# --- PostgreSQL -------------------------------------------------------------------------------------------------------

_DECLARED = """
  was jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) END;
  is_now jsonb := to_jsonb(NEW);
  list text := COALESCE(is_now->>'list_kind' || '_DUTY', TG_ARGV[0]);
  says_else boolean := (was - 'valid_from' - 'valid_to') IS DISTINCT FROM (is_now - 'valid_from' - 'valid_to');
  day date;"""
_EACH_DAY = f"""FOR day IN SELECT (is_now->>n)::date FROM unnest(ARRAY['valid_from', 'valid_to']) n
    WHERE is_now->>n IS NOT NULL AND (says_else OR was->>n IS DISTINCT FROM is_now->>n) {{more}} LOOP
    IF {_GOVERNED.format(kind="list", day="day")} THEN"""
_REFUSE = f"RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation';"
_POSTGRES = (
    # The version's row is held: whoever publishes it meanwhile waits for this transaction, or this one for that, and then finds it published.
    f"""CREATE OR REPLACE FUNCTION duties_between() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE{_DECLARED}
BEGIN
  {_EACH_DAY.format(more="")}
      PERFORM {_BEING_PUBLISHED.format(what="1", kind="list", code="is_now->>'code'").removeprefix("SELECT ")} = day FOR SHARE OF v;
      IF NOT FOUND THEN {_REFUSE} END IF;
    END IF;
  END LOOP;
  RETURN NEW;
END $$""",
    # As the row stands when the transaction ends: it may have gone again, or no longer begin or end on that day.
    f"""CREATE OR REPLACE FUNCTION duties_between_end() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE{_DECLARED}
  stands jsonb;
BEGIN
  EXECUTE format('SELECT to_jsonb(t) FROM %I t WHERE t.id = $1', TG_TABLE_NAME) INTO stands USING NEW.id;
  {_EACH_DAY.format(more="AND stands->>n = is_now->>n")}
      IF NOT EXISTS (SELECT 1 FROM {VERSIONS} v WHERE v.status = 'PUBLISHED' AND v.kind = list AND v.effective_from = day) THEN {_REFUSE} END IF;
    END IF;
  END LOOP;
  RETURN NULL;
END $$""",
    *(statement for table, kind in ITEMS.items() for call in [f"({'' if 'list_kind' in kind else kind})"] for statement in (
        f"CREATE OR REPLACE TRIGGER {table}_between BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION duties_between{call}",
        f"DROP TRIGGER IF EXISTS {table}_between_end ON {table}",
        f"CREATE CONSTRAINT TRIGGER {table}_between_end AFTER INSERT OR UPDATE ON {table} DEFERRABLE INITIALLY DEFERRED "
        f"FOR EACH ROW EXECUTE FUNCTION duties_between_end{call}",
    )),
)
_SQLITE_NAMES = (
    (VERSIONS, f"{VERSIONS}_between_paid"), *db.of(OWED, f"{OWED}_between_delete", f"{OWED}_between_update"),
    *((table, f"{table}_between_{part}") for table in ITEMS for part in ("insert", "insert_owed", "update", "update_owed")),
)
GUARD = db.Guard(
    (VERSIONS, CHANGES, *ITEMS, MATTERS), _POSTGRES, _sqlite, tuple((table, f"{table}_{part}") for table in ITEMS for part in ("between", "between_end")),
    _SQLITE_NAMES,
)
