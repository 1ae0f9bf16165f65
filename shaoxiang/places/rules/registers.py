"""名册: streets, communities or grids as a bare table, without outlines; what is wrong in which line and column, and its cure. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from shaoxiang.kernel.vocabulary import Vocabulary, _
from shaoxiang.places.vocabulary import CommunityKind, GridKind, PlaceLevel, StreetKind

DIGITS = {PlaceLevel.STREET: 9, PlaceLevel.COMMUNITY: 12, PlaceLevel.GRID: 15}
ABOVE_DIGITS = {PlaceLevel.STREET: 6, PlaceLevel.COMMUNITY: 9, PlaceLevel.GRID: 12}
KIND_WORDS: Mapping[PlaceLevel, type[Vocabulary]] = {PlaceLevel.STREET: StreetKind, PlaceLevel.COMMUNITY: CommunityKind, PlaceLevel.GRID: GridKind}
LEVELS = (PlaceLevel.STREET, PlaceLevel.COMMUNITY, PlaceLevel.GRID)
NAME_LENGTH = 60
FOUNDED = (_("“%(above)s”下面已经有同级的，文件不能再添“%(name)s”。"),
           _("新设、拆分、合并镇街和社区要有日子和文件：请走“街道和社区区划变更”；网格走“网格调整”。"))
BACKDATED = (_("生效日期 %(day)s 已经过去。"), _("往前写日子只能在这一级第一次导入时：请写今天或以后的日子，或空着。"))
DATED_ACT = _("改名、换上级要有日子和文件：请走“街道和社区区划变更”（网格走“网格调整”）；只是写错的，请照现在的写。")


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of the table. `parent`: "" means the beginning of the code says it; `since`: None means the day of the import."""

    line: int
    code: str
    name: str
    parent: str = ""
    since: date | None = None
    name_en: str = ""
    kind: str = ""
    aliases: tuple[str, ...] = ()
    households: int | None = None

    def above(self, level: PlaceLevel) -> str:
        return self.parent or self.code[: ABOVE_DIGITS[level]]


class RegisterFlaw(NamedTuple):
    """`column`: the field. `facts` fill the two msgids."""

    line: int
    column: str
    what: str
    cure: str
    facts: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Registered:
    """A place in force. `parent`: the code of the place above it."""

    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class RegisterStanding:
    """`parents`: code -> (begins, ends) of the places above; `known`: in force, by code; `used`: every code there ever was.

    `founded`: codes of parents that have places of this level already; `first`: the house never had one of this level; `today`: of the import.
    """

    parents: Mapping[str, tuple[date, date | None]]
    known: Mapping[str, Registered] = field(default_factory=dict)
    used: frozenset[str] = frozenset()
    founded: frozenset[str] = frozenset()
    first: bool = True
    today: date = date.min


def short_code(code: str, digits: int) -> str:
    """统计用区划代码 are written with twelve digits at every level: 150102001000 of a street is 150102001."""
    return code[:digits] if len(code) == DIGITS[PlaceLevel.COMMUNITY] > digits and not code[digits:].strip("0") else code


def register_flaws(level: PlaceLevel, rows: Sequence[RegisterRow], standing: RegisterStanding, day: date) -> list[RegisterFlaw]:
    """Everything wrong, in the order of the lines. `day`: from which new places hold where the line does not say."""
    codes, names = Counter(row.code for row in rows), Counter((row.above(level), row.name) for row in rows)
    taken = {(place.parent, place.name): code for code, place in standing.known.items()}
    found: list[RegisterFlaw] = []
    for row in rows:
        found += _of_code(level, row, codes, standing)
        found += _of_name(level, row, names, taken)
        found += _of_parent(level, row, standing, day)
        found += _of_founding(level, row, standing, day)
        found += _of_words(level, row)
    return sorted(found, key=lambda flaw: flaw.line)


def _is_code(level: PlaceLevel, code: str) -> bool:
    return len(code) == DIGITS[level] and code.isascii() and code.isdecimal()


def _of_code(level: PlaceLevel, row: RegisterRow, codes: Mapping[str, int], standing: RegisterStanding) -> Iterator[RegisterFlaw]:
    facts: dict[str, object] = {"code": row.code, "n": DIGITS[level]}
    if not _is_code(level, row.code):
        yield RegisterFlaw(row.line, "code", _("代码“%(code)s”不是 %(n)s 位数字。"),
                           _("请按统计用区划代码写；表格软件把长数字改成 1.5E+11 的，请把这一列设成文本。"), facts)
    elif codes[row.code] > 1:
        yield RegisterFlaw(row.line, "code", _("代码 %(code)s 在表里写了不止一行。"), _("请只留一行。"), facts)
    elif row.code in standing.used and row.code not in standing.known:
        yield RegisterFlaw(row.line, "code", _("代码 %(code)s 以前用过，已经撤销。"), _("请换一个没用过的代码。"), facts)


def _of_name(level: PlaceLevel, row: RegisterRow, names: Mapping[tuple[str, str], int], taken: Mapping[tuple[str, str], str]) -> Iterator[RegisterFlaw]:
    facts: dict[str, object] = {"name": row.name, "n": NAME_LENGTH}
    if not row.name:
        yield RegisterFlaw(row.line, "name", _("没有写名称。"), _("请写全称。"))
    elif len(row.name) > NAME_LENGTH:
        yield RegisterFlaw(row.line, "name", _("名称太长。"), _("请写 %(n)s 个字以内的全称。"), facts)
    elif names[row.above(level), row.name] > 1 or taken.get((row.above(level), row.name), row.code) != row.code:
        yield RegisterFlaw(row.line, "name", _("同一个上级下面已有“%(name)s”。"), _("请核对是不是同一个，或换一个名称。"), facts)


def _of_parent(level: PlaceLevel, row: RegisterRow, standing: RegisterStanding, day: date) -> Iterator[RegisterFlaw]:
    above, since = row.above(level), row.since or day
    facts: dict[str, object] = {"code": above, "day": since.isoformat(), "name": row.name}
    place = standing.known.get(row.code)
    if not row.parent and not _is_code(level, row.code):
        return  # the code itself is told already
    if above not in standing.parents:
        yield RegisterFlaw(row.line, "parent", _("没有上级 %(code)s。"), _("请先导入上级，或改写上级代码。"), facts)
        return
    begins, ends = standing.parents[above]
    if place is None and (since < begins or (ends is not None and since >= ends)):
        yield RegisterFlaw(row.line, "since", _("上级 %(code)s 在 %(day)s 不存在。"), _("请把生效日期写在上级存在的日子里。"), facts)
    if place is not None and place.name != row.name:
        yield RegisterFlaw(row.line, "name", _("名称和现在的“%(now)s”不一样。"), DATED_ACT, {"now": place.name})
    if place is not None and place.parent != above:
        yield RegisterFlaw(row.line, "parent", _("上级和现在的 %(now)s 不一样。"), DATED_ACT, {"now": place.parent})


def _of_founding(level: PlaceLevel, row: RegisterRow, standing: RegisterStanding, day: date) -> Iterator[RegisterFlaw]:
    """A file is the first load of what lies in a place; afterwards new ones are founded by a dated act."""
    above, since = row.above(level), row.since or day
    if not _is_code(level, row.code) or row.code in standing.used:
        return
    if above in standing.founded:
        yield RegisterFlaw(row.line, "code", *FOUNDED, {"above": above, "name": row.name})
    elif since < standing.today and not standing.first:
        yield RegisterFlaw(row.line, "since", *BACKDATED, {"day": since.isoformat()})


def _of_words(level: PlaceLevel, row: RegisterRow) -> Iterator[RegisterFlaw]:
    words: Iterable[Vocabulary] = KIND_WORDS[level]
    if row.kind and row.kind not in {str(word) for word in words}:
        shown = "、".join(word.label for word in words)
        yield RegisterFlaw(row.line, "kind", _("种类“%(kind)s”不认识。"), _("请写其中一个：%(words)s；或空着。"), {"kind": row.kind, "words": shown})
