"""翻页 by key: page 5,000 costs what page 1 costs. No counts, no offsets; a cursor is opaque and signed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet

R = TypeVar("R", bound=Model)
SALT = "shaoxiang.paging"


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """One page of rows. `next`, `previous`: cursors, None where there is no such page. `lost`: the cursor given could not be read."""

    rows: list[R]
    next: str | None
    previous: str | None
    lost: bool = False

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keyset(queryset: QuerySet[R], *, order: Sequence[str] = ("-opened_at", "-id"), cursor: str | None = None, size: int = 50) -> Page[R]:
    """The page at `cursor` (none: the first). `order` ends in a unique field; its fields hold no nulls.

    A cursor that was cut, forged or made for another order gives the first page with `lost` set: show a notice.
    """
    place = _read(cursor, order)
    lost = bool(cursor) and place is None
    backwards = place is not None and place[0]
    direction = _turned(order) if backwards else tuple(order)
    rows_wanted = queryset.order_by(*direction)
    if place is not None:
        rows_wanted = rows_wanted.filter(_after(direction, place[1]))
    found = list(rows_wanted[: size + 1])
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
        if not more and len(rows) < size:  # came back to the front: fill the first page
            return keyset(queryset, order=order, size=size)
    return Page(
        rows,
        next=_cursor(False, rows[-1], order) if rows and (more or backwards) else None,
        previous=_cursor(True, rows[0], order) if rows and (more if backwards else place is not None) else None,
        lost=lost,
    )


def _turned(order: Sequence[str]) -> tuple[str, ...]:
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in order)


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows strictly after these values: first field beyond, or equal and the next beyond, …"""
    first = order[0].lstrip("-")
    beyond = "lt" if order[0].startswith("-") else "gt"
    condition = Q(**{f"{first}__{beyond}": values[0]})
    if len(order) == 1:
        return condition
    # The outer bound lets the database walk the index from here instead of reading everything before it.
    return Q(**{f"{first}__{beyond}e": values[0]}) & (condition | Q(**{first: values[0]}) & _after(order[1:], values[1:]))


def _cursor(backwards: bool, row: Model, order: Sequence[str]) -> str:
    values = []
    for name in order:
        value: Any = row
        for step in name.lstrip("-").split("__"):
            value = getattr(value, step)
        values.append({"t": value.isoformat()} if isinstance(value, datetime) else {"d": value.isoformat()} if isinstance(value, date) else value)
    return signing.dumps([int(backwards), list(order), values], salt=SALT)


def _read(cursor: str | None, order: Sequence[str]) -> tuple[bool, list[Any]] | None:
    if not cursor:
        return None
    try:
        backwards, made_for, values = signing.loads(cursor, salt=SALT)
        if list(made_for) != list(order):
            return None
        return bool(backwards), [_value(value) for value in values]
    except (signing.BadSignature, ValueError, TypeError, json.JSONDecodeError):
        return None


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return datetime.fromisoformat(value["t"]) if "t" in value else date.fromisoformat(value["d"])
    return value


