"""What hangs on an item of a list in the rooms above: counted before a draft changes or removes it. Some of it must be undone before it may go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.http import urlencode

from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries.versions import base_items, changes_of
from shaoxiang.duties.vocabulary import ChangeAct
from shaoxiang.kernel.language import in_words


class Hanging(NamedTuple):
    """`label`: a msgid; `n`: how many; where they are shown. `bars`: a msgid, why the item may not be removed while there are any; empty: it may."""

    label: str
    n: int
    route: str = ""
    args: tuple[Any, ...] = ()
    query: Mapping[str, str] = {}
    bars: str = ""

    @property
    def url(self) -> str:
        address = reverse(self.route, args=self.args) if self.route else ""
        return f"{address}?{urlencode(self.query)}" if address and self.query else address


Count = Callable[[frozenset[str], date], Mapping[str, list[Hanging]]]
_counts: dict[str, dict[str, Count]] = {}


def register_hanging(kind: str, name: str, count: Count) -> None:
    """In `AppConfig.ready` of a room above: what it keeps of these items of this list on a day, by code. Registered again, the later one counts."""
    _counts.setdefault(kind, {})[name] = count


class Touched(NamedTuple):
    """An item a draft amends or removes, and what hangs on it."""

    act: ChangeAct
    code: str
    title: str
    hanging: tuple[Hanging, ...]

    @property
    def barred(self) -> list[Hanging]:
        """What must be undone before the item may be removed."""
        return [one for one in self.hanging if one.n and one.bars] if self.act is ChangeAct.REMOVE else []


def touched_items(version: ListVersion, on: date) -> list[Touched]:
    """Every item of the list that the draft changes, the removed ones first. Nothing where no room counts for the list."""
    counts = _counts.get(version.kind, {})
    before = base_items(version.kind) if counts else {}
    changes = [change for change in changes_of(version) if change.code in before]
    codes = frozenset(change.code for change in changes)
    counted = [count(codes, on) for count in counts.values()] if codes else []
    found = [
        Touched(change.act, change.code, _title(before[change.code]), tuple(one for each in counted for one in each.get(change.code, ())))
        for change in changes
    ]
    return sorted(found, key=lambda one: (one.act is not ChangeAct.REMOVE, one.code))


def _title(item: Mapping[str, Any]) -> str:
    return in_words(str(item.get("title") or item.get("name") or ""), str(item.get("title_en") or item.get("name_en") or ""))
