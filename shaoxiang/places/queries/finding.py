"""找地方: the places a map can fly to, by name, alias or code."""

from __future__ import annotations

from typing import Any

import shapely
import shapely.geometry
from django.utils.translation import gettext

from shaoxiang.places.queries.browse import search_places
from shaoxiang.places.queries.words import shown_name

FOUND = 8


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
