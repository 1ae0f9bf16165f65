"""One grid: who, team, place, branch, patrols."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.grids import access, actions, queries
from shaoxiang.grids.forms import AssetForm, BranchForm, PatrolForm, PersonForm, PlanForm
from shaoxiang.grids.models import GridAsset, GridPerson, PatrolPlan
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.places.models import Grid


def _actor(request: HttpRequest) -> Actor:
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def _grid(request: HttpRequest, code: str) -> Grid:
    """The grid in the reader's scope, else 404."""
    found = queries.grid_row(_actor(request), code, timezone.localdate())
    if found is None:
        raise Http404
    return found


@signed_in
@require_safe
def grid(request: HttpRequest, code: str) -> HttpResponse:
    page = queries.grid_page(_grid(request, code), _actor(request), timezone.localdate())
    words = queries.missing_words(page.standing.missing, page.standard)
    return render(request, "grids/grid.html", {"page": page, "missing": words, "card": queries.card(code, timezone.localdate())})


def _written(request: HttpRequest, row: Grid, what: str, form: Form, heading: str, act: Callable[[dict[str, Any]], object]) -> HttpResponse:
    """The one shape of all forms on a grid: right, form, act, back to the grid."""
    require(_actor(request), access.GRANTS[what], row)
    if request.method == "POST" and form.is_valid():
        try:
            act(dict(form.cleaned_data))
            return redirect("grids:grid", code=row.code)
        except actions.Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
    page = {"form": form, "heading": heading, "back": reverse("grids:grid", args=[row.code]), "row": row}
    return render(request, "grids/form.html", page, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: HttpRequest, code: str) -> HttpResponse:
    row = _grid(request, code)
    form = PersonForm(request.POST or None, grid=row, standard=queries.standard(timezone.localdate()), initial={"role": request.GET.get("role", "")[:24]})
    return _written(request, row, "people", form, _("登记网格人员"), lambda given: actions.add_person(
        code, given.pop("role"), actor=_actor(request), at=timezone.now(), **given))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def asset_new(request: HttpRequest, code: str) -> HttpResponse:
    row = _grid(request, code)
    form = AssetForm(request.POST or None, initial={"kind": request.GET.get("kind", "")[:8]})
    return _written(request, row, "people", form, _("登记队伍或阵地"), lambda given: actions.add_asset(
        code, given.pop("kind"), actor=_actor(request), at=timezone.now(), **given))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def branch(request: HttpRequest, code: str) -> HttpResponse:
    row = _grid(request, code)
    form = BranchForm(request.POST or None, grid=row)
    return _written(request, row, "people", form, _("登记网格党支部"), lambda given: actions.set_branch(
        code, actor=_actor(request), at=timezone.now(), **given))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: HttpRequest, code: str) -> HttpResponse:
    row = _grid(request, code)
    form = PlanForm(request.POST or None)
    return _written(request, row, "plan_patrol", form, _("定巡查计划"), lambda given: actions.plan_patrol(
        code, actor=_actor(request), at=timezone.now(), **given))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def patrol(request: HttpRequest, pk: int) -> HttpResponse:
    """记一次巡查."""
    plan = PatrolPlan.objects.select_related("grid").filter(pk=pk).first()
    if plan is None:
        raise Http404
    row = _grid(request, plan.grid.code)
    form = PatrolForm(request.POST or None, plan=plan, initial={"on": timezone.localdate(), "looked_at": plan.points, "found": "FINE"})
    heading = _("记一次巡查：%(title)s") % {"title": plan.title}
    return _written(request, row, "patrol", form, heading, lambda given: actions.record_patrol(pk, actor=_actor(request), at=timezone.now(), **given))


@signed_in
@require_safe
def patrols(request: HttpRequest, code: str) -> HttpResponse:
    """巡查记录 by day; nobody's count, nobody's track."""
    row = _grid(request, code)
    return render(request, "grids/patrols.html", {"row": row, "records": queries.patrol_page(row)})


def _ended(request: HttpRequest, code: str, act: Callable[[], object]) -> HttpResponse:
    _grid(request, code)
    try:
        act()
    except actions.Refused as refused:
        messages.error(request, refused.reason)
    return redirect("grids:grid", code=code)


@signed_in
@require_POST
def person_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = GridPerson.objects.select_related("grid").filter(pk=pk).first()
    if row is None:
        raise Http404
    return _ended(request, row.grid.code, lambda: actions.end_person(pk, actor=_actor(request), at=timezone.now()))


@signed_in
@require_POST
def asset_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = GridAsset.objects.select_related("grid").filter(pk=pk).first()
    if row is None:
        raise Http404
    return _ended(request, row.grid.code, lambda: actions.end_asset(pk, actor=_actor(request), at=timezone.now()))


@signed_in
@require_POST
def plan_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = PatrolPlan.objects.select_related("grid").filter(pk=pk).first()
    if row is None:
        raise Http404
    return _ended(request, row.grid.code, lambda: actions.end_plan(pk, actor=_actor(request), at=timezone.now()))
