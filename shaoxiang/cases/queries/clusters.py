"""事件地图: what a window shows. Few cases as points, many as clusters counted by the server; the same filter and rights as the list.

Three sources, one answer (ADR 0018): counts kept by cell (`kernel.matter.cells`) where filter and rights can be said in place, subject
and status; the running rows for lights; a live count for anything else, at most the newest LIVE_MOST.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, F, FloatField, Q, QuerySet
from django.db.models.functions import Floor

from shaoxiang.cases import access
from shaoxiang.cases.queries.lists import wanted
from shaoxiang.cases.queries.seen import by_orders, newest_by_orders, on_matter
from shaoxiang.cases.vocabulary import ENDED
from shaoxiang.kernel.access import Actor, visible
from shaoxiang.kernel.geo import BBox, Span, box_of, level_for, span_of
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.matter import cells as kept
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import Light, MatterKind
from shaoxiang.places.queries.lineage import line_of

POINTS_SHOWN = 110  # with CELLS_SHOWN of kernel.geo.cells: what keeps an answer under 30 kB, uncompressed
POINTS_SOUGHT_AMONG = 20_000  # single rows are looked for only where the window holds no more than that
LIVE_MOST = 5_000
TITLE_SHOWN = 24
SAID_BY_CELL = {"light", "status", "type", "street", "community", "grid"}  # filters the kept counts can answer
BY_COUNT = ("", "OPEN", "CLOSED")  # lights that follow from the status alone
LATE_OR_SOON = ("OVERDUE", "DUE_SOON")
PLACES = {"street": "street_id", "community": "community_id", "grid": "grid_id"}
SIMPLE = {"matter__street_id", "matter__community_id", "matter__grid_id", "matter__subject_code", "matter__status"}


@dataclass(frozen=True, slots=True)
class Point:
    """One case: WGS-84, number, light, masked and shortened title, type."""

    lon: float
    lat: float
    number: str
    light: str
    title: str
    type: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """`n` cases of one cell, drawn at their middle; of these `late` past due. `box`: what a click opens."""

    lon: float
    lat: float
    n: int
    late: int
    box: BBox


@dataclass(frozen=True, slots=True)
class MapView:
    """What a window shows: points, or clusters. `capped`: only the newest LIVE_MOST were counted; the page says so."""

    points: list[Point] = field(default_factory=list)
    clusters: list[Cluster] = field(default_factory=list)
    total: int = 0
    capped: bool = False


@dataclass(slots=True)
class _Sum:
    n: int = 0
    lon: float = 0.0
    lat: float = 0.0
    late: int = 0

    def add(self, n: int, lon: float, lat: float) -> None:
        self.n += n
        self.lon += lon * n
        self.lat += lat * n


def map_view(actor: Actor, chosen: Mapping[str, Any], *, box: BBox, zoom: float, now: datetime) -> MapView:
    """The cases of this actor under this filter in a window (cells at its edge whole). At most 30 kB as GeoJSON, however many there are."""
    span = span_of(box, level_for(zoom, box))
    seen, asked = visible(actor, access.VIEW), wanted(chosen, actor=actor, now=now)
    simple, others = _split(seen)
    by_cell = bool(simple) and set(chosen) <= SAID_BY_CELL and (chosen.get("light") or "") in BY_COUNT
    sums: dict[tuple[int, int], _Sum] = defaultdict(_Sum)
    capped = False
    if by_cell:
        for one in kept.counted(MatterKind.CASE.value, span, simple, **_kept_filter(chosen)):
            sums[one.x, one.y].add(one.n, one.lon, one.lat)
    if not by_cell or others is not None:
        beyond = others & ~_any(simple) if by_cell and others is not None else seen
        capped = _count_live(sums, *_bounded(on_matter(beyond & asked), chosen, span), span, now)
    total = sum(one.n for one in sums.values())
    if total <= POINTS_SHOWN and not capped and (_is_running(chosen) or not by_cell or _few_there(simple, span)):
        rows = Matter.objects.filter(on_matter(seen & asked), inside(span))
        return MapView(points=_points(rows, now), total=total)
    if by_cell and chosen.get("light") != "CLOSED":
        _count_late(sums, on_matter(_any(simple) & asked), span, now)
    return MapView(clusters=[_cluster(x, y, span.level, one) for (x, y), one in sums.items()], total=total, capped=capped)


# --- conditions --------------------------------------------------------------------------------------------------------


def _split(condition: Q) -> tuple[list[kept.Scope], Q | None]:
    """An actor's rows as scopes the kept counts can answer, and what is left over (None: nothing)."""
    if not condition:
        return [{}], None
    parts = condition.children if condition.connector == Q.OR and not condition.negated else [condition]
    scopes, others = [], None
    for part in parts:
        scope = _scope(part)
        if scope is not None:
            scopes.append(scope)
        else:
            rest = part if isinstance(part, Q) else Q(part)
            others = rest if others is None else others | rest
    return scopes, others


def _scope(part: Any) -> kept.Scope | None:
    """{"street_id": [5]} of `Q(matter__street_id=5)`; None where the part asks for more than that."""
    if isinstance(part, Q):
        if part.negated or (part.connector != Q.AND and len(part.children) > 1):
            return None
        scope: kept.Scope = {}
        for child in part.children:
            inner = _scope(child)
            if inner is None:
                return None
            scope |= inner
        return scope
    path, value = part
    name, many = (path.removesuffix("__in"), True) if path.endswith("__in") else (path, False)
    if name not in SIMPLE:
        return None
    if not many:
        return {name.removeprefix("matter__"): [value]}
    return {name.removeprefix("matter__"): list(value)} if isinstance(value, list | tuple) else None


def _any(scopes: Sequence[kept.Scope]) -> Q:
    found = Q()
    for scope in scopes:
        found |= Q(**{f"matter__{column}__in": list(values) for column, values in scope.items()})
    return found


def _kept_filter(chosen: Mapping[str, Any]) -> dict[str, Any]:
    within: kept.Scope = {
        column: list(line_of(chosen[name])) if name == "street" else [chosen[name]] for name, column in PLACES.items() if chosen.get(name) not in (None, "")
    }
    if chosen.get("type"):
        within["subject_code"] = [chosen["type"]]
    light = chosen.get("light")
    statuses = [chosen["status"]] if chosen.get("status") else None
    if light == "CLOSED":
        statuses = [status for status in statuses or list(ENDED) if status in ENDED]
    if statuses is not None:
        within["status"] = [str(status) for status in statuses]
    return {"within": within, "not_status": [status.value for status in ENDED] if light == "OPEN" else ()}


def _is_running(chosen: Mapping[str, Any]) -> bool:
    return chosen.get("light") in ("OPEN", *LATE_OR_SOON) or bool(chosen.get("mine"))


def _few_there(simple: Sequence[kept.Scope], span: Span) -> bool:
    """Single rows are looked up by place: not among a million to find a handful."""
    window = kept.counted(MatterKind.CASE.value, span, simple, within={})
    return sum(one.n for one in window) <= POINTS_SOUGHT_AMONG


def _bounded(condition: Q, chosen: Mapping[str, Any], span: Span) -> tuple[Q, int | None, bool]:
    """What is counted row by row: at most how many of the window (None: all), and whether the older of what was sent to one are left out already.

    The orders of a department lie by key, and an index says where each of their matters is: the newest are taken there, before any place is
    looked at, where the window is so wide that they are in it anyhow. In a window that holds few, and of what runs, all are counted.
    """
    if chosen.get("light") in LATE_OR_SOON and set(chosen) <= SAID_BY_CELL:  # an index holds just these
        return condition, None, False
    if by_orders(condition) is None:
        return condition, LIVE_MOST, False
    if _is_running(chosen) or _few_there([{}], span):
        return condition, None, False
    narrowed, more = newest_by_orders(condition, LIVE_MOST)
    return narrowed, None, more


# --- counting ----------------------------------------------------------------------------------------------------------


def inside(span: Span) -> Q:
    west, south, east, north = span.box
    return Q(lon__gte=west, lon__lt=east, lat__gte=south, lat__lt=north)


def by_cell(rows: QuerySet[Matter], level: int) -> QuerySet[Matter, Any]:
    """Grouped by the cells of a level, by the same sum as `kernel.geo.cells.cell_of`."""
    x = Floor((F("lon") + 180.0) * float(1 << level) / 360.0, output_field=FloatField())
    y = Floor((F("lat") + 90.0) * float(1 << level) / 270.0, output_field=FloatField())
    return rows.order_by().annotate(x=x, y=y).values_list("x", "y")


def _count_live(sums: dict[tuple[int, int], _Sum], condition: Q, most: int | None, more: bool, span: Span, now: datetime) -> bool:
    """Adds the rows of a condition to the sums, at most the newest `most`; True where there are more, or were before."""
    rows = Matter.objects.filter(condition, inside(span))
    if most is not None:
        rows = Matter.objects.filter(pk__in=rows.order_by("-pk").values("pk")[:most])
    late = Count("pk", filter=Q(closed_at__isnull=True, due_at__lte=now))
    counted = 0
    for x, y, n, lon, lat, over in by_cell(rows, span.level).annotate(n=Count("pk"), mid_lon=Avg("lon"), mid_lat=Avg("lat"), late=late):
        one = sums[int(x), int(y)]
        one.add(n, lon, lat)
        one.late, counted = one.late + over, counted + n
    return more or (most is not None and counted >= most)


def _count_late(sums: dict[tuple[int, int], _Sum], condition: Q, span: Span, now: datetime) -> None:
    """How many of each cluster are past due: asked of the running rows alone, from their index."""
    late = Matter.objects.filter(condition, inside(span), closed_at__isnull=True, due_at__lte=now)
    for x, y, n in by_cell(late, span.level).annotate(n=Count("pk")):
        if (int(x), int(y)) in sums:
            sums[int(x), int(y)].late += n


def _cluster(x: int, y: int, level: int, one: _Sum) -> Cluster:
    west, south, east, north = (round(edge, 6) for edge in box_of(x, y, level))
    return Cluster(round(one.lon / one.n, 6), round(one.lat / one.n, 6), one.n, min(one.late, one.n), (west, south, east, north))


def _points(rows: QuerySet[Matter], now: datetime) -> list[Point]:
    found = rows.order_by("-opened_at", "-pk").only("lon", "lat", "number", "title", "subject_code", "warn_at", "due_at", "closed_at")[:POINTS_SHOWN]
    return [
        Point(round(one.lon or 0, 6), round(one.lat or 0, 6), one.number, Light(one.light(now)).value, mask_text(one.title)[:TITLE_SHOWN], one.subject_code)
        for one in found
    ]


# --- as GeoJSON --------------------------------------------------------------------------------------------------------


def geojson(view: MapView) -> dict[str, Any]:
    """The view for maps: a point has number, light, title and type; a cluster n, late and the box a click opens."""
    features = [_feature(one.lon, one.lat, number=one.number, light=one.light, title=one.title, type=one.type) for one in view.points]
    features += [_feature(one.lon, one.lat, n=one.n, late=one.late, box=list(one.box)) for one in view.clusters]
    return {"type": "FeatureCollection", "total": view.total, "capped": view.capped, "features": features}


def _feature(lon: float, lat: float, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}
