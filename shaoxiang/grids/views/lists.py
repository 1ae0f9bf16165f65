"""Overview, standing, validation; the standard, the duties, the register."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.duties.queries.standing import named
from shaoxiang.grids import access, actions, queries
from shaoxiang.grids.forms import AdmitForm, DutiesForm, FilterForm, StandardForm
from shaoxiang.grids.models import AdmittedWork, GridStandard
from shaoxiang.grids.rules import written
from shaoxiang.kernel.access import Actor, allowed, require
from shaoxiang.kernel.exchange.export import Format
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.places.queries import flaw_words, place_book
from shaoxiang.places.queries.division import flaws_in_force

FORMATS = ("csv", "xlsx")
SHOWN_FLAWS = 100


def _actor(request: HttpRequest) -> Actor:
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


@signed_in
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """本街道的网格 (the district's, for the district): how they stand, what lacks, which tasks are out."""
    actor = _actor(request)
    require(actor, access.GRANTS["overview"])
    street_id = FilterForm(request.GET).chosen["street_id"] or actor.street_id
    now = timezone.now()
    page = queries.overview(actor, now=now, on=timezone.localdate(now), street_id=street_id)
    names = {each.id: each for each in place_book().streets.values()}
    context = {
        "overview": page, "street": names.get(street_id) if street_id else None, "streets": [(names[key], grids, whole) for key, grids, whole in page.streets],
        "may_export": allowed(actor, access.GRANTS["export"]), "may_import": allowed(actor, access.GRANTS["people"]),
        "mine": [line for line in page.lines if line.grid.id in actor.grid_ids],
    }
    return render(request, "grids/overview.html", context)


@signed_in
@require_safe
def standing(request: HttpRequest) -> HttpResponse:
    """网格建设: each grid with what exactly it lacks."""
    actor = _actor(request)
    require(actor, access.GRANTS["overview"])
    chosen, today = FilterForm(request.GET).chosen, timezone.localdate()
    street_id = chosen["street_id"] or actor.street_id
    wanted = queries.standard(today)
    lines = queries.standing_lines(actor, on=today, **{**chosen, "street_id": street_id})
    kept = place_book()
    query = request.GET.copy()
    context = {
        "rows": [(line, kept.communities[line.grid.community_id], queries.missing_words(line.standing.missing, wanted)) for line in lines],
        "parts": queries.parts_of(wanted), "missing": chosen["missing"], "street": kept.streets.get(street_id) if street_id else None,
        "streets": sorted(kept.streets.values(), key=lambda each: each.code) if actor.street_id is None else [],
        "may_export": allowed(actor, access.GRANTS["export"]), "query": query.urlencode(),
    }
    return render(request, "grids/standing.html", context)


@signed_in
@require_POST
def export(request: HttpRequest, form: str) -> HttpResponse:
    """下载 exactly what the list shows."""
    actor = _actor(request)
    require(actor, access.GRANTS["export"])
    if form not in FORMATS:
        raise Http404
    chosen = FilterForm(request.GET).chosen
    chosen["street_id"] = chosen["street_id"] or actor.street_id
    return cast("HttpResponse", actions.export_standing(cast("Format", form), actor=actor, at=timezone.now(), **chosen))


@signed_in
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """网格核对: gaps, overlaps, ground outside, grids without a worker."""
    actor = _actor(request)
    require(actor, access.GRANTS["overview"])
    today = timezone.localdate()
    kept = place_book()
    street_id = FilterForm(request.GET).chosen["street_id"] or actor.street_id
    street = kept.streets.get(street_id) if street_id else None
    flaws = flaws_in_force(today, street=street.code if street else "")
    vacant = [place for place in queries.vacant(today) if street is None or place.street_id == street.id]
    context = {
        "street": street, "flaws": [(flaw.code, *flaw_words(flaw)) for flaw in flaws[:SHOWN_FLAWS]], "more": len(flaws) - SHOWN_FLAWS,
        "vacant": [(place, kept.communities[place.community_id]) for place in vacant],
    }
    return render(request, "grids/report.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def standard(request: HttpRequest) -> HttpResponse:
    """网格建设标准, and its versions."""
    actor = _actor(request)
    require(actor, access.EDIT_STANDARD)
    today = timezone.localdate()
    row, now = queries.standard_row(today), queries.standard(today)
    initial = {"roles": written(now.roles), "teams": now.teams, "places": now.places}
    initial |= {"supervision_phone": row.supervision_phone, "document": row.document} if row else {}
    form = StandardForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        actions.set_standard(given.pop("roles"), actor=actor, at=timezone.now(), **given)
        messages.success(request, _("标准已更新，各网格的缺项已按新标准重算。"))
        return redirect("grids:standard")
    versions = GridStandard.objects.order_by("-version")[:20]
    return render(request, "grids/standard.html", {"form": form, "versions": versions, "standard": now}, status=422 if form.errors else 200)


@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """网格员职责清单, public: what a grid worker may be asked for, and what not."""
    actor = _actor(request)
    frame = "web/base.html" if actor.assignment_id is not None else "web/public.html"
    context = {
        "duties": queries.duties_in_force(timezone.localdate()), "versions": queries.duty_versions(), "frame": frame,
        "may": allowed(actor, access.EDIT_STANDARD), "signed_in": actor.assignment_id is not None,
    }
    return render(request, "grids/duties.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def duties_new(request: HttpRequest) -> HttpResponse:
    """发布新的一版."""
    actor = _actor(request)
    require(actor, access.EDIT_STANDARD)
    present = queries.duties_in_force(timezone.localdate())
    form = DutiesForm(request.POST or None, initial={"duties": "\n".join(" | ".join((r.title, r.text, r.basis, r.title_en)) for r in present)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.publish_duties(form.cleaned_data["duties"], actor=actor, at=timezone.now())
        except actions.Refused as refused:
            form.add_error(refused.field, refused.reason)
        else:
            messages.success(request, _("新的一版已发布，明天起生效；已安排的任务仍按原来的条目。"))
            return redirect("grids:duties")
    return _form_page(request, form, _("发布网格员职责清单"), ("grids:duties", _("网格员职责")))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def admitted(request: HttpRequest) -> HttpResponse:
    """准入事项登记: the staffing office enters, streets read."""
    actor = _actor(request)
    require(actor, access.READ_ADMITTED)
    may = allowed(actor, access.ADMIT)
    form = AdmitForm(request.POST or None, initial={"valid_from": timezone.localdate()}) if may else None
    if request.method == "POST":
        require(actor, access.ADMIT)
        assert form is not None  # noqa: S101
        if form.is_valid():
            try:
                actions.admit_work(actor=actor, at=timezone.now(), **form.cleaned_data)
                return redirect("grids:admitted")
            except actions.Refused as refused:
                form.add_error(refused.field, refused.reason)
    rows = [(row, named(f"{row.number} {row.document}")) for row in queries.admitted_rows(actor)[:200]]
    context = {"rows": rows, "form": form, "today": timezone.localdate()}
    return render(request, "grids/admitted.html", context, status=422 if form and form.errors else 200)


@signed_in
@require_POST
def admitted_end(request: HttpRequest, pk: int) -> HttpResponse:
    require(_actor(request), access.ADMIT)
    try:
        actions.end_admitted(pk, actor=_actor(request), at=timezone.now())
    except AdmittedWork.DoesNotExist:
        raise Http404 from None
    return redirect("grids:admitted")


def _form_page(request: HttpRequest, form: Any, heading: str, up: tuple[str, str]) -> HttpResponse:
    return render(request, "grids/form.html", {"form": form, "heading": heading, "up": up}, status=422 if form.errors else 200)
