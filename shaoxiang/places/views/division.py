"""网格调整: draw, compare, decide; larger grids and special ones. The history is open to every signed-in person, the acts are the district's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.places import access, actions
from shaoxiang.places.forms import ConfirmForm, DivisionForm, GroupForm, SpecialGridForm, StandingForm
from shaoxiang.places.models import Community, Grid, GridDivision, MapOverlay
from shaoxiang.places.queries import division as queries
from shaoxiang.places.queries import flaw_words
from shaoxiang.places.rules import DivisionRefused
from shaoxiang.places.vocabulary import DivisionSource, DivisionStatus

SHOWN_FLAWS = 100


@signed_in
@require_safe
def divisions(request: HttpRequest) -> HttpResponse:
    """历次调整, newest first, and the overlays of departments."""
    rows = GridDivision.objects.exclude(status=DivisionStatus.DROPPED).defer("proposal").order_by("-pk")[:100]
    return render(request, "places/divisions.html", {"rows": rows, "overlays": queries.overlays(timezone.localdate()), "may": _may(request)})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def division_new(request: HttpRequest) -> HttpResponse:
    """导入一次调整: becomes a draft, or, from a department, is refused with the rule and may be attached as an overlay."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, access.LOAD)
    form = DivisionForm(request.POST or None, request.FILES or None, initial={"effective_on": timezone.localdate(), "source": DivisionSource.DISTRICT})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if "overlay" in request.POST:
                actions.attach_overlay(
                    given["file"], title=given["title"], owner=given["owner"], valid_from=given["effective_on"], actor=actor, at=timezone.now(),
                )
                messages.success(request, _("已作为叠加图层附上；网格没有变。"))
                return redirect("places:divisions")
            made = actions.draw_division(
                given["file"], title=given["title"], source=given["source"], effective_on=given["effective_on"], whole=given["whole"], actor=actor,
                at=timezone.now(),
            )
            return redirect("places:division", pk=made.pk)
        except DivisionRefused as refused:
            refusal = _said(refused)
        except actions.BadPlaces as error:
            form.add_error("file", str(error))
    status = 422 if form.errors or refusal else 200
    return render(request, "places/division_new.html", {"form": form, "refusal": refusal}, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def special_new(request: HttpRequest) -> HttpResponse:
    """划出专属网格."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, access.LOAD)
    form = SpecialGridForm(request.POST or None, initial={"effective_on": timezone.localdate(), "community": request.GET.get("community", "")[:12]})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            made = actions.carve_grid(given.pop("community"), actor=actor, at=timezone.now(), **given)
            return redirect("places:division", pk=made.pk)
        except DivisionRefused as refused:
            form.add_error(None, _said(refused))
        except actions.BadPlaces as error:
            form.add_error("outline", str(error))
    return render(request, "places/grid_form.html", {"form": form, "heading": _("划出专属网格")}, status=422 if form.errors else 200)


@signed_in
@require_safe
def division(request: HttpRequest, pk: int) -> HttpResponse:
    """One division: before and after, line by line; a draft also says what stands in its way and how many running matters it touches."""
    row = get_object_or_404(GridDivision, pk=pk)
    return _division_page(request, row, ConfirmForm())


def _division_page(request: HttpRequest, row: GridDivision, form: ConfirmForm, refusal: str = "") -> HttpResponse:
    draft = row.status == DivisionStatus.DRAFT
    found = queries.comparison(row) if draft else None
    changes = found.altering if found else queries.compared_or_recorded(row) if row.status == DivisionStatus.CONFIRMED else []
    names = {change.code: (change.after or change.before).name for change in changes if change.after or change.before}  # type: ignore[union-attr]
    context: dict[str, Any] = {
        "division": row, "draft": draft, "found": found, "changes": changes, "names": names, "form": form, "refusal": refusal, "may": _may(request),
        "flaws": [(flaw.code, *flaw_words(flaw)) for flaw in found.flaws[:SHOWN_FLAWS]] if found else [],
        "successors": sorted((each.code, each.name) for each in queries.proposed(row).values()) if draft else [],
    }
    return render(request, "places/division.html", context, status=422 if refusal or form.errors else 200)


@signed_in
@require_POST
def division_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """决定: from its day on the new grids hold."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, access.LOAD)
    row = get_object_or_404(GridDivision, pk=pk)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _division_page(request, row, form)
    heirs = {name.removeprefix("heir-"): str(value) for name, value in request.POST.items() if name.startswith("heir-") and value}
    try:
        actions.confirm_division(pk, actor=actor, at=timezone.now(), heirs=heirs, **form.cleaned_data)
    except DivisionRefused as refused:
        return _division_page(request, row, form, _said(refused))
    messages.success(request, _("已决定。到生效那天自动换用新网格；在办的事项那天转到新网格。"))
    return redirect("places:division", pk=pk)


@signed_in
@require_POST
def division_drop(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.actor, access.LOAD)  # type: ignore[attr-defined]
    row = get_object_or_404(GridDivision, pk=pk)
    try:
        actions.drop_division(pk, actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
    except DivisionRefused as refused:
        return _division_page(request, row, ConfirmForm(), _said(refused))
    return redirect("places:divisions")


@signed_in
@require_safe
def division_picture(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    if side not in ("before", "after"):
        raise Http404
    row = get_object_or_404(GridDivision, pk=pk)
    response = HttpResponse(queries.division_picture(row, side), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-cache"
    return response


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def group_new(request: HttpRequest, code: str) -> HttpResponse:
    """设上级网格 over some grids of a community."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, access.LOAD)
    today = timezone.localdate()
    community = Community.objects.filter(in_force(today), code=code).defer("geometry").first()
    if community is None:
        raise Http404
    form = GroupForm(request.POST or None, community=code, on=today)
    if request.method == "POST" and form.is_valid():
        try:
            grid = actions.group_grids(code, valid_from=today, actor=actor, at=timezone.now(), **form.cleaned_data)
            return redirect("places:grid", code=grid.code)
        except DivisionRefused as refused:
            form.add_error(None, _said(refused))
    heading = _("设上级网格：%(name)s") % {"name": community.name}
    return render(request, "places/grid_form.html", {"form": form, "heading": heading}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def standing(request: HttpRequest, code: str) -> HttpResponse:
    """一个网格的上级和撤销."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, access.LOAD)
    today, now = timezone.localdate(), timezone.now()
    grid = Grid.objects.filter(in_force(today), code=code).defer("geometry").select_related("parent").first()
    if grid is None:
        raise Http404
    form = StandingForm(request.POST or None, initial={"parent": grid.parent.code if grid.parent else ""})
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["end_on"]:
                actions.end_grid(code, on=form.cleaned_data["end_on"], actor=actor, at=now)
            else:
                actions.set_parent(code, form.cleaned_data["parent"], actor=actor, at=now)
            return redirect("places:grid", code=code)
        except DivisionRefused as refused:
            form.add_error(None, _said(refused))
    heading = _("网格的上级和撤销：%(name)s") % {"name": grid.name}
    return render(request, "places/grid_form.html", {"form": form, "heading": heading}, status=422 if form.errors else 200)


@signed_in
@require_safe
def overlay(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(MapOverlay, pk=pk)
    return HttpResponse(queries.overlay_file(row), content_type="application/geo+json")


def _may(request: HttpRequest) -> bool:
    return allowed(request.actor, access.LOAD)  # type: ignore[attr-defined]


def _said(refused: DivisionRefused) -> str:
    return _(refused.reason) % refused.facts if refused.facts else _(refused.reason)
