"""找地方: the places a map can fly to, by name, alias or code."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import shapely
import shapely.geometry
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.kernel.dated import in_force
from shaoxiang.places.models import Community, Grid, StreetUnit
from shaoxiang.places.queries.browse import _with_alias, search_places
from shaoxiang.places.queries.words import shown_name

FOUND = 8
FORMER: tuple[type[StreetUnit | Community | Grid], ...] = (StreetUnit, Community, Grid)
_MOST_STEPS = 20  # a place that became another that became another


class Former(NamedTuple):
    """A place that is no longer called so, or is no longer: `now` what it became, None where nothing follows it."""

    name: str
    ended_on: date
    row: StreetUnit | Community | Grid
    now: StreetUnit | Community | Grid | None


def formerly(words: str, *, limit: int = FOUND) -> list[Former]:
    """曾用名: ended places whose name, English name or alias holds the words, with what they are today. The latest first; each old name once."""
    words, today = " ".join(words.split())[:40], timezone.localdate()
    if not words:
        return []
    found: dict[tuple[str, object], Former] = {}
    for model in FORMER:
        ended = model._default_manager.filter(valid_to__lte=today).defer("geometry").order_by("-valid_to", "code")
        named = ended.filter(Q(name__icontains=words) | Q(name_en__icontains=words) | Q(pk__in=_with_alias(ended, words)))
        for row in named[: limit * 4]:
            now = _today(row, today)
            if now is None or now.name != row.name:  # a row that only moved keeps its name: found by that
                found.setdefault((row.name, now.pk if now is not None else row.code), Former(row.name, row.valid_to or today, row, now))
    return sorted(found.values(), key=lambda one: one.ended_on, reverse=True)[:limit]


def _today(row: Any, today: date) -> Any:
    """What the place is today: its successor's successor, or the row in force under its code."""
    manager = type(row)._default_manager
    for _step in range(_MOST_STEPS):
        if row.valid_to is None or row.valid_to > today:
            return row
        following = row.successor_id and manager.defer("geometry").filter(pk=row.successor_id).first()
        following = following or manager.filter(in_force(today), code=row.code).exclude(pk=row.pk).defer("geometry").first()
        if following is None:
            return None
        row = following
    return None


def finds(words: str) -> list[dict[str, Any]]:
    """At most FOUND places with what lies above them, their level and the box to show; places that are not drawn are left out."""
    found: list[dict[str, Any]] = []
    for level, row in search_places(words).found:
        geometry = type(row)._default_manager.values_list("geometry", flat=True).get(pk=row.pk)
        if geometry is None:
            continue
        west, south, east, north = shapely.geometry.shape(geometry).bounds
        above = getattr(row, "street", None) or getattr(getattr(row, "community", None), "street", None)
        found.append({
            "code": row.code, "name": shown_name(row), "level": gettext(level.label), "above": shown_name(above) if above else "",
            "box": [round(west, 6), round(south, 6), round(east, 6), round(north, 6)],
        })
        if len(found) >= FOUND:
            break
    return found
