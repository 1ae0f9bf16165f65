"""What everybody may read: the card of a grid, on screen, on paper and as a panel on the place pages."""

from __future__ import annotations

import io

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shaoxiang.grids import access, queries
from shaoxiang.kernel.access import allowed
from shaoxiang.kernel.dated import in_force
from shaoxiang.places.models import Community, Grid, StreetUnit

PAPERS = ("a4", "a5")


@require_safe
def card(request: HttpRequest, code: str) -> HttpResponse:
    """网格公示牌, without signing in."""
    found = _card(code)
    actor = request.actor  # type: ignore[attr-defined]
    frame = "web/base.html" if actor.assignment_id is not None else "web/public.html"
    page = {"card": found, "frame": frame, "duties": queries.duties_in_force(timezone.localdate()), "may_open": _may_open(request, code)}
    return render(request, "grids/card.html", page)


@require_safe
def card_print(request: HttpRequest, code: str) -> HttpResponse:
    """A4 or A5 (`?paper=`), with a QR code that leads to the page."""
    paper = request.GET.get("paper", "a4")
    page = {"card": _card(code), "paper": paper if paper in PAPERS else "a4", "address": _address(request, code)}
    return render(request, "grids/card_print.html", page)


@require_safe
def card_code(request: HttpRequest, code: str) -> HttpResponse:
    """The QR code as SVG: the address of the card, nothing else."""
    _card(code)
    drawn = io.BytesIO()
    made = segno.make(_address(request, code), error="m", micro=False)
    made.save(drawn, kind="svg", scale=4, border=2, dark="#000", light="#fff", svgclass=None, lineclass=None)
    response = HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def place_panel(request: HttpRequest, level: str, code: str) -> HttpResponse:
    """On a grid's page its workers and the way to the card; on a street's or community's page how many grids have whom (staff only)."""
    today = timezone.localdate()
    actor = request.actor  # type: ignore[attr-defined]
    if level == "grid":
        found = queries.card(code, today)
        return render(request, "grids/panel.html", {"card": found, "may_open": _may_open(request, code)})
    model = {"street": StreetUnit, "community": Community}.get(level)
    row = model.objects.filter(in_force(today), code=code).defer("geometry").first() if model else None  # type: ignore[attr-defined]
    if row is None or not allowed(actor, access.GRANTS["overview"]):
        return HttpResponse("")
    where = {"street_id": row.pk} if level == "street" else {"community_id": row.pk}
    lines = queries.standing_lines(actor, on=today, **where)
    page = {"lines": lines, "complete": sum(line.standing.complete for line in lines), "level": level, "code": code}
    return render(request, "grids/panel.html", page)


def _card(code: str) -> queries.Card:
    found = queries.card(code, timezone.localdate())
    if found is None:
        raise Http404
    return found


def _address(request: HttpRequest, code: str) -> str:
    return request.build_absolute_uri(reverse("grids:card", args=[code]))


def _may_open(request: HttpRequest, code: str) -> bool:
    """Is there more of this grid for the one who asks?"""
    actor = request.actor  # type: ignore[attr-defined]
    row = Grid.objects.filter(in_force(timezone.localdate()), code=code).select_related("community").defer("geometry").first()
    return row is not None and allowed(actor, access.GRANTS["view"], row)
