"""A context made ready for paper: masked, without characters no paper can hold, dates in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from shaoxiang.kernel.identity.rules import mask_text

HERE = ZoneInfo("Asia/Shanghai")
TEXT_LENGTH = 420  # of one field, so that a slip stays on its page
LINES = 6  # of one list
LINE_LENGTH = 60  # of one line of a list
_UNPRINTABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069\u200b-\u200f]")


def number(mark: str, year: int, ordinal: int) -> str:
    """交办〔2026〕1号: six-cornered brackets, no leading zeros (GB/T 9704 §7.2.5)."""
    return f"{mark}〔{year}〕{ordinal}号"


def printed(value: Any, length: int = TEXT_LENGTH, *, lines: int = LINES, line_length: int = LINE_LENGTH) -> Any:
    """Any value of a context as it stands on paper. `lines`: of one list; `line_length`: characters of each of its texts."""
    if isinstance(value, datetime):
        here = value.astimezone(HERE)
        return f"{_day(here)} {here:%H:%M}"
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, Mapping):
        return {str(name): printed(held, length, lines=lines, line_length=line_length) for name, held in value.items()}
    if isinstance(value, (list, tuple)):
        return [printed(held, line_length, lines=lines, line_length=line_length) for held in value[:lines]]
    return _text(str(value), length) if value is not None else "—"


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def _text(value: str, length: int) -> str:
    value = mask_text(_UNPRINTABLE.sub("", " ".join(value.split()))).strip()
    if len(value) > length:
        value = value[:length].rstrip() + "……（全文见系统）"
    return value or "—"


def missing(fields: tuple[str, ...], context: Mapping[str, Any]) -> list[str]:
    return [field for field in fields if field not in context]
