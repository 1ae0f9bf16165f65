"""导入: a spreadsheet is read as a trial first, writing nothing into the draft; what it says enters when its reader has seen it and says so."""

from __future__ import annotations

from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext

from shaoxiang.duties.actions.sheets import Line, Told, headings_of, read_lines, rows_told
from shaoxiang.duties.actions.versions import Wish, held, store, touch, wishes_of
from shaoxiang.duties.models import ListVersion, SheetReading
from shaoxiang.duties.queries import drafts
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules import versions as rules
from shaoxiang.duties.rules.versions import Change
from shaoxiang.duties.vocabulary import ChangeAct
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.exchange.columns import Table, table_of
from shaoxiang.kernel.exchange.reading import NoHeading, Row, RowError, read_table
from shaoxiang.kernel.journal import actions as journal
from shaoxiang.kernel.vocabulary import _

MOST_BYTES, MOST_ROWS = 5 * 1024**2, 5000


@transaction.atomic
def read_sheet(
    version_id: int, file: BinaryIO, *, removes: bool, revision: int, actor: Actor, at: datetime, file_name: str = "",
) -> tuple[SheetReading | None, list[RowError]]:
    """试读: everything that is wrong at once and nothing kept, or what a clean sheet says, kept for its reader. The draft is not touched.

    A sheet whose columns have other names is kept too (`table`), until its reader says which is which.


    Raises StaleDraft, ChangeRefused, PermissionDenied.
    """
    version = held(version_id, actor, revision)
    lines, errors, table = _read(version, file, file_name)
    if errors:
        return None, errors
    kept = {"file_name": file_name[:120], "removes": removes, "table": table and {"head": table.head, "lines": table.lines}}
    return _keep(version, lines, actor, at, **kept), []


@transaction.atomic
def read_columns(version_id: int, told: Told, *, revision: int, actor: Actor, at: datetime) -> tuple[SheetReading | None, list[RowError]]:
    """对列名: the sheet that waits, read again with its reader's word of which column is which. Raises StaleDraft, ChangeRefused, PermissionDenied."""
    version = held(version_id, actor, revision)
    reading = SheetReading.objects.filter(version=version, assignment_id=actor.assignment_id or 0).first()
    if reading is None or reading.table is None:
        raise ChangeRefused("file", _("没有等着对列名的表格：请重新选择表格。"))
    if "code" not in told.places and not told.prefix:
        raise ChangeRefused("prefix", _("表里没有编号：请写编号前面加什么，如 D-N，系统按行编号。"))
    if version_name(version) not in told.places:
        raise ChangeRefused(version_name(version), _("请说明哪一列是事项的名称。"))
    lines, errors = _lines(version, rows_told(version, reading.table, told))
    if errors:
        return None, errors
    return _keep(version, lines, actor, at), []


def version_name(version: ListVersion) -> str:
    """The field that names an item of this list."""
    return "title" if version.kind.endswith("_DUTY") else "name"


def _keep(version: ListVersion, lines: dict[str, Line], actor: Actor, at: datetime, **more: Any) -> SheetReading:
    reading, _new = SheetReading.objects.update_or_create(
        version=version, assignment_id=actor.assignment_id or 0,
        defaults={"revision": version.revision, "at": at, "rows": {code: list(line) for code, line in lines.items()}, **more},
    )
    return reading


@transaction.atomic
def enter_sheet(version_id: int, *, revision: int, actor: Actor, at: datetime) -> int:
    """写入草案: what the reader saw enters. Raises ChangeRefused where nothing waits, StaleDraft where the draft moved on meanwhile."""
    version = held(version_id, actor, revision)
    reading = SheetReading.objects.filter(version=version, assignment_id=actor.assignment_id or 0).first()
    if reading is None or not reading.rows or reading.revision != version.revision:
        raise ChangeRefused("file", _("试读以后草案又改过了：请重新选择表格再读一遍。"))
    wishes = wishes_after(version, reading)
    version.changes.all().delete()
    touch(version, actor=actor, at=at)
    store(version, wishes)
    reading.delete()
    journal.record("duties.version_imported", subject=version.matter, actor=actor, at=at, facts={"changes": len(wishes)})
    return len(wishes)


def wishes_after(version: ListVersion, reading: SheetReading) -> list[Wish]:
    """The draft's wishes when the sheet is laid over it. What the sheet does not say of reason, basis and types stays as the draft has it."""
    base, old = queries.base_items(version.kind), {wish.change.code: wish for wish in wishes_of(version)}
    lines = {code: Line(row[0], None if row[1] is None else tuple(row[1]), row[2], row[3]) for code, row in reading.rows.items()}
    after = after_sheet(version, reading)
    found = {change.code: change for change in rules.diff(base, after)}
    wishes: list[Wish] = []
    for code in sorted({*found, *old, *lines}):
        line, before = lines.get(code, Line({})), old.get(code, Wish(Change(ChangeAct.AMEND, code)))
        change = found.get(code, Change(ChangeAct.AMEND, code))
        if change.act is not ChangeAct.REMOVE:
            answers = before.change.answers if line.answers is None else line.answers
            change = Change(change.act, code, change.values, answers)
        if code in found or (change.answers is not None and code in after):
            reason = before.reason if line.reason is None else line.reason
            wishes.append(Wish(change, reason or gettext("导入"), before.basis if line.basis is None else line.basis, before.split_from))
    return wishes


def after_sheet(version: ListVersion, reading: SheetReading) -> dict[str, dict[str, Any]]:
    """The draft's list with the sheet laid over it; `removes`: what the sheet does not name goes."""
    now = drafts.items_after(version)
    said = {code: {**now.get(code, {}), **row[0]} for code, row in reading.rows.items()}
    return said if reading.removes else {**now, **said}


# --- reading ----------------------------------------------------------------------------------------------------------


def _read(version: ListVersion, file: BinaryIO, name: str) -> tuple[dict[str, Line], list[RowError], Table | None]:
    """Lines, or errors, or a table whose columns have other names."""
    if len(file.read(MOST_BYTES + 1)) > MOST_BYTES:
        return {}, [RowError(0, "", gettext("太大了，最多 5 MB。"), gettext("请删去图片和不用的工作表，或拆成几份。"))], None
    try:
        rows = list(read_table(file, headings_of(version), strict=True, name=name))
    except NoHeading as error:
        table = table_of(file, name)
        return ({}, [], table) if table is not None and 0 < len(table.lines) <= MOST_ROWS else ({}, error.every, None)
    except RowError as error:
        return {}, error.every, None
    lines, errors = _lines(version, rows)
    return lines, errors, None


def _lines(version: ListVersion, rows: list[Row]) -> tuple[dict[str, Line], list[RowError]]:
    if not rows:
        return {}, [RowError(0, "", gettext("表里没有一行条目。"), gettext("请在表头下面写条目。"))]
    if len(rows) > MOST_ROWS:
        return {}, [RowError(0, "", gettext("有 %(rows)s 行，一次最多 5000 行。") % {"rows": len(rows)}, gettext("请拆成几份导入。"))]
    return read_lines(version, rows)
