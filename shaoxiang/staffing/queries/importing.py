"""Spreadsheets of changes and of who is on whose quota: their columns, and what one line says."""

from __future__ import annotations

import difflib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.utils.translation import gettext

from shaoxiang.institutions.models import Body, Person, Post
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.sheets import person_in
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets.cells import day_in, every, text_in, word_in
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing import rules
from shaoxiang.staffing.models import QuotaEntry
from shaoxiang.staffing.rules import Wanted
from shaoxiang.staffing.vocabulary import QuotaType, Rank

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


def read_wanted(row: Row, units: Units) -> Wanted:
    """Every cell is read, so that all that is wrong in the line is told at once. Raises SeveralErrors."""
    given = every({
        "body_id": partial(unit_in, row, "body", units), "quota_type": partial(word_in, row, "quota_type", QuotaType, needed=True, ending="编制"),
        "delta": partial(_delta, row), "effective_on": partial(day_in, row, "effective_on"), "reason": partial(_reason, row),
        "moved_from_id": partial(unit_in, row, "moved_from", units), "corrects_id": partial(_corrects, row),
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


def units_on(on: date) -> Units:
    """Whatever a body is called, code and aliases (成办) too -> bodies; those with a quota of their own before others of the same name."""
    found: dict[str, dict[int, bool]] = defaultdict(dict)
    for body in Body.objects.filter(in_force(on)).order_by("order", "code"):
        for name in {body.code, body.name, body.name_en, body.short_name, *body.aliases} - {""}:
            found[name][body.pk] = body.kind in rules.STREET_KINDS | rules.DISTRICT_KINDS
    return {name: [key for key, own in keys.items() if own] or list(keys) for name, keys in found.items()}


def unit_in(row: Row, field: str, units: Units) -> int | None:
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


HOLDINGS = (
    Heading("name", (_("姓名"), "Name")), Heading("person", (_("人员编号"), "Person number"), required=False), Heading("post", (_("岗位代码"), "Post code")),
    Heading("body", (_("编制在"), "编制所在单位", "On whose quota")), Heading("quota_type", (_("编制类别"), "Type of quota")),
    Heading("rank", (_("职务层次"), "Rank"), required=False), Heading("document", (_("任职文号"), "Document")),
    Heading("since", (_("现任领导的任职日期"), "任职日期", "In office since"), required=False),
)


@dataclass(frozen=True, slots=True)
class Seat:
    """One line of 编制实名制: who (None: somebody new of that name), in which post, on whose quota."""

    person: Person | None
    name: str
    post: Post
    body_id: int
    quota_type: QuotaType
    rank: Rank
    document: str
    since: date | None = None


def read_seat(row: Row, units: Units, today: date) -> Seat:
    """Every cell is read, so that all that is wrong in the line is told at once. Raises SeveralErrors."""
    given = every({
        "person": partial(person_in, row), "post": partial(_post, row, today), "body_id": partial(unit_in, row, "body", units),
        "quota_type": partial(word_in, row, "quota_type", QuotaType, needed=True, ending="编制"), "rank": partial(word_in, row, "rank", Rank),
        "document": partial(text_in, row, "document", 60), "since": partial(row.day, "since"),
    })
    kind, rank = QuotaType(given.pop("quota_type")), Rank(given.pop("rank") or Rank.NONE)
    return Seat(name=row.text("name"), quota_type=kind, rank=rank, **given)


def _post(row: Row, today: date) -> Post:
    code = row.text("post", needed=True)
    found = Post.objects.filter(in_force(today), code=code).first()
    if found is None:
        raise row.error("post", gettext("没有这个岗位代码。"), gettext("请先导入岗位，或核对代码。"))
    return found
