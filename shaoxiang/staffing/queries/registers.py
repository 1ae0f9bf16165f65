"""Spreadsheets with which the registers of this room begin: opening figures, locks, candidates of a selection. Their columns, and what one line says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.utils.translation import gettext

from shaoxiang.institutions.models import Body
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets.cells import day_in, every, text_in, word_in
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing import rules
from shaoxiang.staffing.models import LeadershipPostQuota, QuotaEntry, QuotaHolding, QuotaLock
from shaoxiang.staffing.queries.importing import Units, unit_in
from shaoxiang.staffing.rules.selection import PLACE_MAX, Factors
from shaoxiang.staffing.vocabulary import Education, QuotaType

OPENINGS = (
    Heading("body", (_("单位"), "单位代码", "Unit")), Heading("quota_type", (_("编制类别"), "Type of quota")),
    Heading("figure", (_("核定数"), "核定编制", "编制数", "Approved figure")), Heading("effective_on", (_("核定日期"), "批准日期", "Approved on")),
    Heading("document", (_("核定文号"), "文号", "批准文号", "Document")),
)
LOCKS = (
    Heading("body", (_("单位"), "单位代码", "Unit")), Heading("effective_from", (_("锁定之日"), "锁定日期", "Locked from")),
    Heading("meeting_on", (_("编委会会议日期"), "会议日期", "Meeting on")), Heading("meeting_number", (_("会议文号"), "文号", "Number of the meeting")),
)
LEADERSHIP = (
    Heading("body", (_("单位"), "单位代码", "Unit")), Heading("principals", (_("正职"), "Principals")), Heading("deputies", (_("副职"), "Deputies")),
    Heading("effective_on", (_("核定日期"), "批准日期", "Approved on")), Heading("document", (_("核定文号"), "文号", "Document")),
)
CANDIDATES = (
    Heading("name", (_("姓名"), "Name")), Heading("person", (_("人员编号"), "Person number"), required=False),
    Heading("birth_year", (_("出生年份"), "出生年", "Year of birth")), Heading("education", (_("学历"), "Education")),
    Heading("grassroots_years", (_("基层工作年限"), "基层年限", "Years at the grass roots")), Heading("origin", (_("籍贯"), "Place of origin")),
    Heading("grew_up", (_("成长地"), "Grew up in")), Heading("family", (_("家庭所在地"), "Family lives in")),
)


KEYS = frozenset({"body", "quota_type"})


def says_something(row: Row, headings: Sequence[Heading]) -> bool:
    """A line of the blank sheet that names its unit and says nothing of it is passed by."""
    return not row.text("body") or any(row.text(one.field) for one in headings if one.field not in KEYS)


@dataclass(frozen=True, slots=True)
class Opening:
    body_id: int
    quota_type: str
    figure: int
    effective_on: date
    document: str


def read_opening(row: Row, units: Units) -> Opening:
    """Every cell is read, so that all that is wrong in the line is told at once. Raises SeveralErrors."""
    return Opening(**every({
        "body_id": partial(unit_in, row, "body", units), "quota_type": partial(word_in, row, "quota_type", QuotaType, needed=True, ending="编制"),
        "figure": partial(_whole, row, "figure"), "effective_on": partial(day_in, row, "effective_on"),
        "document": partial(text_in, row, "document", 60, needed=True),
    }))


@dataclass(frozen=True, slots=True)
class Leadership:
    body_id: int
    principals: int
    deputies: int
    effective_on: date
    document: str


def read_leadership(row: Row, units: Units) -> Leadership:
    """As `read_opening`."""
    return Leadership(**every({
        "body_id": partial(unit_in, row, "body", units), "principals": partial(_whole, row, "principals"), "deputies": partial(_whole, row, "deputies"),
        "effective_on": partial(day_in, row, "effective_on"), "document": partial(text_in, row, "document", 60, needed=True),
    }))


def leadership_lines(today: date) -> list[tuple[Body, LeadershipPostQuota | None]]:
    """Every unit that may have leaders of its own, with the figures in force."""
    units = Body.objects.filter(in_force(today), kind__in=sorted(rules.STREET_KINDS | rules.DISTRICT_KINDS)).order_by("order", "code")
    held = {row.body_id: row for row in LeadershipPostQuota.objects.filter(in_force(today), body__in=units)}
    return [(unit, held.get(unit.pk)) for unit in units]


@dataclass(frozen=True, slots=True)
class Lock:
    body_id: int
    effective_from: date
    meeting_on: date
    meeting_number: str


def read_lock(row: Row, units: Units) -> Lock:
    """As `read_opening`."""
    return Lock(**every({
        "body_id": partial(unit_in, row, "body", units), "effective_from": partial(day_in, row, "effective_from"),
        "meeting_on": partial(day_in, row, "meeting_on"), "meeting_number": partial(text_in, row, "meeting_number", 60, needed=True),
    }))


def read_candidate(row: Row, today: date) -> tuple[int, Factors]:
    """(person, factors). As `read_opening`."""
    given = every({
        "person": partial(_on_a_quota, row, today), "birth_year": partial(_whole, row, "birth_year"),
        "education": partial(word_in, row, "education", Education, needed=True), "grassroots_years": partial(_whole, row, "grassroots_years"),
        **{name: partial(text_in, row, name, PLACE_MAX, needed=True) for name in ("origin", "grew_up", "family")},
    })
    person: int = given.pop("person")
    return person, Factors(**{**given, "education": Education(given["education"])})


def _whole(row: Row, field: str) -> int:
    number = row.number(field)
    if number is None or number != int(number):
        raise row.error(field, gettext("没有填写，或者不是整数。"), gettext("请写整数。"))
    return int(number)


def _on_a_quota(row: Row, today: date) -> int:
    """Somebody on a quota, by number, or by a name only one of them has: who is on none is not named."""
    name, number = row.text("name", needed=True), row.text("person")
    same = list(QuotaHolding.objects.filter(in_force(today), person__name=name).values_list("person_id", flat=True))
    found = [key for key in same if not number or str(key) == number]
    if len(found) == 1:
        return found[0]
    if found:
        raise row.error("person", gettext("占着编制的有 %(n)s 个人叫这个名字。") % {"n": len(found)}, gettext("请写明人员编号（编制实名制的表样里有）。"))
    if same:
        raise row.error("person", gettext("没有这个编号的人，或者姓名对不上。"), gettext("请照编制实名制的表样写编号和姓名。"))
    raise row.error("name", gettext("占着编制的人里没有这个名字。"), gettext("只能提名占着编制的人：请核对姓名，或先办上编。"))


def opening_lines(today: date) -> list[tuple[Body, QuotaType, list[QuotaEntry]]]:
    """Of every unit that may have a quota, the two usual types and whatever type it has lines of."""
    kinds = sorted(rules.STREET_KINDS | rules.DISTRICT_KINDS)
    units = Body.objects.filter(in_force(today), kind__in=kinds).order_by("order", "code")
    held: dict[tuple[int, str], list[QuotaEntry]] = {}
    for entry in QuotaEntry.objects.filter(body__in=units).select_related("opening").order_by("effective_on", "pk"):
        held.setdefault((entry.body_id, entry.quota_type), []).append(entry)
    usual = (QuotaType.ADMINISTRATIVE, QuotaType.INSTITUTIONAL)
    return [(unit, kind, held.get((unit.pk, kind.value), [])) for unit in units for kind in QuotaType if kind in usual or (unit.pk, kind.value) in held]


def lock_lines(today: date) -> list[tuple[Body, QuotaLock | None]]:
    """Every street and the town, with its lock."""
    units = Body.objects.filter(in_force(today), kind__in=sorted(rules.STREET_KINDS)).order_by("order", "code")
    locks = {lock.body_id: lock for lock in QuotaLock.objects.filter(body__in=units)}
    return [(unit, locks.get(unit.pk)) for unit in units]
