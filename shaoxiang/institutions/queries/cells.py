"""Cells of a table as people write them: kinds in words, yes and no, several things in one. None: the table has no such column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.exchange.reading import Row, RowError

SEPARATORS = re.compile(r"[、,，;；\n]+")
YES, NO = frozenset({"是", "有", "1", "y", "yes", "true", "√"}), frozenset({"否", "无", "0", "n", "no", "false", "×", ""})


class SeveralErrors(ValueError):
    """Everything that is wrong in one line, told at once."""

    def __init__(self, errors: list[RowError]) -> None:
        super().__init__(len(errors))
        self.errors = errors


def every(reads: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """Every column read. Raises SeveralErrors."""
    values, errors = dict[str, Any](), list[RowError]()
    for field, read_one in reads.items():
        try:
            values[field] = read_one()
        except RowError as error:
            errors.append(error)
    if errors:
        raise SeveralErrors(errors)
    return values


def kind_in(row: Row) -> str:
    text = row.text("kind", needed=True)
    for kind in BodyKind:
        if text in (kind.value, kind.label, _(kind.label)):
            return str(kind.value)
    raise row.error("kind", _("没有这个种类。"), _("请从这些里选：%(kinds)s。") % {"kinds": "、".join(_(kind.label) for kind in BodyKind)})


def flag_in(row: Row, name: str) -> bool | None:
    if name not in row.values:
        return None
    text = row.text(name).lower()
    if text not in YES | NO:
        raise row.error(name, _("只能写“是”或“否”。"), _("请改好后重新导入。"))
    return text in YES


def text_in(row: Row, name: str, most: int) -> str | None:
    if name not in row.values:
        return None
    text = row.text(name)
    if len(text) > most:
        raise row.error(name, _("太长：最多 %(most)s 个字。") % {"most": most}, _("请写短一些。"))
    return text


def parts_in(row: Row, name: str) -> list[str] | None:
    if name not in row.values:
        return None
    return list(dict.fromkeys(part.strip() for part in SEPARATORS.split(row.text(name)) if part.strip()))
