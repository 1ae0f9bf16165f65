"""A spreadsheet of changes, read and tried without writing: every row that could be drafted, and every one that could not with its cure."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from typing import Any, BinaryIO

from django.utils.translation import gettext

from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.cells import SeveralErrors, every
from shaoxiang.kernel.dated import in_force
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
    Heading("right_figure", (_("原件上增加几名"), "Figure of the paper"), required=False),
    Heading("read_in", (_("原件的文号"), "Number of the paper"), required=False),
)
Units = dict[str, list[int]]
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
    units = _units(today)
    for line in _filled_down(lines):
        try:
            wanted = _wanted(line, units)
            if wanted in seen:
                raise line.error("body", gettext("和第 %(line)s 行一模一样。") % {"line": seen[wanted]}, gettext("请删去一行。"))
            seen[wanted] = line.line
            rows.append(_tried(line, wanted, today))
        except RowError as error:
            errors.append(error)
        except SeveralErrors as several:
            errors += several.errors
    return DryRun(rows, errors)


def _filled_down(lines: list[Row]) -> Iterator[Row]:
    """A unit written once for several lines, as merged cells come out of a spreadsheet saved as CSV: it holds until another is written."""
    above = ""
    for line in lines:
        above = line.text("body") or above
        yield replace(line, values={**line.values, "body": above})


def _tried(row: Row, wanted: Wanted, today: date) -> Tried:
    try:
        check(wanted, today, drafted_on=today)
    except StaffingRefused as refused:
        words = gettext(refused.reason) % refused.facts if refused.facts else gettext(refused.reason)
        raise row.error(FIELDS.get(refused.field, refused.field), words, "") from None
    return Tried(row.line, wanted, rules.total(lines_of(wanted.body_id, wanted.quota_type), max(today, wanted.effective_on)))


def _wanted(row: Row, units: Units) -> Wanted:
    """Every cell is read, so that all that is wrong in the line is told at once. Raises SeveralErrors."""
    given = every({
        "body_id": partial(_body, row, "body", units), "quota_type": partial(_type, row), "delta": partial(_delta, row), "effective_on": partial(_day, row),
        "reason": partial(_reason, row), "moved_from_id": partial(_body, row, "moved_from", units), "corrects_id": partial(_corrects, row),
        "right_figure": partial(_whole_or_none, row, "right_figure"),
    })
    return Wanted(**given, upper_document=row.text("upper_document")[:60], read_in=row.text("read_in")[:60])


def _reason(row: Row) -> str:
    return row.text("reason", needed=True)[: rules.WORDS_MAX]


def _delta(row: Row) -> int:
    delta = row.number("delta")
    if delta is None or delta != int(delta):
        raise row.error("delta", gettext("没有填写，或者不是整数。"), gettext("增加写正数，减少写负数。"))
    return int(delta)


def _day(row: Row) -> date:
    on = row.day("effective_on")
    if on is None:
        raise row.error("effective_on", gettext("没有填写。"), gettext("请写成 2026-03-02 的样子。"))
    return on


def _whole_or_none(row: Row, field: str) -> int | None:
    given = row.number(field)
    if given is not None and given != int(given):
        raise row.error(field, gettext("不是整数。"), gettext("请写整数。"))
    return None if given is None else int(given)


def _corrects(row: Row) -> int | None:
    corrects = row.number("corrects")
    if corrects is None:
        return None
    if corrects != int(corrects) or not QuotaEntry.objects.filter(pk=int(corrects)).exists():
        raise row.error("corrects", gettext("台账里没有这一笔。"), gettext("请到单位的台账里看编号。"))
    return int(corrects)


def _units(on: date) -> Units:
    """Whatever a body is called, code and aliases (成办) too -> bodies; those with a quota of their own before others of the same name."""
    found: dict[str, dict[int, bool]] = defaultdict(dict)
    for body in Body.objects.filter(in_force(on)).order_by("order", "code"):
        for name in {body.code, body.name, body.name_en, body.short_name, *body.aliases} - {""}:
            found[name][body.pk] = body.kind in rules.STREET_KINDS | rules.DISTRICT_KINDS
    return {name: [key for key, own in keys.items() if own] or list(keys) for name, keys in found.items()}


def _body(row: Row, field: str, units: Units) -> int | None:
    """By code, name, short name or alias, as people write it."""
    given = row.text(field, needed=field == "body")
    if not given:
        return None
    found = units.get(given, [])
    if len(found) == 1:
        return found[0]
    if found:
        raise row.error(field, gettext("叫这个名字的不止一个。"), gettext("请写代码，和“机构和人”里一样。"))
    near = difflib.get_close_matches(given, list(units), n=3, cutoff=0.4)
    kept = book()
    streets = "、".join(kept.short_name_of(body.id) for body in kept.bodies.values() if body.kind in rules.STREET_KINDS)
    could = gettext("是不是：%(names)s？") % {"names": "、".join(near)} if near else gettext("镇街可以写：%(names)s；部门写全称或代码。") % {"names": streets}
    raise row.error(field, gettext("没有这个单位：%(given)s。") % {"given": given}, could)


def _type(row: Row) -> str:
    given = row.text("quota_type", needed=True)
    for kind in QuotaType:
        if given in (kind.value, kind.label, gettext(kind.label), kind.label.removesuffix("编制")):
            return str(kind.value)
    allowed = "、".join(gettext(kind.label) for kind in QuotaType)
    raise row.error("quota_type", gettext("没有这个编制类别。"), gettext("请从这些里选：%(words)s。") % {"words": allowed})


def as_plain(rows: list[Tried]) -> list[dict[str, Any]]:
    """What the page carries from the dry run to the import, signed."""
    return [{**asdict(row.wanted), "effective_on": row.wanted.effective_on.isoformat()} for row in rows]


def of_plain(given: list[dict[str, Any]]) -> list[Wanted]:
    return [Wanted(**{**one, "effective_on": date.fromisoformat(one["effective_on"])}) for one in given]
