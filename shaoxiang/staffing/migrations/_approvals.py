"""What was drafted, reviewed and approved stands as it was, held by the database itself (ADR 0027). Not a migration: the name begins with a line.

The ratchet asks whether a line is what the commission approved; so that nobody answers for the commission, the figures of a change are fixed from its
draft on, its review and its meeting are written once, its status goes along the flow and never back, and nothing of it is taken away.
"""

from __future__ import annotations

from django.db import connection

from shaoxiang.kernel import db

CHANGES, MATTERS, LEDGER, LOCKS = "staffing_quotachange", "matter_matter", "staffing_quotaentry", "staffing_quotalock"
SEATS, KIND = "institutions_assignment", "QUOTA_CHANGE"
FIXED = ("matter_id", "body_id", "quota_type", "delta", "effective_on", "reason", "moved_from_id", "upper_document", "corrects_id", "right_figure", "read_in", "drafted_by", "sample")
ONCE = {"reviewed_by": "NULL", "meeting_on": "NULL", "meeting_number": "''", "refusal": "''"}
WHY = "a drafted change of quota stands as it was"
WHY_DOWN = "no change is drafted that lowers locked quota"
TODAY = {True: "(now() AT TIME ZONE 'Asia/Shanghai')::date", False: "date('now', '+8 hours')"}  # the day here

_BEGINS_AS_DRAFT = f"""EXISTS (SELECT 1 FROM {MATTERS} m WHERE m.id = NEW.matter_id AND m.kind = '{KIND}' AND m.status = 'DRAFT')
  AND NEW.reviewed_by IS NULL AND NEW.meeting_on IS NULL AND NEW.meeting_number = '' AND NEW.refusal = ''"""
_LOCKED = f"""EXISTS (SELECT 1 FROM {LOCKS} k WHERE k.body_id = {{body}} AND (NEW.effective_on >= k.effective_from OR {{today}} >= k.effective_from))"""
_CORRECTS = f"""EXISTS (
  SELECT 1 FROM {LEDGER} w WHERE w.id = NEW.corrects_id AND w.body_id = NEW.body_id AND w.quota_type = NEW.quota_type AND w.delta > 0)"""
_ONE_PERSON = f"""EXISTS (SELECT 1 FROM {SEATS} a JOIN {SEATS} b ON a.person_id = b.person_id WHERE a.id = NEW.reviewed_by AND b.id = NEW.drafted_by)"""


def locked(body: str, *, postgres: bool) -> str:
    """SQL: that body is locked on the day of NEW, or today."""
    return _LOCKED.format(body=body, today=TODAY[postgres])


def _goes_down(*, postgres: bool) -> str:
    """A draft that takes from a locked unit, or moves away from one; all that is left is a correction of one line of its own."""
    lowered, left = locked("NEW.body_id", postgres=postgres), locked("NEW.moved_from_id", postgres=postgres)
    return f"(NEW.delta < 0 AND {lowered} AND NOT {_CORRECTS}) OR (NEW.moved_from_id IS NOT NULL AND {left})"


def _change_stands(differs: str) -> str:
    """`differs`: how this database says that two values are not the same, NULL being a value."""
    fixed = [f"NEW.{name} {differs} OLD.{name}" for name in FIXED]
    once = [f"(OLD.{name} {differs} {empty} AND NEW.{name} {differs} OLD.{name})" for name, empty in ONCE.items()]
    return " OR ".join([*fixed, *once, "NEW.reviewed_by = NEW.drafted_by", _ONE_PERSON])


def _there(condition: str) -> str:
    return f"EXISTS (SELECT 1 FROM {CHANGES} c WHERE c.matter_id = NEW.id AND {condition})"


_ALONG_THE_FLOW = f"""(OLD.status = 'DRAFT' AND NEW.status = 'REVIEWED' AND {_there("c.reviewed_by IS NOT NULL")})
  OR (OLD.status = 'REVIEWED' AND NEW.status = 'APPROVED' AND {_there("c.meeting_on IS NOT NULL AND c.meeting_number <> ''")})
  OR (OLD.status = 'APPROVED' AND NEW.status = 'EFFECTIVE' AND EXISTS (SELECT 1 FROM {LEDGER} e WHERE e.change_id = NEW.id))
  OR (OLD.status IN ('DRAFT', 'REVIEWED') AND NEW.status = 'REJECTED' AND {_there("c.refusal <> ''")})"""
_MATTER_STRAYS = f"""NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.number <> OLD.number OR (NEW.status <> OLD.status AND NOT ({_ALONG_THE_FLOW}))"""
_TAKES_ITS_PLACE = f"EXISTS (SELECT 1 FROM {MATTERS} m WHERE (m.id = NEW.id OR m.number = NEW.number) AND m.kind = '{KIND}')"

_POSTGRES = (
    f"""
CREATE OR REPLACE FUNCTION staffing_change_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF {_goes_down(postgres=True)} THEN
      RAISE EXCEPTION '{WHY_DOWN}' USING ERRCODE = 'check_violation';
    END IF;
    IF {_BEGINS_AS_DRAFT} THEN RETURN NEW; END IF;
  ELSIF TG_OP = 'UPDATE' THEN
    IF NOT COALESCE({_change_stands("IS DISTINCT FROM")}, false) THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation';
END $$
""",
    f"""
CREATE OR REPLACE FUNCTION staffing_matter_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NOT ({_MATTER_STRAYS}) THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation';
END $$
""",
    f"CREATE OR REPLACE TRIGGER {CHANGES}_stands BEFORE INSERT OR UPDATE OR DELETE ON {CHANGES} FOR EACH ROW EXECUTE FUNCTION staffing_change_stands()",
    f"CREATE OR REPLACE TRIGGER {CHANGES}_whole BEFORE TRUNCATE ON {CHANGES} FOR EACH STATEMENT EXECUTE FUNCTION staffing_change_stands()",
    f"CREATE OR REPLACE TRIGGER {MATTERS}_quota_stands BEFORE UPDATE OR DELETE ON {MATTERS} FOR EACH ROW WHEN (OLD.kind = '{KIND}') "
    "EXECUTE FUNCTION staffing_matter_stands()",
)


def _sqlite() -> list[str]:
    def trigger(name: str, table: str, verb: str, when: str, why: str = WHY) -> str:
        return f"CREATE TRIGGER IF NOT EXISTS {table}_{name} BEFORE {verb} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{why}'); END"

    return [
        trigger("begins", CHANGES, "INSERT", f"NOT ({_BEGINS_AS_DRAFT}) OR typeof(NEW.delta) <> 'integer'"),
        trigger("only_up", CHANGES, "INSERT", _goes_down(postgres=False), WHY_DOWN),
        trigger("no_replace", CHANGES, "INSERT", f"EXISTS (SELECT 1 FROM {CHANGES} WHERE matter_id = NEW.matter_id)"),
        trigger("stands", CHANGES, "UPDATE", _change_stands("IS NOT")),
        trigger("stays", CHANGES, "DELETE", "1"),
        trigger("quota_stands", MATTERS, "UPDATE", f"OLD.kind = '{KIND}' AND ({_MATTER_STRAYS})"),
        trigger("quota_stays", MATTERS, "DELETE", f"OLD.kind = '{KIND}'"),
        # INSERT OR REPLACE and UPDATE OR REPLACE take the row that stands in the way without asking its DELETE trigger
        trigger("quota_no_replace", MATTERS, "INSERT", _TAKES_ITS_PLACE),
        trigger("quota_not_over", MATTERS, "UPDATE", f"OLD.kind <> '{KIND}' AND (NEW.id <> OLD.id OR NEW.number <> OLD.number) AND {_TAKES_ITS_PLACE}"),
    ]


def _on_both(of_changes: tuple[str, ...], of_matters: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((table, f"{table}_{name}") for table, names in ((CHANGES, of_changes), (MATTERS, of_matters)) for name in names)


GUARD = db.Guard(
    (CHANGES, MATTERS, LEDGER, LOCKS), _POSTGRES, _sqlite, _on_both(("stands", "whole"), ("quota_stands",)),
    _on_both(("begins", "only_up", "no_replace", "stands", "stays"), ("quota_stands", "quota_stays", "quota_no_replace", "quota_not_over")),
)
there, install, remove, stands = GUARD.there, GUARD.install, GUARD.remove, GUARD.stands
