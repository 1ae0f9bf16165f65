"""名册 read: a bare table of one level, line by line; every line that cannot be read is told with its column and cure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext

from shaoxiang.kernel.exchange.reading import Heading, Row, RowError, each, read_table
from shaoxiang.places.rules.registers import ABOVE_DIGITS, DIGITS, KIND_WORDS, RegisterFlaw, RegisterRow, short_code
from shaoxiang.places.vocabulary import PlaceLevel

REGISTER = (
    Heading("code", ("代码", "区划代码", "网格代码", "社区代码", "镇街代码", "code")),
    Heading("name", ("名称", "全称", "社区名称", "网格名称", "镇街名称", "name")),
    Heading("parent", ("上级代码", "上级", "parent"), required=False), Heading("since", ("生效日期", "valid_from"), required=False),
    Heading("name_en", ("英文名称", "name_en"), required=False), Heading("kind", ("种类", "kind"), required=False),
    Heading("aliases", ("别称", "曾用名", "aliases"), required=False), Heading("households", ("户数", "households"), required=False),
)
_APART = re.compile("[、;；,，]")


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """What could be read, and every line that could not."""

    rows: list[RegisterRow]
    errors: list[RowError]


def register_table(file: BinaryIO, level: PlaceLevel) -> RegisterTable:
    """Raises RowError for a file that is no such table at all."""
    rows, errors = each(read_table(file, REGISTER), lambda row: _line(row, level))
    if not rows and not errors:
        raise RowError(0, "", gettext("表头下面一行也没有。"), gettext("请填上内容再导入。"))
    return RegisterTable(rows, errors)


def _line(row: Row, level: PlaceLevel) -> RegisterRow:
    households, kind = row.number("households"), row.text("kind")
    if households is not None and (households < 0 or households != int(households) or households > 1_000_000):
        raise row.error("households", gettext("户数不对。"), gettext("请写 0 到 1000000 之间的整数，或空着。"))
    code = next((str(word) for word in KIND_WORDS[level] if kind and kind in (str(word), word.label)), kind)
    aliases = tuple(part.strip() for part in _APART.split(row.text("aliases")) if part.strip())
    return RegisterRow(
        row.line, short_code(row.text("code", needed=True), DIGITS[level]), row.text("name"), short_code(row.text("parent"), ABOVE_DIGITS[level]),
        row.day("since"), row.text("name_en"), code, aliases, None if households is None else int(households),
    )


@dataclass(frozen=True, slots=True)
class BadLine:
    """In the reader's language."""

    line: int
    column: str
    what: str
    cure: str


def bad_lines(table: RegisterTable, flaws: Iterable[RegisterFlaw]) -> list[BadLine]:
    """What could not be read and what is wrong with what could, in the order of the sheet."""
    columns = {heading.field: heading.shown for heading in REGISTER}
    found = [BadLine(error.line, error.column, error.what, error.cure) for error in table.errors]
    for flaw in flaws:
        what, cure = gettext(flaw.what), gettext(flaw.cure)
        found.append(BadLine(flaw.line, columns[flaw.column], what % flaw.facts if flaw.facts else what, cure % flaw.facts if flaw.facts else cure))
    return sorted(found, key=lambda one: one.line)
