"""/api/v1/cases/map: clusters and heat as GeoJSON, over the rows the key may see."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from shaoxiang.cases.api.schemas import Status
from shaoxiang.cases.forms.map import WindowForm
from shaoxiang.cases.queries import clusters, heat
from shaoxiang.cases.queries.heat import Period
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.kernel.geo import BBox, zoom_for
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.problems import documented
from shaoxiang.kernel.interface.schemas import Code, Text
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.queries import place_book

router = Router(tags=["cases"], auth=BearerKey(Scope.CASES_READ))
LightFilter = StrEnum("LightFilter", {code: code for code in ("OPEN", "OVERDUE", "DUE_SOON", "CLOSED")})  # type: ignore[misc]
PeriodName = StrEnum("PeriodName", {one.name: one.value for one in Period})  # type: ignore[misc]


class WindowIn(Schema):
    """All of them hold together."""

    bbox: Text = Field(max_length=120, description="west,south,east,north in WGS-84 degrees", examples=["111.60,40.78,111.76,40.88"])
    zoom: float | None = Field(None, ge=0, le=24, description="Zoom of a map of 512-pixel tiles; worked out from the window where left out")
    status: Status | None = None
    light: LightFilter | None = None
    type: Code = ""
    street: Code = ""
    community: Code = ""
    grid: Code = ""


class HeatIn(WindowIn):
    period: PeriodName = Field(PeriodName(Period.WEEK.value), description="The period that holds the day `on`; a week begins on Monday")
    on: date | None = Field(None, description="Today where left out")


class Features(Schema):
    """A GeoJSON FeatureCollection with its total."""

    type: str
    features: list[dict[str, Any]]
    total: int


class ClustersOut(Features):
    """Points (number, light, title, type) where the window holds at most 110, else clusters (n, late, box). `capped`: only the newest 5,000 were counted."""

    capped: bool


class HeatOut(Features):
    """Squares with n and step (of `classes`, lowest first). `withheld`: cases left out because they are few in their cell and private."""

    first: date
    last: date
    withheld: int
    classes: list[list[int]]


@router.get("/clusters", response={200: ClustersOut, **documented()}, operation_id="map_clusters", summary="地图点位 Cases of a window, gathered")
def map_clusters(request: HttpRequest, given: Query[WindowIn]) -> dict[str, Any]:
    """GeoJSON of at most 30 kB, however many cases there are."""
    box, zoom = _window(given)
    view = clusters.map_view(request.actor, _chosen(given), box=box, zoom=zoom, now=timezone.now())  # type: ignore[attr-defined]
    return clusters.geojson(view)


@router.get("/heat", response={200: HeatOut, **documented()}, operation_id="map_heat", summary="地图热力 Cases reported, by cell and period")
def map_heat(request: HttpRequest, given: Query[HeatIn]) -> dict[str, Any]:
    """Counts only. Private cases that are fewer than three in a cell are left out and counted in `withheld`."""
    box, zoom = _window(given)
    view = heat.heat_view(
        request.actor, _chosen(given), box=box, zoom=zoom, period=Period(given.period.value), on=given.on or timezone.localdate(), now=timezone.now(),  # type: ignore[attr-defined]
    )
    return heat.geojson(view)


def _window(given: WindowIn) -> tuple[BBox, float]:
    form = WindowForm({"bbox": given.bbox})
    if not form.is_valid():
        raise ReportRefused("bbox", _("范围应为 西,南,东,北 四个数。"))
    box: BBox = form.cleaned_data["bbox"]
    return box, given.zoom if given.zoom is not None else zoom_for(box)


def _chosen(given: WindowIn) -> dict[str, Any]:
    """The filter as the list's form would have read it. Raises ReportRefused for a code nobody has."""
    chosen: dict[str, Any] = {name: str(getattr(value, "value", value)) for name in ("status", "light") if (value := getattr(given, name))}
    if given.type:
        chosen["type"] = given.type
    book = place_book()
    levels = (("street", given.street, book.street_by_code), ("community", given.community, book.community_by_code), ("grid", given.grid, book.grid_by_code))
    for name, code, find in levels:
        if code:
            try:
                chosen[name] = find(code).id
            except KeyError:
                raise ReportRefused(name, _("没有这个区划代码：请从 /places 读取。")) from None
    return chosen
