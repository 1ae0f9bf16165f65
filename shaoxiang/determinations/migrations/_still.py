"""An issued 三定 stands still, held by the database itself. Django does not load this file as a migration: its name begins with a line.

A version becomes issued only from one the commission adopted; from then on the next version may end it, and nothing else of it, its parts, its lines or
what was kept of its drafting may be changed, taken away or added to.

One way leads back (ADR 0042): a version whose day had not come, taken back by two people. Its status changes and nothing else, once the row that says so is written; then the
version it had ended is the one issued again.
"""

from __future__ import annotations

from django.db import connection

from shaoxiang.kernel import db

VERSIONS, PARTS = "determinations_threedeterminationversion", "determinations_determinationpart"
OF_PARTS = ("determinations_determinationline", "determinations_partsnapshot")
TABLES = (VERSIONS, PARTS, *OF_PARTS)
WHY = "an issued determination stands still"
ISSUED, HELD = "('ISSUED', 'SUPERSEDED')", "('ISSUED', 'SUPERSEDED', 'RETRACTED')"
RETRACTIONS = "determinations_determinationretraction"
FIXED = (
    "id", "unit_id", "number", "adopted_on", "meeting", "issued_on", "document_number", "effective_from", "drafted_at", "ledger_on", "matter_id", "sample",
)


def _names() -> list[tuple[str, str]]:
    parts = ("rows", "whole") if db.is_postgres() else ("insert", "update", "delete")
    named = [(table, f"{table}_still_{part}") for table in TABLES for part in parts]
    if _may_go_back():
        named += [(RETRACTIONS, f"{RETRACTIONS}_still_{part}") for part in (("rows", "whole") if db.is_postgres() else ("update", "delete"))]
    return named


def _may_go_back() -> bool:
    """Older migrations run before there is a table of what was taken back."""
    return db.tables_there([RETRACTIONS])


def _strays(differs: str) -> str:
    """An issued row that does anything but end once, or be taken back. `differs`: how this database says that two values differ, NULL being a value."""
    says_else = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in FIXED)
    ends = "OLD.status = 'ISSUED' AND NEW.status = 'SUPERSEDED' AND OLD.effective_to IS NULL AND NEW.effective_to IS NOT NULL"
    ways = [ends, _TAKEN_BACK, _RESUMED] if _may_go_back() else [ends]
    return f"(OLD.status IN {HELD} AND ({says_else} OR NOT ({' OR '.join(f'({way})' for way in ways)})))"


_TAKEN_BACK = f"""OLD.status = 'ISSUED' AND NEW.status = 'RETRACTED' AND OLD.effective_to IS NULL AND NEW.effective_to IS NULL
  AND EXISTS (SELECT 1 FROM {RETRACTIONS} r WHERE r.version_id = OLD.id AND r.state = 'DONE' AND r.done_on < OLD.effective_from)"""
_RESUMED = f"""OLD.status = 'SUPERSEDED' AND NEW.status = 'ISSUED' AND OLD.effective_to IS NOT NULL AND NEW.effective_to IS NULL
  AND EXISTS (SELECT 1 FROM {VERSIONS} b WHERE b.unit_id = OLD.unit_id AND b.status = 'RETRACTED' AND b.effective_from = OLD.effective_to)"""
_FORGED = f"(OLD.status NOT IN {HELD} AND NEW.status IN {HELD} AND NOT (OLD.status = 'ADOPTED' AND NEW.status = 'ISSUED'))"
_OF_ISSUED = f"SELECT 1 FROM {VERSIONS} v JOIN {PARTS} p ON p.version_id = v.id WHERE v.status IN {HELD}"


# --- SQLite -----------------------------------------------------------------------------------------------------------


def _three(table: str, **conditions: str) -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_still_{verb} BEFORE {verb.upper()} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
        for verb, condition in conditions.items()
    ]


def _sqlite() -> list[str]:
    # REPLACE takes the other row away without asking the DELETE trigger
    same = "(v.id = NEW.id OR v.matter_id = NEW.matter_id OR (v.unit_id = NEW.unit_id AND (v.number = NEW.number " \
           f"OR (NEW.status IN {ISSUED} AND v.status IN {ISSUED} AND (v.effective_from = NEW.effective_from OR v.status = 'ISSUED' AND NEW.status = 'ISSUED')))))"
    issued = f"SELECT 1 FROM {VERSIONS} v WHERE v.status IN {HELD}"
    found = _three(
        VERSIONS,
        insert=f"NEW.status IN {HELD} OR EXISTS ({issued} AND {same})",
        update=f"{_strays('IS NOT')} OR {_FORGED} OR EXISTS ({issued} AND v.id <> OLD.id AND {same})",
        delete=f"OLD.status IN {HELD}",
    )
    of_old, of_new = (f"EXISTS ({issued} AND v.id = {row}.version_id)" for row in ("OLD", "NEW"))
    taken = f"EXISTS ({_OF_ISSUED} AND p.id = NEW.id"
    found += _three(PARTS, insert=f"{of_new} OR {taken})", update=f"{of_old} OR {of_new} OR {taken} AND p.id <> OLD.id)", delete=of_old)
    for table in OF_PARTS:
        of_old, of_new = (f"EXISTS ({_OF_ISSUED} AND p.id = {row}.part_id)" for row in ("OLD", "NEW"))
        taken = f"EXISTS (SELECT 1 FROM {table} o JOIN {PARTS} p ON p.id = o.part_id JOIN {VERSIONS} v ON v.id = p.version_id " \
                f"WHERE v.status IN {HELD} AND o.id = NEW.id"
        found += _three(table, insert=f"{of_new} OR {taken})", update=f"{of_old} OR {of_new} OR {taken} AND o.id <> OLD.id)", delete=of_old)
    if _may_go_back():
        found += _three(RETRACTIONS, update="OLD.state = 'DONE'", delete="OLD.state = 'DONE'")
    return found


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def _function(name: str, condition: str) -> str:
    return f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {condition} THEN
    RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$"""


_EITHER = "(CASE WHEN TG_OP <> 'INSERT' THEN OLD.{0} END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.{0} END)"
def _postgres() -> list[str]:
    return [
        f"""CREATE OR REPLACE FUNCTION determinations_still_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status NOT IN {HELD} THEN RETURN NEW; END IF;
  ELSIF TG_OP = 'DELETE' THEN
    IF OLD.status NOT IN {HELD} THEN RETURN OLD; END IF;
  ELSIF NOT COALESCE({_strays("IS DISTINCT FROM")} OR {_FORGED}, false) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation';
END $$""",
        _function("determinations_still_part", f"EXISTS (SELECT 1 FROM {VERSIONS} v WHERE v.status IN {HELD} AND v.id IN {_EITHER.format('version_id')})"),
        _function("determinations_still_line", f"EXISTS ({_OF_ISSUED} AND p.id IN {_EITHER.format('part_id')})"),
        _function("determinations_still_whole", "true"),
        *(
            f"CREATE OR REPLACE TRIGGER {table}_still_rows BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION determinations_still_{of}()"
            for table, of in ((VERSIONS, "version"), (PARTS, "part"), *((table, "line") for table in OF_PARTS))
        ),
        *(
            f"CREATE OR REPLACE TRIGGER {table}_still_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION determinations_still_whole()"
            for table in TABLES
        ),
        *(_retraction_guards() if _may_go_back() else ()),
    ]


def _retraction_guards() -> list[str]:
    return [
        _function("determinations_still_retraction", "OLD.state = 'DONE'"),
        f"CREATE OR REPLACE TRIGGER {RETRACTIONS}_still_rows BEFORE UPDATE OR DELETE ON {RETRACTIONS} FOR EACH ROW "
        "EXECUTE FUNCTION determinations_still_retraction()",
        f"CREATE OR REPLACE TRIGGER {RETRACTIONS}_still_whole BEFORE TRUNCATE ON {RETRACTIONS} FOR EACH STATEMENT "
        "EXECUTE FUNCTION determinations_still_whole()",
    ]


GUARD = db.Guard(TABLES, _postgres, _sqlite, _names, _names)
there, install, remove, stands = GUARD.there, GUARD.install, GUARD.remove, GUARD.stands
