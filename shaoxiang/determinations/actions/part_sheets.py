"""三定规定的一个部分从表格来: the lines of a draft's part as the office keeps them. The sheet is the part: what it does not say is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.determinations import rules
from shaoxiang.determinations.actions.versions import PartChanged, edit_part
from shaoxiang.determinations.models import DeterminationPart
from shaoxiang.determinations.queries import naming
from shaoxiang.determinations.queries.versions import lines_of_part
from shaoxiang.determinations.rules import DeterminationRefused, DiffRow, Line
from shaoxiang.determinations.vocabulary import LineState, PartKind
from shaoxiang.duties.rules.standing import SHORTEST, is_short_for
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.journal.queries import CHANGED_MEANWHILE
from shaoxiang.kernel.sheets.cells import each_line, every, filled_down, text_in, twice
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing.rules import matching_words

OF_OFFICES = naming.PARTS_OF_OFFICES
IN_SHEETS = tuple(kind for kind in PartKind if kind not in rules.OF_LEDGER)  # figures are the ledger's: they come from no sheet
_WORDS = (
    Heading("code", (_("编号"), "职责编号", "Number"), required=False), Heading("heading", (_("标题"), "Heading"), required=False),
    Heading("text", (_("内容"), "职责", "Text")),
)
_OFFICE = Heading("office", (_("机构"), "内设机构", "科室", "Office"))


def headings(kind: PartKind) -> tuple[Heading, ...]:
    return (_OFFICE, *_WORDS) if kind in OF_OFFICES else _WORDS


def import_part(part: DeterminationPart, rows: Sequence[Row], *, revision: int, actor: Actor, at: datetime) -> Taken:
    """`made`: the lines that differ afterwards (DiffRow). Raises PermissionDenied, MoveRefused, DeterminationRefused (also where somebody saved meanwhile)."""
    kind, unit = PartKind(part.kind), part.version.unit
    offices = _offices(kind, unit, at)
    codes = {item.code for items in naming.items_of_unit(unit, timezone.localtime(at).date()).values() for item in items}
    before = lines_of_part(part)
    known = codes | {line.code for line in before}
    filled = list(filled_down(rows, "office")) if kind in OF_OFFICES else list(rows)
    lines, errors = each_line(filled, lambda row: _read(row, kind, offices, known))
    errors = [*twice(filled, "text", _once), *errors]
    if errors:
        return Taken(len(rows), errors=errors)
    try:
        edit_part(part.version_id, kind, lines, revision=revision, actor=actor, at=at)
    except PartChanged as changed:
        raise DeterminationRefused("", CHANGED_MEANWHILE) from changed
    return Taken(len(rows), changed_lines(before, lines))


def changed_lines(before: Sequence[Line], lines: Sequence[Line]) -> list[DiffRow]:
    return [one for one in rules.compare(before, lines) if one.state != LineState.SAME]


def _once(row: Row) -> tuple[str, ...]:
    code = row.text("code").upper()
    return (code,) if code else (row.text("office"), row.text("heading"), row.text("text"))


def _offices(kind: PartKind, unit: Body, at: datetime) -> Mapping[str, str]:
    """Any name of an office of the unit -> its name in the part."""
    found = naming.offices_of_part(unit, kind, timezone.localtime(at).date())
    return {name: office for office, names in found.items() for name in names}


def _read(row: Row, kind: PartKind, offices: Mapping[str, str], codes: set[str]) -> Line:
    """Every cell is read, so that all that is wrong in the line is told at once. Raises SeveralErrors."""
    given = every({
        "office": partial(_office, row, offices) if kind in OF_OFFICES else str, "code": partial(_code, row, codes),
        "heading": partial(text_in, row, "heading", 80), "text": partial(_text, row),
    })
    return Line(given["office"], given["code"], given["heading"] or "", given["text"])


def _office(row: Row, offices: Mapping[str, str]) -> str:
    name = row.text("office", needed=True)
    short = {full for full in offices.values() if is_short_for(name, full)} if name not in offices and len(name) >= SHORTEST else set()
    if len(short) == 1:
        return short.pop()
    if name not in offices:
        facts = {"given": name, "names": "、".join(dict.fromkeys(offices.values()))}
        raise row.error("office", gettext("本单位没有机构“%(given)s”。") % facts, gettext("请从这些里写：%(names)s。") % facts)
    return offices[name]


def _code(row: Row, codes: set[str]) -> str:
    code = row.text("code").upper()
    if code and code not in codes:
        raise row.error("code", gettext("本单位的清单里没有“%(code)s”。") % {"code": code}, gettext("请照清单的编号写；不是清单里的职责，编号空着。"))
    return code


def _text(row: Row) -> str:
    text = text_in(row, "text", 500, needed=True) or ""
    found = matching_words(f"{row.text('heading')}，{text}", plates=False)
    if found:
        cure = gettext("请改写成本单位的职责和编委会的依据（《地方各级人民政府机构设置和编制管理条例》第七条）。")
        raise row.error("text", gettext("写着“%(words)s”：不得以与部门对口为由设机构、配编制、定级别。") % {"words": found[0]}, cure)
    return text
