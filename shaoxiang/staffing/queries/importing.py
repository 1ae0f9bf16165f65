"""A spreadsheet of changes, read and tried without writing: every row that could be drafted, and every one that could not with its cure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, BinaryIO

from django.utils.translation import gettext

from shaoxiang.institutions.queries import book
from shaoxiang.kernel.exchange.reading import Heading, Row, RowError, read_table
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing import rules
from shaoxiang.staffing.models import QuotaEntry
from shaoxiang.staffing.queries.quotas import check, lines_of
from shaoxiang.staffing.rules import StaffingRefused, Wanted
from shaoxiang.staffing.vocabulary import QuotaType

HEADINGS = (
    Heading("body", (_("单位"), "单位代码", "Unit")), Heading("quota_type", (_("编制类别"), "Type of quota")), Heading("delta", (_("增减"), "Change")),
    Heading("effective_on", (_("生效日"), "Effective on", "Day of effect")), Heading("reason", (_("理由"), "Reason")),
    Heading("moved_from", (_("从哪个单位划来"), "Moved from which unit"), required=False),
    Heading("upper_document", (_("上级批文"), "Approval from above"), required=False),
    Heading("corrects", (_("更正台账第几笔"), "Corrects entry"), required=False),
)
FIELDS = {"matching": "reason"}
MOST = 500


@dataclass(frozen=True, slots=True)
class Tried:
    """One row that may be drafted, and what it would do."""

    line: int
    wanted: Wanted
    before: int

    @property
    def after(self) -> int:
        return self.before + self.wanted.delta


@dataclass(frozen=True, slots=True)
class DryRun:
    rows: list[Tried]
    errors: list[RowError]


def try_table(file: BinaryIO, today: date) -> DryRun:
    """试算. Reads the whole sheet whatever is wrong, so that all of it is told at once."""
    try:
        lines = list(read_table(file, HEADINGS))
    except RowError as error:
        return DryRun([], error.every)
    if not lines:
        return DryRun([], [RowError(0, "", gettext("表头下面没有内容。"), gettext("请每行写一项调整。"))])
    if len(lines) > MOST:
        return DryRun([], [RowError(0, "", gettext("一次最多 %(most)s 行。") % {"most": MOST}, gettext("请拆成几份导入。"))])
    rows: list[Tried] = []
    errors: list[RowError] = []
    seen: dict[Wanted, int] = {}
    for line in lines:
        try:
            wanted = _wanted(line)
            if wanted in seen:
                raise line.error("body", gettext("和第 %(line)s 行一模一样。") % {"line": seen[wanted]}, gettext("请删去一行。"))
            seen[wanted] = line.line
            rows.append(_tried(line, wanted, today))
        except RowError as error:
            errors.append(error)
    return DryRun(rows, errors)


def _tried(row: Row, wanted: Wanted, today: date) -> Tried:
    try:
        check(wanted, today)
    except StaffingRefused as refused:
        words = gettext(refused.reason) % refused.facts if refused.facts else gettext(refused.reason)
        raise row.error(FIELDS.get(refused.field, refused.field), words, "") from None
    return Tried(row.line, wanted, rules.total(lines_of(wanted.body_id, wanted.quota_type), max(today, wanted.effective_on)))


def _wanted(row: Row) -> Wanted:
    """Raises RowError."""
    body = _body(row, "body")
    row.text("body", needed=True)
    delta = row.number("delta")
    if delta is None or delta != int(delta):
        raise row.error("delta", gettext("没有填写，或者不是整数。"), gettext("增加写正数，减少写负数。"))
    on = row.day("effective_on")
    if on is None:
        raise row.error("effective_on", gettext("没有填写。"), gettext("请写成 2026-03-02 的样子。"))
    corrects = row.number("corrects")
    if corrects is not None and not QuotaEntry.objects.filter(pk=int(corrects)).exists():
        raise row.error("corrects", gettext("台账里没有这一笔。"), gettext("请到单位的台账里看编号。"))
    return Wanted(
        body or 0, _type(row), int(delta), on, row.text("reason", needed=True)[: rules.WORDS_MAX], _body(row, "moved_from"), row.text("upper_document")[:60],
        int(corrects) if corrects is not None else None,
    )


def _body(row: Row, field: str) -> int | None:
    """By code or by name, as people write it."""
    given = row.text(field, needed=field == "body")
    if not given:
        return None
    kept = book()
    found = [body.id for body in kept.bodies.values() if given in (body.code, body.name, body.name_en, body.short_name)]
    own = [key for key in found if kept.bodies[key].kind in rules.STREET_KINDS | rules.DISTRICT_KINDS]
    if len(own or found) != 1:
        raise row.error(field, gettext("没有这个单位，或者不止一个。"), gettext("请写单位的全称或代码，和“机构和人”里一样。"))
    return (own or found)[0]


def _type(row: Row) -> str:
    given = row.text("quota_type", needed=True)
    for kind in QuotaType:
        if given in (kind.value, kind.label, gettext(kind.label)):
            return str(kind.value)
    raise row.error("quota_type", gettext("没有这个编制类别。"), gettext("请写行政编制、事业编制或者专项编制。"))


def as_plain(rows: list[Tried]) -> list[dict[str, Any]]:
    """What the page carries from the dry run to the import, signed."""
    return [{**asdict(row.wanted), "effective_on": row.wanted.effective_on.isoformat()} for row in rows]


def of_plain(given: list[dict[str, Any]]) -> list[Wanted]:
    return [Wanted(**{**one, "effective_on": date.fromisoformat(one["effective_on"])}) for one in given]
