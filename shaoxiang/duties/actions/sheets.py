"""One line of a spreadsheet after another: what it says of an item, and everything in it that is wrong, each with its line, column and cure."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.duties.actions.versions import NO_OFFICE, arranged, check_answers, check_leader, checked_streets
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries import department_names, drafts
from shaoxiang.duties.queries.standing import offices_of
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules import versions as rules
from shaoxiang.duties.rules.fields import NOT_A_WORD, SYNONYMS, Field, NotAWord, all_wrong
from shaoxiang.duties.rules.standing import Offices
from shaoxiang.duties.rules.versions import fields_of
from shaoxiang.duties.vocabulary import FieldKind
from shaoxiang.kernel.exchange.reading import Heading, Row, RowError

NONE = "无"  # in the column of types: answers for none
_PARTS = re.compile(r"\s*[、,，;；\n]\s*")
LONGEST = {"reason": 200, "change_basis": 160}
_QUOTED = re.compile(r"^'(?=\s*[=+\-@＝＋－＠])")  # the apostrophe an export put before what a spreadsheet would run


class Line(NamedTuple):
    """One line of the sheet. None: the sheet has no such column, or says nothing there."""

    values: dict[str, Any]
    answers: tuple[str, ...] | None = None
    reason: str | None = None
    basis: str | None = None


def headings_of(version: ListVersion) -> list[Heading]:
    """The columns of the sheet: code, the fields of the draft's form, and what the change itself carries; each under the names offices give it."""
    own = [_heading(one.name, one.label, required=one.required) for one in fields_of(version.kind, version.form)]
    more = [("answers", "承接哪些分类")] if drafts.answers_types(version.kind) else []
    more += [("reason", "理由"), ("change_basis", "改动依据")]
    return [_heading("code", "编号", required=True), *own, *(_heading(name, label, required=False) for name, label in more)]


def _heading(name: str, label: str, *, required: bool) -> Heading:
    return Heading(name, (gettext(label), label, name, *SYNONYMS.get(name, ())), required=required)


class Desk:
    """What every line is held against: the list as the draft has it, the departments and offices there are, the codes already read."""

    def __init__(self, version: ListVersion) -> None:
        today = timezone.localdate()
        self.version, self.now = version, drafts.items_after(version)
        self.fields = {one.name: one for one in fields_of(version.kind, version.form)}
        self.departments: Container[str] = department_names(today)
        self.offices: Offices = offices_of(version.kind, max(version.effective_from or today, today))
        self.seen: set[str] = set()
        self._streets: dict[tuple[str, ...], list[str]] = {}

    def streets(self, words: Sequence[str]) -> list[str]:
        """The streets an item is for, as they are named; asked once for the same words. Raises ChangeRefused."""
        key = tuple(words)
        if key not in self._streets:
            self._streets[key] = checked_streets(self.version, words)
        return self._streets[key]


def read_lines(version: ListVersion, rows: Iterable[Row]) -> tuple[dict[str, Line], list[RowError]]:
    """Every line, and everything wrong in any of them."""
    desk, found, errors = Desk(version), dict[str, Line](), list[RowError]()
    for row in rows:
        code, line, wrong = _read_row(row, desk)
        errors += wrong
        if line is not None:
            found[code] = line
        desk.seen.add(code)
    return found, errors


def _read_row(row: Row, desk: Desk) -> tuple[str, Line | None, list[RowError]]:
    """The line, or all that is wrong in it."""
    code, version = row.text("code").upper(), desk.version
    given = {name: _understood(desk.fields.get(name), unquoted(value)) for name, value in row.values.items() if name != "code"}
    reason, basis = given.pop("reason", None), given.pop("change_basis", None)
    types = given.pop("answers", "")
    answers = None if not types else () if types == NONE else tuple(part for part in re.split(r"[、,，\s]+", types) if part)
    new = code not in desk.now
    wrong = _wrong_code(row, code, desk)
    wrong += [_told(row, refused) for refused in all_wrong(version.kind, given, whole=new, form=version.form)]
    wrong += [row.error(name, gettext("太长：请写短一些。"), gettext("请改好后重新导入。"))
              for name, text in (("reason", reason), ("change_basis", basis)) if len(text or "") > LONGEST[name]]
    wrong += _wrong_office(row, given, desk.now.get(code, {}), desk)
    try:
        check_answers(version.kind, answers)
    except ChangeRefused as refused:
        wrong.append(_told(row, refused))
    if wrong:
        return code, None, wrong
    try:
        after = arranged(version, {**desk.now.get(code, {}), **rules.checked(version.kind, code, given, whole=new, form=version.form)})
        check_leader(after, desk.departments)
        if after.get("streets"):
            after["streets"] = desk.streets(after["streets"])
    except ChangeRefused as refused:
        return code, None, [_told(row, refused)]
    return code, Line(after, answers, reason, basis), []


def _wrong_code(row: Row, code: str, desk: Desk) -> list[RowError]:
    if not code:
        return [row.error("code", gettext("没有填写。"), gettext("请补填后重新导入。"))]
    if code in desk.seen:
        return [row.error("code", gettext("这个编号前面已经有一行了。"), gettext("请删去一行，或换一个编号。"))]
    try:
        rules.checked(desk.version.kind, code, {}, whole=False, form=desk.version.form)
    except ChangeRefused as refused:
        return [_told(row, refused)]
    return []


def _wrong_office(row: Row, given: dict[str, Any], now: Mapping[str, Any], desk: Desk) -> list[RowError]:
    """An office that is not there; one the list has already stays as it is, a short name that speaks of one only is written out."""
    name = " ".join(str(given.get("office_name") or "").split())
    if name and name != now.get("office_name"):
        name = given["office_name"] = desk.offices.meant(name)
    streets = [part for part in _PARTS.split(str(given["streets"])) if part] if "streets" in given else now.get("streets") or []
    missing = desk.offices.within(streets).without(name) if name and (name != now.get("office_name") or "streets" in given) else []
    if not missing:
        return []
    facts = {"name": name, "units": "、".join(missing[:5]), "allowed": "、".join(desk.offices.allowed)}
    return [row.error("office_name", gettext(NO_OFFICE) % facts, "")]


def _told(row: Row, refused: ChangeRefused) -> RowError:
    """In the column it belongs to, in the reader's language."""
    if isinstance(refused, NotAWord):
        return row.error(refused.field, gettext(NOT_A_WORD) % {"words": "、".join(gettext(word) for word in refused.words)}, "")
    words = gettext(refused.reason)
    return row.error(refused.field, words % refused.facts if refused.facts else words, gettext("请改好后重新导入。"))


def _understood(field: Field | None, value: str) -> str:
    """Closed words as the house's own pages and sheets write them for this reader -> as the rules know them."""
    if field is None or field.words is None or not value:
        return value
    known = {gettext(member.label): str(member.value) for member in field.words}
    if field.kind is FieldKind.LIST:
        return "、".join(known.get(part, part) for part in _PARTS.split(value))
    return known.get(value, value)


def unquoted(value: str) -> str:
    """A cell as it was before `export` made it harmless to a spreadsheet."""
    return _QUOTED.sub("", value)


# --- a sheet with other columns -----------------------------------------------------------------------------------------


class Told(NamedTuple):
    """Which column is which. `places`: field -> column; `fixed`: field -> what new items say where there is no column; `prefix`: before each code."""

    places: Mapping[str, int]
    fixed: Mapping[str, str]
    prefix: str = ""


def rows_told(version: ListVersion, table: Mapping[str, Any], told: Told) -> list[Row]:
    """The lines of a table under our own names. An item known by the same words keeps its code; without a column of codes they are counted."""
    now, shown = drafts.items_after(version), {one.field: one.shown for one in headings_of(version)}
    shown |= {name: table["head"][place] or shown[name] for name, place in told.places.items()}
    named = {str(values.get("title") or values.get("name")): code for code, values in now.items()}
    name_of_item = "title" if version.kind.endswith("_DUTY") else "name"
    found: list[Row] = []
    for line, cells in table["lines"]:
        values = {name: cells[place] if place < len(cells) else "" for name, place in told.places.items()}
        if not any(value for name, value in values.items() if name != "code"):
            continue  # a line of a heading between, or a remark under the table
        code = values.get("code", "") if "code" in told.places else f"{len(found) + 1:02d}"
        same = named.get(values.get(name_of_item, "")) if told.prefix or "code" not in told.places else None
        values["code"] = same or f"{told.prefix}{code}".upper()
        if values["code"] not in now:
            values |= {name: words for name, words in told.fixed.items() if words and not values.get(name)}
        found.append(Row(line, values, shown))
    return found
