"""Marks for the map and for a GIS: running whistles by state, and the bases of teams on duty. Never where anybody is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from shaoxiang.forces import queries as forces
from shaoxiang.insight.queries.forces import ForceLine
from shaoxiang.insight.queries.whistles import WhistleLine, in_window
from shaoxiang.kernel.geo import BBox

WHISTLES_SHOWN, BASES_SHOWN, TITLE_SHOWN = 60, 20, 16  # what keeps an answer under 30 kB, also where every character is escaped


def geojson(whistles: Iterable[WhistleLine], lines: Iterable[ForceLine], *, box: BBox | None = None) -> dict[str, Any]:
    """`total`: all in the window, also those beyond WHISTLES_SHOWN (the newest are given)."""
    found = in_window(list(whistles), box)
    features = [_whistle(line) for line in found[:WHISTLES_SHOWN]]
    features += _bases(lines, box)[:BASES_SHOWN]
    return {"type": "FeatureCollection", "total": len(found), "features": features}


def _whistle(line: WhistleLine) -> dict[str, Any]:
    return _feature(
        line.lon, line.lat, mark="whistle", number=line.number, title=line.title[:TITLE_SHOWN], kind=line.kind, status=line.status.value,
        words=gettext(line.status.label), light=line.light.value, url=line.url,
    )


def _bases(lines: Iterable[ForceLine], box: BBox | None) -> list[dict[str, Any]]:
    """Where a team is stationed, not where it is."""
    lines = list(lines)
    places = forces.bases(line.body_id for line in lines)
    west, south, east, north = box or (-180.0, -90.0, 180.0, 90.0)
    found = []
    for line in lines:
        lon, lat = places.get(line.body_id, (None, None))
        if lon is not None and lat is not None and west <= lon <= east and south <= lat <= north:
            found.append(_feature(lon, lat, mark="base", number="", title=line.name[:TITLE_SHOWN], status=line.duty.value, words=gettext(line.duty.label),
                                  light="", url=""))
    return found


def _feature(lon: float | None, lat: float | None, **properties: Any) -> dict[str, Any]:
    place = [round(lon or 0, 6), round(lat or 0, 6)]
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": place}, "properties": properties}
