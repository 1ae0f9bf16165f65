"""事件地图: the cases of the filter as points and clusters, or their heat by period; beside it the same as a list, behind it a plain picture."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from shaoxiang.cases.forms.lists import FilterForm
from shaoxiang.cases.forms.map import HeatForm, WindowForm
from shaoxiang.cases.queries import clusters, heat
from shaoxiang.cases.queries.heat import FRAMES, HeatView, Period
from shaoxiang.cases.queries.lists import ORDER, listed
from shaoxiang.cases.queries.picture import Frame, frame_of, outlines
from shaoxiang.cases.views.asked import is_htmx
from shaoxiang.cases.views.lists import shown_rows, without_page
from shaoxiang.kernel.geo import BBox, zoom_for
from shaoxiang.kernel.matter.vocabulary import Light
from shaoxiang.kernel.web import paging
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in

BESIDE = 12
SPREAD = 1.4  # a cluster opens with a little ground round it
WORLD: BBox = (-180.0, -85.0, 180.0, 85.0)
OF_THE_MAP = ("view", "period", "on")  # beside the filter's own fields


@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """The page; for the map component only the parts that change with the window (picture, list, time)."""
    form, frame = FilterForm(request.GET), None
    frame = _frame(request, form)
    asked, query = _map_query(request), _filter_query(request)
    context: dict[str, Any] = {
        "form": form, "query": query, "frame": frame, "asked": asked, "is_heat": _is_heat(request), "keep": _kept(request),
        "points_url": f"{reverse('cases:points')}?{query}", "heat_url": f"{reverse('cases:heat')}?{asked}",
    }
    if frame is not None:
        context |= {"outlines": outlines(frame), "zoomed": "bbox" in request.GET, "box": _opening(request, form, frame)}
        context |= _heat(request, form, frame) if _is_heat(request) else _cases(request, form, frame)
    response = render(request, "cases/staff/map_parts.html" if is_htmx(request) else "cases/staff/map.html", context)
    response.headers["Vary"] = "HX-Request"  # one address, two answers: a browser's cache keeps them apart
    response.headers["Cache-Control"] = "no-store"
    return response


def _cases(request: ActorRequest, form: FilterForm, frame: Frame) -> dict[str, Any]:
    now = timezone.now()
    view = clusters.map_view(request.actor, form.chosen, box=frame.box, zoom=frame.zoom, now=now)
    rows = listed(request.actor, form.chosen, now=now).filter(
        matter__lon__gte=frame.west, matter__lon__lte=frame.east, matter__lat__gte=frame.south, matter__lat__lte=frame.north
    )
    page = shown_rows(paging.keyset(rows.select_related("matter"), order=ORDER, size=BESIDE, cursor=request.GET.get("cursor")))
    marks = [_point_mark(one, frame) for one in view.points] + [_cluster_mark(one, frame, view, _map_query(request)) for one in view.clusters]
    return {"view": view, "marks": marks, "page": page}


def _heat(request: ActorRequest, form: FilterForm, frame: Frame) -> dict[str, Any]:
    today = timezone.localdate()
    period, on = HeatForm(request.GET).chosen(today)
    view = heat.heat_view(request.actor, form.chosen, box=frame.box, zoom=frame.zoom, period=period, on=on, now=timezone.now())
    return {
        "heat": view, "rows": heat.by_place(view), "steps": _steps(request, period, view, today), "periods": list(Period), "period": period,
        "marks": [_heat_mark(cell, frame) for cell in view.cells], "legend": list(enumerate(view.classes)),
    }


def _steps(request: ActorRequest, period: Period, view: HeatView, today: date) -> dict[str, Any]:
    """Where earlier and later lead, and the days the slider runs over, oldest first."""
    days = [heat.stepped(period, today, -back) for back in range(FRAMES - 1, -1, -1)]
    at = days.index(view.first) if view.first in days else 0
    later = heat.stepped(period, view.first, 1)
    return {
        "earlier": _address(request, on=heat.stepped(period, view.first, -1).isoformat()),
        "later": _address(request, on=later.isoformat()) if later <= today else "",
        "days": ",".join(day.isoformat() for day in days), "at": at, "last": FRAMES - 1,
        "by": [(one, _address(request, period=one.value)) for one in Period],
    }


def _address(request: ActorRequest, **changed: str) -> str:
    query = request.GET.copy()
    query.pop("cursor", None)
    for name, value in changed.items():
        query[name] = value
    return f"{reverse('cases:map')}?{query.urlencode()}"


def _is_heat(request: HttpRequest) -> bool:
    return request.GET.get("view") == "heat"


def _filter_query(request: ActorRequest) -> str:
    """The filter alone: what the list understands."""
    query = request.GET.copy()
    for name in [*OF_THE_MAP, "bbox", "zoom", "cursor", "lang", *[name for name in query if not query[name]]]:
        query.pop(name, None)
    return query.urlencode()


def _map_query(request: ActorRequest) -> str:
    """Filter, view and period, without the window."""
    request_query = without_page(request)
    return "&".join(part for part in request_query.split("&") if part and not part.startswith("zoom="))


def _kept(request: ActorRequest) -> list[tuple[str, str]]:
    """What the filter's form must not lose."""
    return [(name, request.GET[name]) for name in (*OF_THE_MAP, "bbox") if request.GET.get(name)]


def _box(request: HttpRequest) -> BBox | None:
    window = WindowForm(request.GET)
    return window.cleaned_data["bbox"] if "bbox" in request.GET and window.is_valid() else None


def _opening(request: ActorRequest, form: FilterForm, frame: Frame) -> str:
    """Where the map opens: the window asked for, else the street chosen or one's own; "" is the whole district."""
    if _box(request):
        return str(request.GET["bbox"])
    return frame.words if form.chosen.get("street") or request.actor.street_id else ""


def _frame(request: ActorRequest, form: FilterForm) -> Frame | None:
    box = _box(request)
    return Frame(*box) if box is not None else frame_of(form.chosen.get("street") or request.actor.street_id)


# --- the picture -------------------------------------------------------------------------------------------------------


def _point_mark(one: clusters.Point, frame: Frame) -> dict[str, Any]:
    x, y = frame.point(one.lon, one.lat)
    return {"x": x, "y": y, "r": 6, "light": one.light, "url": reverse("cases:case", args=[one.number]), "number": one.number, "title": one.title}


def _cluster_mark(one: clusters.Cluster, frame: Frame, view: clusters.MapView, query: str) -> dict[str, Any]:
    """A count is a link to a closer window; the lists show what is in it."""
    x, y = frame.point(one.lon, one.lat)
    most = max(each.n for each in view.clusters)
    west, south, east, north = one.box
    wide, high = (east - west) * SPREAD / 2, (north - south) * SPREAD / 2
    middle_lon, middle_lat = (west + east) / 2, (south + north) / 2
    closer = f"{middle_lon - wide:.6f},{middle_lat - high:.6f},{middle_lon + wide:.6f},{middle_lat + high:.6f}"
    return {
        "x": x, "y": y, "r": round(9 + 12 * (one.n / most) ** 0.5, 1), "light": Light.RED.value if one.late else Light.GREEN.value,
        "url": f"{reverse('cases:map')}?{query}{'&' if query else ''}bbox={closer}", "n": one.n, "late": one.late,
    }


def _heat_mark(cell: heat.HeatCell, frame: Frame) -> dict[str, Any]:
    west, south, east, north = cell.box
    x, y = frame.point(west, north)
    right, bottom = frame.point(east, south)
    wide, high = round(right - x, 1), round(bottom - y, 1)
    return {"x": x, "y": y, "wide": wide, "high": high, "mid_x": round(x + wide / 2, 1), "mid_y": round(y + high / 2, 1), "step": cell.step, "n": cell.n}


# --- what the component asks for ---------------------------------------------------------------------------------------


@require_safe
@signed_in
def points(request: ActorRequest) -> HttpResponse:
    """GeoJSON of a window: at most 110 points, else clusters; never more than 30 kB."""
    asked = _asked_window(request)
    if isinstance(asked, HttpResponse):
        return asked
    box, zoom = asked
    view = clusters.map_view(request.actor, FilterForm(request.GET).chosen, box=box, zoom=zoom, now=timezone.now())
    return _geojson(clusters.geojson(view))


@require_safe
@signed_in
def heat_cells(request: ActorRequest) -> HttpResponse:
    """GeoJSON of the heat of a window over a day, a week or a month."""
    asked = _asked_window(request)
    if isinstance(asked, HttpResponse):
        return asked
    period, on = HeatForm(request.GET).chosen(timezone.localdate())
    chosen = FilterForm(request.GET).chosen
    view = heat.heat_view(request.actor, chosen, box=asked[0], zoom=asked[1], period=period, on=on, now=timezone.now())
    return _geojson(heat.geojson(view))


def _asked_window(request: ActorRequest) -> tuple[BBox, float] | HttpResponse:
    window = WindowForm(request.GET)
    if "bbox" not in request.GET:
        whole = frame_of()
        return (whole.box, whole.zoom) if whole else (WORLD, 0.0)
    if not window.is_valid():
        words = " ".join(str(text) for texts in window.errors.values() for text in texts)
        return JsonResponse({"error": gettext(words)}, status=422, json_dumps_params={"ensure_ascii": False})
    box: BBox = window.cleaned_data["bbox"]
    zoom = window.cleaned_data["zoom"]
    return box, zoom if zoom is not None else zoom_for(box)


def _geojson(data: dict[str, Any]) -> HttpResponse:
    response = JsonResponse(data, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    response.headers["Cache-Control"] = "no-store"
    return response
