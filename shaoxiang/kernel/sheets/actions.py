"""读、试、写入: the file becomes lines, the lines are tried by the very act that will write them, and what was tried is what is written."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.exchange.columns import Table, table_of
from shaoxiang.kernel.exchange.reading import Heading, NoHeading, Row, RowError, check_spoilt, read_sheet
from shaoxiang.kernel.identity import seal
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Facts
from shaoxiang.kernel.sheets.models import HeldSheet, KnownColumns
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken

MOST_BYTES = 5 * 1024**2
KEPT_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Read:
    """`table`: its columns have other names, or some of them were not read (`unread`)."""

    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    table: Table | None = None
    unread: list[str] = field(default_factory=list)


def read(sheet: Sheet, file: BinaryIO, name: str) -> Read:
    """Everything the file says, everything that is wrong with it, or a table whose columns must be told first."""
    if len(file.read(MOST_BYTES + 1)) > MOST_BYTES:
        return Read(errors=[RowError(0, "", _("太大了，最多 5 MB。"), _("请删去图片和不用的工作表，或拆成几份。"))])
    try:
        found = read_sheet(file, sheet.headings(), strict=sheet.strict, name=name)
    except NoHeading as error:
        table = table_of(file, name)
        return Read(table=table) if table is not None and 0 < len(table.lines) <= sheet.most else Read(errors=error.every)
    except RowError as error:
        return Read(errors=error.every)
    if wrong := _wrong_number(sheet, len(found.rows)):
        return Read(errors=wrong)
    return Read(found.rows, table=table_of(file, name) if found.unread else None, unread=found.unread)


def read_told(sheet: Sheet, held: HeldSheet, places: Mapping[str, int], fixed: Mapping[str, str]) -> Read:
    """The lines of the table that waits, under our own names. Lines that say nothing of their own are passed by."""
    table = table_held(sheet, held) or {"head": [], "lines": []}
    shown = {one.field: _label(one, table["head"], places.get(one.field)) for one in sheet.headings()}
    rows = []
    for line, cells in table["lines"]:
        values = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        if any(values.values()):
            rows.append(Row(line, {**values, **fixed}, shown))
    try:
        check_spoilt(rows)
    except RowError as error:
        return Read(errors=error.every)
    return Read(rows, _wrong_number(sheet, len(rows)))


def _label(one: Heading, head: Sequence[str], place: int | None) -> str:
    return one.shown if place is None else head[place]


def _wrong_number(sheet: Sheet, number: int) -> list[RowError]:
    if not number:
        return [RowError(0, "", _("表头下面没有内容。"), _("请在表头下面每行写一项。"))]
    if number > sheet.most:
        facts = {"rows": number, "most": sheet.most}
        return [RowError(0, "", _("有 %(rows)s 行，一次最多 %(most)s 行。") % facts, _("请拆成几份导入。"))]
    return []


def take(sheet: Sheet, rows: Sequence[Row], hand: Hand) -> Taken:
    """The act; taken back where it is a trial, or one line is wrong. Raises what the act raises for the whole (Refusal, PermissionDenied)."""
    try:
        with transaction.atomic():
            taken = sheet.take(rows, hand)
            if hand.dry or taken.errors:
                transaction.set_rollback(True)
    finally:
        sheet.forget()
    return taken


@transaction.atomic
def hold(
    sheet: Sheet, hand: Hand, *, name: str, given: Mapping[str, Any], rows: Sequence[Row] | None = None, table: Table | Mapping[str, Any] | None = None,
) -> HeldSheet:
    """Kept until its reader says so, at most an hour. What he tried before of this register goes."""
    forget_old(now=hand.at)
    kept = {"shown": rows[0].shown, "lines": [[row.line, row.values] for row in rows]} if rows else None
    of, waiting = hand.actor.assignment_id or 0, asdict(table) if isinstance(table, Table) else table
    row, _new = HeldSheet.objects.update_or_create(
        sheet=sheet.code, of=sheet.of, assignment_id=of, entered_at=None,
        defaults={
            "file_name": name[:120], "given": dict(given), "rows": _put_away(sheet, of, kept), "table": _put_away(sheet, of, waiting), "at": hand.at,
            "digest": digest_of(sheet, given, kept), "lines": len(rows or ()),
        },
    )
    return row


def digest_of(sheet: Sheet, given: Mapping[str, Any], kept: Mapping[str, Any] | None) -> str:
    """Of the register, what was filled in and every cell that was read; of a sealed sheet by key, for the digest outlives the lines."""
    found = sha256(json.dumps([sheet.code, sheet.of, given, kept], ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return seal.blind_index("sheet", found) if sheet.sealed else found


def _bound_to(sheet: Sheet, assignment_id: int) -> str:
    return f"sheet|{sheet.code}|{sheet.of}|{assignment_id}"


def _put_away(sheet: Sheet, assignment_id: int, what: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if what is None or not sheet.sealed:
        return what
    sealed = seal.seal({"held": json.dumps(what, ensure_ascii=False)}, _bound_to(sheet, assignment_id))
    return {"sealed": b64encode(sealed).decode(), "key": seal.PRESENT}


def _taken_out(sheet: Sheet, held: HeldSheet, what: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if what is None or "sealed" not in what:
        return dict(what) if what is not None else None
    found: dict[str, Any] = json.loads(seal.unseal(b64decode(what["sealed"]), _bound_to(sheet, held.assignment_id), what["key"])["held"])
    return found


def table_held(sheet: Sheet, held: HeldSheet) -> dict[str, Any] | None:
    """The table that waits for its columns to be told."""
    return _taken_out(sheet, held, held.table)


def held_by(sheet: Sheet, actor: Actor, at: datetime) -> HeldSheet | None:
    """What this person tried of this register within the hour, and has not entered."""
    return HeldSheet.objects.filter(sheet=sheet.code, of=sheet.of, assignment_id=actor.assignment_id or 0, entered_at=None, at__gte=at - KEPT_FOR).first()


def rows_of(sheet: Sheet, held: HeldSheet) -> list[Row]:
    kept = _taken_out(sheet, held, held.rows) or {"shown": {}, "lines": []}
    return [Row(line, values, kept["shown"]) for line, values in kept["lines"]]


@transaction.atomic
def enter(sheet: Sheet, held: HeldSheet, hand: Hand) -> Taken:
    """写入: what was tried, all of it or nothing. The lines are not kept any longer; that they came in, and their digest, is. Raises as `take`."""
    taken = take(sheet, rows_of(sheet, held), hand)
    if not taken.errors:
        held.rows = held.table = None
        held.given, held.entered_at = {}, hand.at
        held.save(update_fields=["rows", "table", "given", "entered_at"])
        facts: Facts = {"sheet": sheet.code, "of": sheet.of, "lines": held.lines, "made": len(taken.made), "digest": held.digest}
        record("sheets.entered", subject=("sheet", held.pk), actor=hand.actor, at=hand.at, facts=facts, new=True)
    return taken


def office_of(actor: Actor) -> int:
    return actor.office_id or actor.unit_id or 0


def known_columns(code: str, actor: Actor) -> KnownColumns | None:
    return KnownColumns.objects.filter(sheet=code, body_id=office_of(actor)).first() if office_of(actor) else None


def remember(code: str, labels: Mapping[str, str], fixed: Mapping[str, str], *, actor: Actor, at: datetime) -> None:
    """记住: the next sheet of this office is read the same way, if its columns still have these names."""
    if body := office_of(actor):
        KnownColumns.objects.update_or_create(sheet=code, body_id=body, defaults={"labels": dict(labels), "fixed": dict(fixed), "at": at})


def forget_old(*, now: datetime) -> int:
    """What was tried and not entered goes after an hour; also a daily job."""
    return HeldSheet.objects.filter(entered_at=None, at__lt=now - KEPT_FOR).delete()[0]
