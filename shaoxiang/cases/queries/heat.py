"""热力: how many cases were reported in each cell of the ground in a day, a week or a month. Counts only, never a person or a case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Avg, Count, Q

from shaoxiang.cases import access
from shaoxiang.cases.queries.clusters import by_cell, inside
from shaoxiang.cases.queries.lists import midnight, wanted
from shaoxiang.cases.queries.seen import on_matter
from shaoxiang.kernel.access import Actor, ActorKind, visible
from shaoxiang.kernel.geo import BBox, box_of, level_for, span_of
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.vocabulary import Vocabulary, _
from shaoxiang.places.queries import place_book, shown_name

CELLS_SHOWN = 110  # drawn as squares: what keeps an answer under 30 kB
CELLS_ASKED = 4_000  # cells of the window the database counts in, most of them empty; gathered further until CELLS_SHOWN are left
FINER = 1  # a cell is 32 pixels wide where that many are enough
CLASSES = 5
FEW = 3  # private cases of one cell that are fewer are not told to anybody but staff
FRAMES = 26  # how many periods back the slider reaches


class Period(Vocabulary):
    DAY = "day", _("按日")
    WEEK = "week", _("按周")
    MONTH = "month", _("按月")


@dataclass(frozen=True, slots=True)
class HeatCell:
    """`n` cases reported in this cell; `step`: its class in the legend, 0 the lowest."""

    box: BBox
    lon: float
    lat: float
    n: int
    step: int


@dataclass(frozen=True, slots=True)
class HeatView:
    """Cells of a window over [first, last]. `classes`: (from, to) of each step. `withheld`: cases left out because they are few and private."""

    first: date
    last: date
    cells: list[HeatCell]
    classes: list[tuple[int, int]]
    total: int
    withheld: int = 0


def days_of(period: Period, on: date) -> tuple[date, date]:
    """First and last day of the period that holds a day; a week begins on Monday."""
    if period is Period.DAY:
        return on, on
    if period is Period.WEEK:
        first = on - timedelta(days=on.weekday())
        return first, first + timedelta(days=6)
    first = on.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def stepped(period: Period, on: date, steps: int) -> date:
    """A day of the period so many steps later (earlier for a negative number)."""
    first, last = days_of(period, on)
    for _turn in range(abs(steps)):
        first, last = days_of(period, last + timedelta(days=1) if steps > 0 else first - timedelta(days=1))
    return first


def classes(counts: Iterable[int], most: int = CLASSES) -> list[tuple[int, int]]:
    """At most `most` steps that hold about equally many cells and cover every count once, lowest first."""
    ordered = sorted(counts)
    if not ordered:
        return []
    ends = sorted({ordered[(len(ordered) * (step + 1) - 1) // most] for step in range(most)} | {ordered[-1]})
    starts = [ordered[0], *(end + 1 for end in ends[:-1])]
    return list(zip(starts, ends, strict=True))


def step_of(n: int, steps: list[tuple[int, int]]) -> int:
    return next(index for index, (_low, high) in enumerate(steps) if n <= high)


def told(n: int, private: int, *, staff: bool) -> int:
    """How many of a cell's cases may be told: staff all, others not the private ones where these are fewer than FEW."""
    return n if staff or private == 0 or private >= FEW else n - private


def heat_view(actor: Actor, chosen: Mapping[str, Any], *, box: BBox, zoom: float, period: Period, on: date, now: datetime) -> HeatView:
    """The actor's cases under the filter (its own dates left aside), by the day they were reported."""
    first, last = days_of(period, on)
    span = span_of(box, level_for(zoom + FINER, box, most=CELLS_ASKED))
    asked = wanted({name: value for name, value in chosen.items() if name not in ("opened_from", "opened_to")}, actor=actor, now=now)
    reported = Q(opened_at__gte=midnight(first), opened_at__lt=midnight(last + timedelta(days=1)))
    rows = Matter.objects.filter(on_matter(visible(actor, access.VIEW) & asked), reported, inside(span))
    staff = actor.kind is ActorKind.PERSON
    columns: dict[str, Any] = {"n": Count("pk"), "mid_lon": Avg("lon"), "mid_lat": Avg("lat")}
    if not staff:
        columns["private"] = Count("pk", filter=Q(case__private=True))
    counted = [
        _Counted(int(x), int(y), n, private[0] if private else 0, lon, lat)
        for x, y, n, lon, lat, *private in by_cell(rows, span.level).annotate(**columns)
    ]
    level = span.level
    while len(counted) > CELLS_SHOWN and level > 0:
        counted, level = _halved(counted), level - 1
    found = [(one, shown) for one in counted if (shown := told(one.n, one.private, staff=staff))]
    steps = classes(shown for _one, shown in found)
    cells = [
        HeatCell(tuple(round(edge, 6) for edge in box_of(one.x, one.y, level)), round(one.lon, 6), round(one.lat, 6), n, step_of(n, steps))  # type: ignore[arg-type]
        for one, n in found
    ]
    total = sum(cell.n for cell in cells)
    return HeatView(first, last, cells, steps, total, sum(one.n for one in counted) - total)


class _Counted(NamedTuple):
    x: int
    y: int
    n: int
    private: int
    lon: float
    lat: float


def _halved(cells: list[_Counted]) -> list[_Counted]:
    """The same counts in cells twice as wide and high."""
    together: dict[tuple[int, int], list[_Counted]] = {}
    for one in cells:
        together.setdefault((one.x >> 1, one.y >> 1), []).append(one)
    merged = []
    for (x, y), parts in together.items():
        n = sum(one.n for one in parts)
        lon, lat = sum(one.lon * one.n for one in parts) / n, sum(one.lat * one.n for one in parts) / n
        merged.append(_Counted(x, y, n, sum(one.private for one in parts), lon, lat))
    return merged


def by_place(view: HeatView) -> list[tuple[str, int]]:
    """The same counts as a table: each cell under the community its middle lies in, the most first."""
    book, counted = place_book(), Counter[str]()
    for cell in view.cells:
        place = book.locate(cell.lon, cell.lat)
        named = " · ".join(shown_name(one) for one in (place.street, place.community) if one is not None)
        counted[named or "—"] += cell.n
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def geojson(view: HeatView) -> dict[str, Any]:
    """The cells as squares with n and step; the legend beside them."""
    features = []
    for cell in view.cells:
        west, south, east, north = cell.box
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        features.append({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {"n": cell.n, "step": cell.step}})
    return {
        "type": "FeatureCollection", "first": view.first.isoformat(), "last": view.last.isoformat(), "total": view.total,
        "withheld": view.withheld, "classes": [list(pair) for pair in view.classes], "features": features,
    }
