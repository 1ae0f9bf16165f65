"""Cells as people write them: words of a closed list, yes and no, days, several things in one. None: the sheet has no such column.

And lines: every one tried, everything wrong in any of them told at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from shaoxiang.kernel.exchange.reading import Row, RowError
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.vocabulary import Vocabulary
from shaoxiang.kernel.web.asked import said

T = TypeVar("T")
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


def each_line(
    rows: Iterable[Row], act: Callable[[Row], T], *, fields: Mapping[str, str] | None = None, words: Callable[[Refusal], str] = said,
) -> tuple[list[T], list[RowError]]:
    """What the act made of every line, and every line it refused. `fields`: input of the act -> column; `words`: the refusal as a sentence."""
    made, errors = list[T](), list[RowError]()
    for row in rows:
        try:
            with transaction.atomic():
                made.append(act(row))
        except RowError as error:
            errors += error.every
        except SeveralErrors as several:
            errors += several.errors
        except Refusal as refused:
            errors.append(told(row, refused, fields or {}, words(refused)))
    return made, errors


def told(row: Row, refused: Refusal, fields: Mapping[str, str], words: str) -> RowError:
    """The refusal of an act in the column it is about; its sentence says the cure already."""
    column = fields.get(refused.field, refused.field)
    return row.error(column if column in row.shown else next(iter(row.shown)), words, "")


def twice(rows: Iterable[Row], column: str, key: Callable[[Row], Hashable | None]) -> list[RowError]:
    """The same thing on two lines: which of them holds? `key` gives None for what cannot be compared."""
    seen, errors = dict[Hashable, int](), list[RowError]()
    for row in rows:
        one = key(row)
        if one is not None and one in seen:
            errors.append(row.error(column, _("和第 %(line)s 行重复。") % {"line": seen[one]}, _("请只留一行。")))
        seen.setdefault(one, row.line)
    return errors


def filled_down(rows: Iterable[Row], column: str) -> Iterator[Row]:
    """Written once for several lines, as merged cells come out of a spreadsheet saved as CSV: it holds until another is written."""
    above = ""
    for row in rows:
        above = row.text(column) or above
        yield replace(row, values={**row.values, column: above})


def word_in(row: Row, name: str, words: type[Vocabulary], *, needed: bool = False, ending: str = "") -> str:
    """The code of a word of a closed list: its code, its label in either language, or the label without its usual ending."""
    text = row.text(name, needed=needed)
    for word in words if text else ():
        if text in (word.value, word.label, _(word.label), word.label.removesuffix(ending)):
            return str(word.value)
    if text:
        facts = {"given": text, "words": "、".join(_(word.label) for word in words)}
        raise row.error(name, _("没有“%(given)s”这一种。") % facts, _("请从这些里选：%(words)s。") % facts)
    return ""


def flag_in(row: Row, name: str) -> bool | None:
    if name not in row.values:
        return None
    text = row.text(name).lower()
    if text not in YES | NO:
        raise row.error(name, _("只能写“是”或“否”。"), _("请改好后重新导入。"))
    return text in YES


def text_in(row: Row, name: str, most: int, *, needed: bool = False) -> str | None:
    if name not in row.values and not needed:
        return None
    text = row.text(name, needed=needed)
    if len(text) > most:
        raise row.error(name, _("太长：最多 %(most)s 个字。") % {"most": most}, _("请写短一些。"))
    return text


def parts_in(row: Row, name: str) -> list[str] | None:
    if name not in row.values:
        return None
    return list(dict.fromkeys(part.strip() for part in SEPARATORS.split(row.text(name)) if part.strip()))


def day_in(row: Row, name: str) -> date:
    """A day that must be written."""
    day = row.day(name)
    if day is None:
        raise row.error(name, _("没有填写。"), _("请写成 2026-03-02 的样子。"))
    return day
