"""名册 read: a bare table of one level, line by line; every line that cannot be read is told with its column and cure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext

from shaoxiang.kernel.exchange.reading import Heading, Row, RowError, each
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


def register_rows(rows: Iterable[Row], level: PlaceLevel) -> tuple[list[RegisterRow], list[RowError]]:
    """What could be read, and every line that could not."""
    return each(rows, lambda row: _line(row, level))


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


def flaw_errors(flaws: Iterable[RegisterFlaw]) -> list[RowError]:
    """What is wrong with what could be read, in the reader's language."""
    columns = {heading.field: heading.shown for heading in REGISTER}
    return [RowError(flaw.line, columns[flaw.column], _filled(flaw.what, flaw), _filled(flaw.cure, flaw)) for flaw in flaws]


def _filled(words: str, flaw: RegisterFlaw) -> str:
    return gettext(words) % flaw.facts if flaw.facts else gettext(words)
