"""The papers a published version stands on stand with it, held by the database itself (ADR 0034). Django does not load this file as a migration.

So do the attachment each of them is, and what is known of its bytes: their digest, size and type. That the same bytes were handed in again (`wanted_at`) is nothing to a paper.
"""

from __future__ import annotations

from shaoxiang.duties.migrations._guards import HELD, VERSIONS, WHY
from shaoxiang.kernel import db

PAPERS, ATTACHMENTS, FILES = "duties_basispaper", "files_attachment", "files_stored"
OF_BYTES = ("id", "sha256", "size", "media_type", "width", "height", "created_at")
_PUBLISHED = f"SELECT 1 FROM {VERSIONS} v JOIN {PAPERS} p ON p.version_id = v.id JOIN {ATTACHMENTS} a ON a.id = p.attachment_id WHERE v.status IN {HELD}"
_VERSION = f"EXISTS (SELECT 1 FROM {VERSIONS} v WHERE v.status IN {HELD} AND v.id = {{row}}.version_id)"
_OLD_ATTACHMENT, _OLD_FILE = f"EXISTS ({_PUBLISHED} AND a.id = OLD.id)", f"EXISTS ({_PUBLISHED} AND a.file_id = OLD.id)"


def _other_bytes(differs: str) -> str:
    return "(" + " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in OF_BYTES) + ")"


# INSERT OR REPLACE and UPDATE OR REPLACE take the row that stands in the way without asking its triggers
_IN_PLACE = {
    PAPERS: f"EXISTS ({_PUBLISHED} AND (p.id = NEW.id OR p.attachment_id = NEW.attachment_id){{but}})",
    ATTACHMENTS: f"EXISTS ({_PUBLISHED} AND a.id = NEW.id{{but}})",
    FILES: f"EXISTS ({_PUBLISHED} AND a.file_id IN (SELECT f.id FROM {FILES} f WHERE (f.id = NEW.id OR f.sha256 = NEW.sha256){{but}}))",
}
_BUT = {PAPERS: " AND p.id <> OLD.id", ATTACHMENTS: " AND a.id <> OLD.id", FILES: " AND f.id <> OLD.id"}
_OF_OLD = {PAPERS: _VERSION.format(row="OLD"), ATTACHMENTS: _OLD_ATTACHMENT, FILES: _OLD_FILE}
_INTO = {PAPERS: f"{_VERSION.format(row='NEW')} OR "}
_SQLITE = tuple(
    f"CREATE TRIGGER IF NOT EXISTS {table}_paper_{verb} BEFORE {verb.upper()} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
    for table, of_old in _OF_OLD.items() for verb, condition in (
        ("insert", _INTO.get(table, "") + _IN_PLACE[table].format(but="")),
        ("update", _INTO.get(table, "") + (f"{_other_bytes('IS NOT')} AND {of_old}" if table == FILES else of_old) + f" OR {_IN_PLACE[table].format(but=_BUT[table])}"),
        ("delete", of_old),
    )
)


def _function(name: str, condition: str) -> str:
    """What is asked of OLD and NEW, where there are any."""
    return f"""CREATE OR REPLACE FUNCTION duties_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {condition} THEN
    RAISE EXCEPTION '{WHY}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$"""


_EITHER = "(CASE WHEN TG_OP <> 'INSERT' THEN OLD.version_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.version_id END)"
_POSTGRES = (
    _function("paper_stands", f"EXISTS (SELECT 1 FROM {VERSIONS} v WHERE v.status IN {HELD} AND v.id IN {_EITHER})"),
    _function("paper_attachment_stands", _OLD_ATTACHMENT),
    _function("paper_bytes_stand", f"(TG_OP = 'DELETE' OR {_other_bytes('IS DISTINCT FROM')}) AND {_OLD_FILE}"),
    _function("paper_whole", "true"),
    *(f"CREATE OR REPLACE TRIGGER {table}_paper_rows BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION duties_{call}()" for table, verbs, call in (
        (PAPERS, "INSERT OR UPDATE OR DELETE", "paper_stands"), (ATTACHMENTS, "UPDATE OR DELETE", "paper_attachment_stands"),
        (FILES, "UPDATE OR DELETE", "paper_bytes_stand"),
    )),
    # TRUNCATE of the others takes this table with it, and is refused here
    f"CREATE OR REPLACE TRIGGER {PAPERS}_paper_whole BEFORE TRUNCATE ON {PAPERS} FOR EACH STATEMENT EXECUTE FUNCTION duties_paper_whole()",
)
GUARD = db.Guard(
    (VERSIONS, PAPERS, ATTACHMENTS, FILES), _POSTGRES, _SQLITE,
    (*((table, f"{table}_paper_rows") for table in _OF_OLD), (PAPERS, f"{PAPERS}_paper_whole")),
    tuple((table, f"{table}_paper_{verb}") for table in _OF_OLD for verb in ("insert", "update", "delete")),
)
