"""已经生效的赋权决定, as districts keep them in a spreadsheet: read as a whole, every wrong line told with its column and cure, gathered into decisions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from django.utils.translation import gettext

from shaoxiang.duties.models import EmpoweredMatter, ListVersion
from shaoxiang.duties.vocabulary import PowerType, VersionKind, VersionStatus
from shaoxiang.empowerment import rules
from shaoxiang.empowerment.queries.powers import applies, department_of, items, names_of_departments, street_units
from shaoxiang.empowerment.rules import Existing, Proposal
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.exchange.reading import Heading, Row, RowError
from shaoxiang.kernel.sheets.cells import SEPARATORS, day_in, each_line, every, flag_in, text_in
from shaoxiang.kernel.vocabulary import _

HEADINGS = (
    Heading("codes", (_("事项编号"), "编号", "Item", "Items")), Heading("units", (_("镇街"), "街道", "Streets", "Street")),
    Heading("department", (_("原实施部门"), "部门", "Department"), required=False),
    Heading("in_force_on", (_("生效日期"), "In force on")),
    Heading("basis_on", (_("自治区决定日期"), "Provincial decision on"), required=False),
    Heading("basis_authority", (_("决定机关"), "Deciding authority"), required=False),
    Heading("basis_document", (_("自治区决定文号"), "文件和文号", "Provincial decision"), required=False),
    Heading("plan_on", (_("工作方案日期"), "Scheme of")), Heading("plan_meeting", (_("方案会议"), "开的什么会", "Meeting")),
    Heading("plan_document", (_("工作方案文件"), "Scheme document")),
    Heading("published_on", (_("公布日期"), "Published on")), Heading("published_where", (_("在哪里公布"), "Published where")),
    Heading("own_name", (_("以镇街自己名义"), "Own name"), required=False),
    Heading("agreement_number", (_("委托书或协议编号"), "Agreement"), required=False),
    Heading("exclusive", (_("部门不再行使"), "Department stops"), required=False),
    Heading("includes_compulsion", (_("连同强制措施"), "With compulsion"), required=False),
    Heading("evaluate_months", (_("几个月评估一次"), "Evaluated every (months)"), required=False),
    Heading("reason", (_("为什么交给街道"), "Reason"), required=False),
)
ALL = frozenset({"全部", "全部镇街", "all"})
TEXTS = {"basis_authority": 80, "basis_document": 120, "plan_meeting": 100, "plan_document": 120, "published_where": 200, "agreement_number": 80}
NEEDED = ("plan_meeting", "plan_document", "published_where")
_RANGE = re.compile(r"([A-Z]+)([0-9]+)(?:-|—|–|~|～|至|到)([A-Z]*)([0-9]+)")
Pair = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Entered:
    """One decision the sheet speaks of, and the lines it was gathered from."""

    proposal: Proposal
    known: Existing
    lines: tuple[int, ...]

    @property
    def count(self) -> int:
        """Lines of power: items times streets."""
        return len(self.proposal.units) * len(self.proposal.codes)


@dataclass(frozen=True, slots=True)
class Said:
    """One line: what is held by whom, and the rest of its decision."""

    row: Row
    codes: tuple[str, ...]
    units: tuple[int, ...]
    proposal: Proposal
    known: Existing


@dataclass(frozen=True, slots=True)
class Register:
    """What the lines are read against."""

    items: Mapping[str, EmpoweredMatter]
    units: Mapping[int, Body]
    departments: Mapping[str, int]


def read_decisions(rows: Sequence[Row], today: date) -> tuple[list[Entered], list[RowError]]:
    """The decisions the lines speak of, or everything that is wrong in any of them."""
    kept = Register({item.code: item for item in items(today)}, {unit.pk: unit for unit in street_units(today)}, names_of_departments(today))
    seen: dict[Pair, int] = {}

    def read(row: Row) -> Said:
        one = _said(row, kept)
        _once(one, kept, seen)
        return one

    said, errors = each_line(rows, read)
    return [] if errors else _gathered(said, kept), errors


def _said(row: Row, kept: Register) -> Said:
    """Raises SeveralErrors, RowError."""
    read = every({
        "codes": partial(_codes, row, kept), "units": partial(_units, row, kept), **{name: partial(day_in, row, name) for name in ("in_force_on", "plan_on")},
        "published_on": partial(day_in, row, "published_on"), "basis_on": partial(row.day, "basis_on"),
        "reason": partial(text_in, row, "reason", rules.WORDS_MAX),
        **{name: partial(_text, row, name) for name in TEXTS}, "evaluate_months": partial(_months, row),
        **{name: partial(flag_in, row, name) for name in ("own_name", "exclusive", "includes_compulsion")},
    })
    codes, units = read["codes"], read["units"]
    listed = [kept.items[code] for code in codes]
    if any(item.power_type == PowerType.PENALTY.value for item in listed):
        for name in ("basis_on", "basis_authority", "basis_document"):
            if not read[name]:
                raise row.error(name, gettext("没有填写。"), gettext("处罚事项要有自治区的决定（行政处罚法第二十四条）：请补上日期、机关和文号。"))
    for item in listed:
        if not any(applies(item, kept.units[key]) for key in units):
            raise row.error("units", gettext("%(code)s 只适用于镇。") % {"code": item.code}, gettext("请改成镇，或删去这一项。"))
    flags = {name: read[name] for name in ("own_name", "exclusive", "includes_compulsion") if row.text(name)}
    proposal = Proposal(
        (), (), read["reason"] or gettext("用本系统以前已经交给镇街，照当时的文件登记。"), **flags, agreement_number=read["agreement_number"],
        evaluate_months=read["evaluate_months"],
    )
    known = Existing(_department(row, listed, kept), **{name: read[name] for name in (
        "plan_on", "plan_meeting", "plan_document", "basis_on", "basis_authority", "basis_document", "published_on", "published_where", "in_force_on")})
    return Said(row, codes, units, proposal, known)


def _once(one: Said, kept: Register, seen: dict[Pair, int]) -> None:
    """The same item in the same street on two lines: which of them holds?"""
    for code in one.codes:
        for key in one.units:
            if (code, key) in seen:
                words = gettext("%(unit)s的 %(code)s 和第 %(line)s 行重复。") % {"unit": kept.units[key].name, "code": code, "line": seen[code, key]}
                raise one.row.error("codes", words, gettext("请只留一行。"))
    seen.update({(code, key): one.row.line for code in one.codes for key in one.units})


def _gathered(said: Sequence[Said], kept: Register) -> list[Entered]:
    """Lines of the same papers are one decision for the streets that received the same items."""
    papers: dict[tuple[Proposal, Existing], dict[int, dict[str, int]]] = {}
    for one in said:
        held = papers.setdefault((one.proposal, one.known), {})
        for key in one.units:
            held.setdefault(key, {}).update({code: one.row.line for code in one.codes if applies(kept.items[code], kept.units[key])})
    found = []
    for (proposal, known), by_unit in papers.items():
        same: dict[tuple[str, ...], list[int]] = {}
        for key, received in by_unit.items():
            same.setdefault(tuple(sorted(received)), []).append(key)
        for codes, units in same.items():
            lines = tuple(sorted({by_unit[key][code] for key in units for code in codes}))
            found.append(Entered(replace(proposal, units=tuple(units), codes=codes), replace(known, list_version_id=_version(known.in_force_on)), lines))
    return found


def _version(on: date) -> int | None:
    """The list of powers as it was published on the day the decision came into force."""
    rows = ListVersion.objects.filter(kind=VersionKind.POWER.value, status=VersionStatus.PUBLISHED.value, effective_from__lte=on)
    return rows.order_by("-effective_from").values_list("pk", flat=True).first()


# --- cells --------------------------------------------------------------------------------------------------------------


def _codes(row: Row, kept: Register) -> tuple[str, ...]:
    """P01, several, or P01-P55 for all of the list between the two."""
    found: list[str] = []
    for part in SEPARATORS.split(row.text("codes", needed=True).upper()):
        token = re.sub(r"\s+", "", part)
        between = _RANGE.fullmatch(token)
        if between and token not in kept.items:
            letter, first, other, last = between.groups()
            numbered = {code: code.removeprefix(letter) for code in kept.items if code.startswith(letter)}
            got = [code for code, number in numbered.items() if number.isdecimal() and int(first) <= int(number) <= int(last)]
            if not got or (other and other != letter):
                raise row.error("codes", gettext("清单里没有“%(code)s”这一段。") % {"code": token}, gettext("请照清单写编号，如 P01-P13。"))
            found += got
        elif token and token not in kept.items:
            raise row.error("codes", gettext("清单里没有“%(code)s”。") % {"code": token}, gettext("请照现行权责清单写编号；清单里没有的，先在清单里增加。"))
        elif token:
            found.append(token)
    return tuple(dict.fromkeys(found))


def _units(row: Row, kept: Register) -> tuple[int, ...]:
    """By code, by name or by the names people use; 全部镇街 for all of them."""
    given = row.text("units", needed=True)
    if given.lower() in ALL:
        return tuple(kept.units)
    found: list[int] = []
    for part in (one.strip() for one in SEPARATORS.split(given)):
        got = [key for key, unit in kept.units.items() if part and part in _names(unit)]
        if part and len(got) != 1:
            cure = gettext("请写全称，如“东风路街道”，几个用顿号隔开；都有的写“全部镇街”。")
            raise row.error("units", gettext("没有叫“%(name)s”的镇街。") % {"name": part}, cure)
        found += got
    return tuple(dict.fromkeys(found))


def _names(unit: Body) -> frozenset[str]:
    names = {unit.code, unit.name, unit.short_name, unit.name_en, *unit.aliases}
    if unit.street is not None:
        names |= {unit.street.code, unit.street.name, unit.street.name_en}
    return frozenset(name for name in names if name)


def _department(row: Row, listed: Sequence[EmpoweredMatter], kept: Register) -> int:
    """The one the sheet names, else the one the list names for every item of the line."""
    given = row.text("department")
    named = {department_of(item, kept.departments) for item in listed}
    if given:
        key = kept.departments.get(given)
        if key is None:
            raise row.error("department", gettext("没有叫“%(name)s”的部门。") % {"name": given}, gettext("请写机构表里的名称，如“区城市管理局”。"))
        if wrong := next((item for item in listed if department_of(item, kept.departments) not in (None, key)), None):
            facts = {"code": wrong.code, "department": wrong.original_department}
            raise row.error("department", gettext("%(code)s 的原实施部门是%(department)s。") % facts, gettext("请改成它，或分行写。"))
        return key
    if len(named) != 1 or None in named:
        raise row.error("department", gettext("没有填写，清单也没有写明是哪一个部门。"), gettext("请写原来实施这项权力的部门，如“区城市管理局”。"))
    return next(key for key in named if key is not None)


def _text(row: Row, name: str) -> str:
    return text_in(row, name, TEXTS[name], needed=name in NEEDED) or ""


def _months(row: Row) -> int:
    given = row.number("evaluate_months")
    if given is None:
        return rules.EVALUATE_MONTHS
    if given != int(given) or not rules.EVALUATE_LEAST <= given <= rules.EVALUATE_MOST:
        raise row.error("evaluate_months", gettext("要在 3 到 36 之间。"), gettext("不写就是每 12 个月评估一次。"))
    return int(given)
