"""One item of a list through its versions, and what hangs on it: rooms above tell by registering a source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from shaoxiang.duties.models import EventType, ListChange, ListVersion, TypeDuty
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.queries.versions import PUBLISHED, Changed
from shaoxiang.duties.rules.versions import FIELDS
from shaoxiang.duties.vocabulary import ChangeAct
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.dated import in_force


class Related(NamedTuple):
    """One thing that hangs on an item: its words, where it is shown (a route, its arguments and query), and who or how many."""

    words: str
    route: str = ""
    args: tuple[Any, ...] = ()
    note: str = ""
    query: Mapping[str, str] = {}


class Item(NamedTuple):
    """Which item, on which list, answering for which types."""

    kind: str
    code: str
    types: frozenset[str]


Find = Callable[[Actor, Item, date], list[Related]]
_sources: dict[str, Find] = {}


def register_source(label: str, find: Find) -> None:
    """In `AppConfig.ready` of a room above. `label`: a Chinese msgid. Shown to people in a post only."""
    _sources[label] = find


def related(actor: Actor, item: Item, on: date) -> list[tuple[str, list[Related]]]:
    """What the registered rooms say, each under its label; nothing for people without a post."""
    if actor.assignment_id is None:
        return []
    return [(label, find(actor, item, on)) for label, find in _sources.items()]


@dataclass(frozen=True, slots=True)
class Step:
    """What one version did to an item. `fields`: before and after."""

    version: ListVersion
    act: ChangeAct
    fields: tuple[Changed, ...]
    change: ListChange | None


def steps_of(kind: str, code: str) -> list[Step]:
    """The change log of an item, newest first: one read of its rows, one of the versions, one of the changes."""
    names = [one.name for one in FIELDS[kind]]
    read = list(queries.rows_of(kind).filter(code=code).values_list("valid_from", "valid_to", *names))
    rows, ends = {row[0]: dict(zip(names, row[2:], strict=True)) for row in read}, {row[1] for row in read}
    versions = ListVersion.objects.filter(kind=kind, status=PUBLISHED).order_by("number")
    changes = {row.version_id: row for row in ListChange.objects.filter(version__kind=kind, version__status=PUBLISHED, code=code)}
    found: list[Step] = []
    now: dict[str, Any] | None = None
    for version in versions:
        after = rows.get(version.effective_from)
        change = changes.get(version.pk)
        if after is not None:
            act = ChangeAct.AMEND if now is not None else ChangeAct.ADD
            told = tuple(Changed(field, now[field.name], after[field.name]) for field in FIELDS[kind] if now[field.name] != after[field.name]) if now else ()
            found.append(Step(version, act, told, change))
            now = after
        elif now is not None and version.effective_from in ends:
            found.append(Step(version, ChangeAct.REMOVE, (), change))
            now = None
    return found[::-1]


def types_of(kind: str, code: str, on: date) -> list[EventType]:
    """The types an item answers for on a day."""
    if not kind.endswith("_DUTY"):
        return []
    rows = TypeDuty.objects.filter(in_force(on), item__in=queries.rows_of(kind).filter(code=code)).select_related("type").order_by("type__code")
    return list({row.type_id: row.type for row in rows}.values())
