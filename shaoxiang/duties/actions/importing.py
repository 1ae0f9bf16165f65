"""导入: a spreadsheet is read as a trial first, writing nothing into the draft; what it says enters when its reader has seen it and says so."""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.duties.actions.versions import Wish, arranged, check_answers, check_leader, held, store, touch, wishes_of
from shaoxiang.duties.models import ListVersion, SheetReading
from shaoxiang.duties.queries import department_names, drafts
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules import versions as rules
from shaoxiang.duties.rules.versions import Change, fields_of
from shaoxiang.duties.vocabulary import ChangeAct
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.exchange.reading import Heading, Row, RowError, read_table
from shaoxiang.kernel.journal import actions as journal
from shaoxiang.kernel.vocabulary import _

MOST_BYTES, MOST_ROWS = 5 * 1024**2, 5000
NONE = "无"  # in the column of types: answers for none
_QUOTED = re.compile(r"^'(?=\s*[=+\-@＝＋－＠])")  # the apostrophe an export put before what a spreadsheet would run


class Line(NamedTuple):
    """One line of the sheet. None: the sheet has no such column, or says nothing there."""

    values: dict[str, Any]
    answers: tuple[str, ...] | None = None
    reason: str | None = None
    basis: str | None = None


@transaction.atomic
def read_sheet(
    version_id: int, file: BinaryIO, *, removes: bool, revision: int, actor: Actor, at: datetime, file_name: str = "",
) -> tuple[SheetReading | None, list[RowError]]:
    """试读: every bad line at once and nothing kept, or what a clean sheet says, kept for its reader. The draft is not touched.

    Raises StaleDraft, ChangeRefused, PermissionDenied.
    """
    version = held(version_id, actor, revision)
    lines, errors = _read(version, file)
    if errors:
        return None, errors
    reading, _new = SheetReading.objects.update_or_create(
        version=version, assignment_id=actor.assignment_id or 0,
        defaults={"file_name": file_name[:120], "removes": removes, "revision": version.revision, "at": at,
                  "rows": {code: list(line) for code, line in lines.items()}},
    )
    return reading, []


@transaction.atomic
def enter_sheet(version_id: int, *, revision: int, actor: Actor, at: datetime) -> int:
    """写入草案: what the reader saw enters. Raises ChangeRefused where nothing waits, StaleDraft where the draft moved on meanwhile."""
    version = held(version_id, actor, revision)
    reading = SheetReading.objects.filter(version=version, assignment_id=actor.assignment_id or 0).first()
    if reading is None or reading.revision != version.revision:
        raise ChangeRefused("file", _("试读以后草案又改过了：请重新选择表格再读一遍。"))
    wishes = wishes_after(version, reading)
    version.changes.all().delete()
    touch(version)
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
            wishes.append(Wish(change, reason or gettext("导入"), before.basis if line.basis is None else line.basis))
    return wishes


def after_sheet(version: ListVersion, reading: SheetReading) -> dict[str, dict[str, Any]]:
    """The draft's list with the sheet laid over it; `removes`: what the sheet does not name goes."""
    now = drafts.items_after(version)
    said = {code: {**now.get(code, {}), **row[0]} for code, row in reading.rows.items()}
    return said if reading.removes else {**now, **said}


# --- reading ----------------------------------------------------------------------------------------------------------


def headings_of(version: ListVersion) -> list[Heading]:
    """The columns of the sheet: code, the fields of the draft's form, and what the change itself carries."""
    own = [Heading(one.name, (gettext(one.label), one.label, one.name), required=one.required) for one in fields_of(version.kind, version.form)]
    more = [("answers", "承接哪些分类")] if drafts.answers_types(version.kind) else []
    more += [("reason", "理由"), ("change_basis", "改动依据")]
    return [Heading("code", (gettext("编号"), "编号", "code")), *own, *(Heading(name, (gettext(label), label), required=False) for name, label in more)]


def _read(version: ListVersion, file: BinaryIO) -> tuple[dict[str, Line], list[RowError]]:
    if len(file.read(MOST_BYTES + 1)) > MOST_BYTES:
        return {}, [RowError(0, "", gettext("太大了，最多 5 MB。"), gettext("请删去图片和不用的工作表，或拆成几份。"))]
    try:
        rows = list(read_table(file, headings_of(version), strict=True))
    except RowError as error:
        return {}, error.every
    if not rows:
        return {}, [RowError(0, "", gettext("表里没有一行条目。"), gettext("请在表头下面写条目。"))]
    if len(rows) > MOST_ROWS:
        return {}, [RowError(0, "", gettext("有 %(rows)s 行，一次最多 5000 行。") % {"rows": len(rows)}, gettext("请拆成几份导入。"))]
    now, names = drafts.items_after(version), department_names(timezone.localdate())
    found: dict[str, Line] = {}
    seen: set[str] = set()
    errors: list[RowError] = []
    for row in rows:
        try:
            code, line = _read_row(version, row, now, seen, names)
        except RowError as error:
            errors.append(error)
        else:
            found[code] = line
        seen.add(row.text("code").upper())
    return found, errors


def _read_row(version: ListVersion, row: Row, now: queries.Items, seen: Container[str], names: Container[str]) -> tuple[str, Line]:
    code = row.text("code", needed=True).upper()
    if code in seen:
        raise row.error("code", gettext("这个编号前面已经有一行了。"), gettext("请删去一行，或换一个编号。"))
    given = {name: unquoted(value) for name, value in row.values.items() if name != "code"}
    reason, basis = given.pop("reason", None), given.pop("change_basis", None)
    types = given.pop("answers", "")
    answers = None if not types else () if types == NONE else tuple(part for part in re.split(r"[、,，\s]+", types) if part)
    try:
        made = rules.checked(version.kind, code, given, whole=code not in now, form=version.form)
        check_answers(version.kind, answers)
        after = arranged(version, {**now.get(code, {}), **made})
        check_leader(after, names)
    except ChangeRefused as refused:
        raise row.error(refused.field, gettext(refused.reason), gettext("请改好后重新导入。")) from None
    if max(len(reason or ""), len(basis or "")) > 160:
        raise row.error("reason" if len(reason or "") > 160 else "change_basis", gettext("太长：请写短一些。"), gettext("请改好后重新导入。"))
    return code, Line(after, answers, reason, basis)


def unquoted(value: str) -> str:
    """A cell as it was before `export` made it harmless to a spreadsheet."""
    return _QUOTED.sub("", value)
