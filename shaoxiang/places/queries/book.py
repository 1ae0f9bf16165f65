"""`place_book()` is what every room uses: compiled once per process, refreshed within seconds of a change."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from typing import Any

import shapely.geometry
from django.utils import timezone

from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.held import Held, Watch
from shaoxiang.places.models import Community, District, Grid, PlaceChange, StreetUnit
from shaoxiang.places.rules import CommunityPlace, DistrictPlace, GridPlace, Outlines, PlaceBook, StreetPlace

KEPT = 2  # today's and one of another time (replay)


def place_book(on: date | None = None) -> PlaceBook:
    """Every place in force on a day (today in Asia/Shanghai when not said), with its outlines.

    A book serves every day between two changes of validity, so midnight costs nothing. Measured with 20,000 grids of 33
    vertices: 2.5 s to compile, 88 MB; the whole web process 171 MB, 184 MB at its peak.
    """
    day = on or timezone.localdate()
    days = _turns.get(None)
    span = bisect_right(days, day)
    return _books.get(days[span - 1] if span else date.min)


def forget_places() -> None:
    """Compile anew at the next question. Actions call it; a test that writes rows by hand calls it too."""
    _turns.forget()
    _books.forget()


def current_version() -> str:
    """Changes with every recorded change of places."""
    return PlaceChange.objects.order_by("-pk").values_list("token", flat=True).first() or "-"


def turns() -> list[date]:
    """The days on which some place begins or ends, in order."""
    days: set[date | None] = set()
    for model in (District, StreetUnit, Community, Grid):
        for column in ("valid_from", "valid_to"):
            days |= set(model._default_manager.order_by().values_list(column, flat=True).distinct())
    return sorted(day for day in days if day is not None)


def compile_book(on: date, version: str = "") -> PlaceBook:
    """Read the rows in force on `on`. A place whose parent is not in force is left out: `checks` names it."""
    holds = in_force(on)
    districts = [DistrictPlace(*row) for row in District.objects.filter(holds).values_list("id", "code", "name", "name_en")]
    street_rows = StreetUnit.objects.filter(holds, district__in=[place.id for place in districts]).order_by("code")
    streets = [
        StreetPlace(row.pk, row.code, row.name, row.name_en, row.district_id, row.kind, row.reform_unit, row.agricultural, tuple(row.aliases))
        for row in street_rows.defer("geometry")
    ]
    known_streets = {place.id for place in streets}
    community_rows = Community.objects.filter(holds).order_by("code").values_list("id", "code", "name", "name_en", "street_id", "kind")
    communities = [CommunityPlace(*row) for row in community_rows if row[4] in known_streets]
    known_communities = {place.id: place.street_id for place in communities}
    # A larger grid that has parts is only a way of grouping them: points go to the lowest.
    grid_rows = Grid.objects.filter(holds).exclude(pk__in=Grid.objects.filter(holds, parent__isnull=False).values("parent_id"))
    fields = grid_rows.order_by("code").values_list("id", "code", "name", "name_en", "community_id", "level", "kind")
    grids = [
        GridPlace(pk, code, name, name_en, community_id, known_communities[community_id], level, kind)
        for pk, code, name, name_en, community_id, level, kind in fields
        if community_id in known_communities
    ]
    outlines = Outlines(
        grids=_outlines(Grid, holds, {place.code for place in grids}),
        communities=_outlines(Community, holds, {place.code for place in communities}),
        streets=_outlines(StreetUnit, holds, {place.code for place in streets}),
    )
    return PlaceBook.compiled(
        districts=districts, streets=streets, communities=communities, grids=grids, outlines=outlines, version=version
    )


def _outlines(model: Any, holds: Any, codes: set[str]) -> Iterator[tuple[str, Any]]:
    rows = model.objects.filter(holds, geometry__isnull=False).values_list("code", "geometry")
    for code, geometry in rows.iterator(chunk_size=500):
        if code in codes:
            yield code, shapely.geometry.shape(geometry)


watch = Watch(current_version)
_turns: Held[None, list[date]] = Held(watch, lambda _key: turns())
_books: Held[date, PlaceBook] = Held(watch, lambda on: compile_book(on, watch.token()), kept=KEPT)
