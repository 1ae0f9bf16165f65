"""执法片区: on any day, with its history; set, ended and imported by whoever loads places."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.places import access, actions
from shaoxiang.places.forms import AreaForm, AreaImportForm, EndAreaForm
from shaoxiang.places.models import EnforcementArea
from shaoxiang.places.rules.areas import AreaRefused

LISTED = ("streets", "communities__street")


@signed_in
@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """片区 in force on ?on= (today without it)."""
    try:
        on = date.fromisoformat(request.GET["on"]) if request.GET.get("on") else timezone.localdate()
    except ValueError:
        on = timezone.localdate()
    rows = EnforcementArea.objects.filter(in_force(on)).prefetch_related(*LISTED)
    context = {"rows": rows, "on": on, "today": timezone.localdate(), "may_load": allowed(request.actor, access.LOAD)}  # type: ignore[attr-defined]
    return render(request, "places/areas.html", context)


@signed_in
@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """One area and all its versions, the newest first."""
    rows = list(EnforcementArea.objects.filter(code=code).prefetch_related(*LISTED).order_by("-valid_from"))
    if not rows:
        get_object_or_404(EnforcementArea, code=code)
    context = {"rows": rows, "area": rows[0], "may_load": allowed(request.actor, access.LOAD)}  # type: ignore[attr-defined]
    return render(request, "places/area.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def area_set(request: HttpRequest, code: str = "") -> HttpResponse:
    """A new area, or (by code) its next version."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, access.LOAD)
    held = get_object_or_404(EnforcementArea, code=code, valid_to=None) if code else None
    initial: dict[str, Any] = {"since": timezone.localdate()}
    if held is not None:
        initial |= {"code": held.code, "name": held.name, "name_en": held.name_en, "streets": [street.pk for street in held.streets.all()],
                    "communities": "\n".join(held.communities.values_list("code", flat=True))}
    form = AreaForm(request.POST or None, held=held is not None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.set_area(form.given(code), actor=actor, at=timezone.now())
        except AreaRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, _(refused.reason) % refused.facts)
        else:
            messages.success(request, _("片区“%(name)s”从 %(day)s 起生效。") % {"name": row.name, "day": row.valid_from.isoformat()})
            return HttpResponseRedirect(reverse("places:area", args=[row.code]))
    return render(request, "places/area_form.html", {"form": form, "area": held, "ending": False}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def area_end(request: HttpRequest, code: str) -> HttpResponse:
    """撤销片区."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, access.LOAD)
    held = get_object_or_404(EnforcementArea, code=code, valid_to=None)
    form = EndAreaForm(request.POST or None, initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_area(code, since=form.cleaned_data["since"], actor=actor, at=timezone.now())
        except AreaRefused as refused:
            form.add_error("since", _(refused.reason) % refused.facts)
        else:
            messages.success(request, _("片区到那天为止；派驻机构的服务范围请在“系统体检”里核对。"))
            return HttpResponseRedirect(reverse("places:areas"))
    return render(request, "places/area_form.html", {"form": form, "area": held, "ending": True}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def area_import(request: HttpRequest) -> HttpResponse:
    """导入片区: a look first, then the load."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, access.LOAD)
    form = AreaImportForm(request.POST or None, request.FILES or None)
    report, dry_run = None, "load" not in request.POST
    if request.method == "POST" and form.is_valid():
        try:
            report = actions.import_areas(form.cleaned_data["file"], actor=actor, at=timezone.now(), dry_run=dry_run)
        except AreaRefused as refused:
            form.add_error("file", _(refused.reason) % refused.facts)
    return render(request, "places/area_import.html", {"form": form, "report": report, "dry_run": dry_run}, status=422 if form.errors else 200)
