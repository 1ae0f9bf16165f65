from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.kernel.access import Actor, allowed, require
from shaoxiang.kernel.geo import BadPoint, CoordinateSystem, TypedPoint, convert, parse_point
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.places import access, actions, queries
from shaoxiang.places.forms import LoadForm
from shaoxiang.places.models import PlaceChange
from shaoxiang.places.queries.browse import place_page, search_places
from shaoxiang.places.queries.finding import finds
from shaoxiang.places.vocabulary import PlaceLevel


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """区划网格: the district and its streets; `?q=` searches names, aliases and codes of every level."""
    page = place_page(PlaceLevel.DISTRICT)
    result = search_places(request.GET.get("q", ""))
    actor = request.actor  # type: ignore[attr-defined]
    context = {"page": page, "result": result, "may_load": allowed(actor, access.LOAD), "frame": _frame(request)}
    return render(request, "places/browse.html", context)


@require_safe
def place(request: HttpRequest, level: str, code: str) -> HttpResponse:
    """One street, community or grid: facts, map, what lies in it."""
    page = place_page(PlaceLevel(level), code)
    if page is None:
        raise Http404
    return render(request, "places/place.html", {"page": page, "frame": _frame(request), "may_divide": allowed(request.actor, access.LOAD)})  # type: ignore[attr-defined]


@signed_in
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """导入边界: a dry run with its report first, then the load."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, access.LOAD)
    form = LoadForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        dry_run = "load" not in request.POST
        try:
            if not dry_run:
                _check_redrawing(form, actor)
            report = actions.load_geojson(
                form.cleaned_data["level"], form.cleaned_data["file"], actor=actor, at=timezone.now(), dry_run=dry_run,
                allow_flaws=form.cleaned_data["allow_flaws"], valid_from=form.cleaned_data["valid_from"],
            )
        except actions.BadPlaces as error:
            form.add_error("file", str(error))
    refused = report is not None and report.flaws and not report.written and "load" in request.POST
    status = 422 if form.errors or refused else 200
    context = {"form": form, "report": report, "dry_run": "load" not in request.POST, "changes": PlaceChange.objects.order_by("-pk")[:10]}
    return render(request, "places/load.html", context, status=status)


def _check_redrawing(form: LoadForm, actor: Actor) -> None:
    """Grids in force are redrawn by a division, which is compared, decided and dated; this page loads what is not there yet. Raises BadPlaces."""
    if form.cleaned_data["level"] != PlaceLevel.GRID:
        return
    tried = actions.load_geojson(
        PlaceLevel.GRID, form.cleaned_data["file"], actor=actor, at=timezone.now(), dry_run=True, valid_from=form.cleaned_data["valid_from"],
    )
    if tried.changed:
        raise actions.BadPlaces(_("文件会改动 %(n)s 个已有的网格。改网格请走“网格调整”：先比对，再决定，从某一天起生效。") % {"n": tried.changed})


@require_safe
def outline(request: HttpRequest) -> HttpResponse:
    """边界文件: `?level=street|community|grid[&within=CODE]`, GeoJSON, cached until places change."""
    try:
        level = PlaceLevel(request.GET.get("level", "street"))
    except ValueError:
        return JsonResponse({"error": _("层级只能是 district、street、community 或 grid。")}, status=400)
    file = queries.outline_file(level, request.GET.get("within", "")[:15])
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = _unless_unchanged(request, file.etag, file.packed if packed else file.body, "application/geo+json")
    if packed and response.status_code == 200:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response


@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """区划示意图: SVG, with a marker at `?lon=&lat=` (WGS-84)."""
    marker = None
    if "lon" in request.GET or "lat" in request.GET:
        try:
            point = _asked_point(request)
        except BadPoint as error:
            return HttpResponse(_(str(error)), status=400, content_type="text/plain; charset=utf-8")
        marker = (point.lon, point.lat)
    body = queries.picture(request.GET.get("within", "")[:15], marker)
    return _unless_unchanged(request, f'"{hashlib.sha256(body).hexdigest()[:24]}"', body, "image/svg+xml")


@require_safe
def locate(request: HttpRequest) -> HttpResponse:
    """点位查格: `?lon=&lat=` or `?point=` as typed, in `crs` (wgs84 unless said). Answers the WGS-84 point and what it lies in."""
    try:
        point = _asked_point(request)
        lon, lat = convert(point.lon, point.lat, CoordinateSystem(request.GET.get("crs") or "wgs84"), CoordinateSystem.WGS84)
    except BadPoint as error:
        return JsonResponse({"error": _(str(error))}, status=400)
    except ValueError:
        return JsonResponse({"error": _("坐标系只能是 wgs84、gcj02、bd09 或 cgcs2000。")}, status=400)
    facts = queries.found_facts(queries.place_book().locate(lon, lat))
    answer = {"lon": round(lon, 6), "lat": round(lat, 6), "raw_lon": point.lon, "raw_lat": point.lat, "swapped": point.swapped} | facts
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "no-store"  # where somebody looked is nobody's business
    return response


def _asked_point(request: HttpRequest) -> TypedPoint:
    if "point" in request.GET:
        return parse_point(request.GET["point"])
    return parse_point(f"lon={request.GET.get('lon', '')} lat={request.GET.get('lat', '')}")  # named numbers are never swapped


def _unless_unchanged(request: HttpRequest, etag: str, body: bytes, content_type: str) -> HttpResponse:
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type=content_type)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"  # kept, and asked about each time: a change shows at once
    return response


def _frame(request: HttpRequest) -> str:
    """Staff keep their navigation, residents their large type."""
    return "web/base.html" if request.actor.assignment_id is not None else "web/public.html"  # type: ignore[attr-defined]


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """找地方: `?q=` names, aliases and codes of streets, communities and grids, for the map to fly to."""
    answer = JsonResponse({"found": finds(request.GET.get("q", ""))}, json_dumps_params={"ensure_ascii": False})
    answer.headers["Cache-Control"] = "no-store"  # what somebody looked for is nobody's business
    return answer
