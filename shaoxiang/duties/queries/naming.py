"""Bodies, streets and types as people write them in a sheet: code, name, short name or alias."""

from __future__ import annotations

import difflib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext

from shaoxiang.duties.models import EventType
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.exchange.reading import Row, RowError
from shaoxiang.places.models import StreetUnit

WHOLE = ("全区", "district", "whole district")


@dataclass(frozen=True, slots=True)
class Names:
    """What holds on a day. `homes`: body -> the street its unit serves, where it is of one."""

    bodies: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    streets: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    types: frozenset[str] = frozenset()
    homes: dict[int, int] = field(default_factory=dict)


def names_on(on: date) -> Names:
    found = Names(types=frozenset(EventType.objects.filter(in_force(on)).values_list("code", flat=True)))
    for body in Body.objects.filter(in_force(on)).select_related("unit").order_by("order", "code"):
        for name in {body.code, body.name, body.name_en, body.short_name, *body.aliases} - {""}:
            found.bodies[name].append(body.pk)
        home = body.street_id or (body.unit.street_id if body.unit else None)
        if home:
            found.homes[body.pk] = home
    for street in StreetUnit.objects.filter(in_force(on)).order_by("code"):
        for name in {street.code, street.name, street.name_en} - {""}:
            found.streets[name].append(street.pk)
    return found


def type_in(row: Row, name: str, names: Names) -> str:
    code = row.text(name, needed=True).upper().split(" ")[0]
    if code not in names.types:
        raise row.error(name, gettext("没有 %(code)s 这一类。") % {"code": code}, gettext("请照事项分类里的代码写，前面的 0 不能丢。"))
    return code


def street_in(row: Row, name: str, names: Names) -> int | None:
    """None: the whole district."""
    given = row.text(name)
    if not given or given.lower() in WHOLE:
        return None
    return _one(row, name, given, names.streets.get(given, []), list(names.streets))


def body_in(row: Row, name: str, given: str, names: Names, street_id: int | None = None) -> int:
    """Of offices of the same name in many streets that of the line's own street."""
    keys = names.bodies.get(given, [])
    if len(keys) > 1 and street_id is not None:
        keys = [key for key in keys if names.homes.get(key) == street_id] or keys
    return _one(row, name, given, keys, list(names.bodies))


def _one(row: Row, name: str, given: str, keys: list[int], known: list[str]) -> int:
    if len(keys) == 1:
        return keys[0]
    raise _unknown(row, name, given, known) if not keys else row.error(name, gettext("叫“%(given)s”的不止一个。") % {"given": given}, gettext("请写代码。"))


def _unknown(row: Row, name: str, given: str, known: list[str]) -> RowError:
    near = difflib.get_close_matches(given, known, n=3, cutoff=0.4)
    cure = gettext("是不是：%(names)s？") % {"names": "、".join(near)} if near else gettext("请写全称或代码。")
    return row.error(name, gettext("没有“%(given)s”。") % {"given": given}, cure)
