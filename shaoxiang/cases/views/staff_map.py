"""The case map: the cases of the filter as points, gathered by the server where there are many; beside it the list."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shaoxiang.cases.forms.lists import FilterForm, WindowForm
from shaoxiang.cases.queries.lists import ORDER, MapView, listed, map_view
from shaoxiang.cases.queries.picture import Frame, frame_of, outlines
from shaoxiang.cases.views.asked import ActorRequest
from shaoxiang.cases.views.lists import shown_rows, without_page
from shaoxiang.kernel.matter.vocabulary import Light
from shaoxiang.kernel.web import paging
from shaoxiang.kernel.web.decorators import signed_in

BESIDE = 8
ZOOM = 0.25  # how much of the window one step shows


@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """事件地图, as a picture that also works without scripts; every count leads closer, every point to its case."""
    form, now = FilterForm(request.GET), timezone.now()
    rows = listed(request.actor, form.chosen, now=now)
    frame = _frame(request, form)
    context: dict[str, Any] = {"form": form, "query": without_page(request), "frame": frame}
    if frame is not None:
        inside = rows.filter(matter__lon__gte=frame.west, matter__lon__lte=frame.east, matter__lat__gte=frame.south, matter__lat__lte=frame.north)
        view = map_view(rows, frame.box, now=now)
        context |= {"outlines": outlines(frame), "marks": _marks(view, frame, without_page(request)), "zoomed": "bbox" in request.GET}
        context |= {"live": "live" in request.GET and not view.cells, "may_live": bool(view.points)}
        context["points"] = f"{reverse('cases:points')}?{_with(without_page(request), frame)}"
        context["page"] = shown_rows(paging.keyset(inside, order=ORDER, size=BESIDE))
    return render(request, "cases/staff/map.html", context)


def _with(query: str, frame: Frame) -> str:
    """The filter and the window as one query."""
    return f"{query}&bbox={frame.words}" if query else f"bbox={frame.words}"


def _frame(request: ActorRequest, form: FilterForm) -> Frame | None:
    window = WindowForm(request.GET)
    if "bbox" in request.GET and window.is_valid():
        return Frame(*window.cleaned_data["bbox"])
    return frame_of(form.chosen.get("street") or request.actor.street_id)


def _marks(view: MapView, frame: Frame, query: str) -> list[dict[str, Any]]:
    """What is drawn: a point is a link to its case, a cell a link to a closer window."""
    marks: list[dict[str, Any]] = []
    for lon, lat, number, code, title in view.points:
        x, y = frame.point(lon, lat)
        marks.append({"x": x, "y": y, "r": 5, "light": code, "url": reverse("cases:case", args=[number]), "number": number, "title": title})
    most = max((n for _lon, _lat, n, _late in view.cells), default=1)
    wide, high = (frame.east - frame.west) * ZOOM / 2, (frame.north - frame.south) * ZOOM / 2
    for lon, lat, n, late in view.cells:
        x, y = frame.point(lon, lat)
        closer = f"{lon - wide:.6f},{lat - high:.6f},{lon + wide:.6f},{lat + high:.6f}"
        marks.append({
            "x": x, "y": y, "r": round(9 + 12 * (n / most) ** 0.5, 1), "light": Light.RED.value if late else Light.GREEN.value,
            "url": f"{reverse('cases:map')}?{query}{'&' if query else ''}bbox={closer}", "n": n, "late": late,
        })
    return marks


@require_safe
@signed_in
def points(request: ActorRequest) -> HttpResponse:
    """GeoJSON of a window (of all that is drawn, where none is named), for the map component: at most 300 points, else counts by cell."""
    window = WindowForm(request.GET)
    if "bbox" in request.GET and not window.is_valid():
        return JsonResponse({"error": window.errors["bbox"][0]}, status=422)
    now, whole = timezone.now(), frame_of()
    box = window.cleaned_data["bbox"] if "bbox" in request.GET else whole.box if whole else (-180.0, -90.0, 180.0, 90.0)
    view = map_view(listed(request.actor, FilterForm(request.GET).chosen, now=now), box, now=now)
    features = [
        _feature(lon, lat, number=number, light=code, title=title, url=reverse("cases:case", args=[number])) for lon, lat, number, code, title in view.points
    ]
    features += [_feature(lon, lat, count=n, late=late) for lon, lat, n, late in view.cells]
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")


def _feature(lon: float, lat: float, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}
