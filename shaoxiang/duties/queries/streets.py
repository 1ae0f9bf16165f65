"""只在这些镇街: the streets an item of a list names, found by their names; and those it is for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from shaoxiang.duties.vocabulary import VersionKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.places.models import StreetUnit
from shaoxiang.places.queries.lineage import formers_of

TOWN = "TOWNSHIP"


def street_keys(on: date) -> dict[str, int]:
    """Names of the streets in force on a day -> their keys; a list published before a change of name says the old one. A merged street's name is nobody's."""
    rows = list(StreetUnit.objects.filter(in_force(on)).order_by("code").values_list("pk", "name"))
    found = {former.name: key for key, _name in rows for former in formers_of(key) if former.renamed and former.until <= on}
    return found | {name: key for key, name in rows}


def named_streets(words: Iterable[str], kind: str, on: date) -> tuple[list[str], list[str]]:
    """Streets as they are named today, in the order of their codes, from names or other names; and those words that name none of this list.

    Every street of the list named is none named: the item is for all.
    """
    units = {row.pk: row for row in StreetUnit.objects.filter(in_force(on)).order_by("code") if _of_list(row.kind, kind)}
    names = {alias: row.pk for row in units.values() for alias in row.aliases} | {name: key for name, key in street_keys(on).items() if key in units}
    given = list(words)
    chosen = {names[word] for word in given if word in names}
    wrong = [word for word in given if word not in names]
    return [] if chosen == set(units) else [row.name for key, row in units.items() if key in chosen], wrong


def streets_of_list(kind: str, on: date) -> list[str]:
    """Every street a list is for, by name; what is at the window is in all of them."""
    return [name for name, of in StreetUnit.objects.filter(in_force(on)).order_by("code").values_list("name", "kind") if _of_list(of, kind)]


def _of_list(street_kind: str, kind: str) -> bool:
    towns = {VersionKind.STREET_DUTY.value: False, VersionKind.TOWN_DUTY.value: True}.get(kind)
    return towns is None or (street_kind == TOWN) == towns


def keys_of(names: Collection[str], keys: Mapping[str, int]) -> frozenset[int] | None:
    """The streets of an item; None: of its whole list. A street that is no more falls away."""
    return frozenset(keys[name] for name in names if name in keys) if names else None


def for_street(rows: QuerySet[Any], street_id: int | None, on: date) -> QuerySet[Any]:
    """Of these items those that are for a street: the ones for all, and those that name it. `street_id` None: of no street, all of them.

    What an item names is JSON, in which no two databases look alike; items that name streets are few.
    """
    if street_id is None:
        return rows
    keys = street_keys(on)
    others = [pk for pk, names in rows.exclude(streets=[]).order_by().values_list("pk", "streets") if street_id not in (keys_of(names, keys) or ())]
    return rows.exclude(pk__in=others) if others else rows


def answering_in(street_id: int | None) -> Q:
    """Rows of TypeDuty that may answer in a street: those for all, and its own."""
    return Q(street=None) | Q(street_id=street_id) if street_id is not None else Q()
