"""执法片区: on any day, with its history; set, ended and imported by whoever loads places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets import views as sheets
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web import names
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.places import access, actions
from shaoxiang.places.forms import AreaForm, EndAreaForm
from shaoxiang.places.models import EnforcementArea
from shaoxiang.places.queries.area_sheet import AREA_TABLE
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
            form.add_error(refused.field if refused.field in form.fields else None, gettext(refused.reason) % refused.facts)
        else:
            messages.success(request, gettext("片区“%(name)s”从 %(day)s 起生效。") % {"name": row.name, "day": row.valid_from.isoformat()})
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
            actions.end_area(code, **form.cleaned_data, actor=actor, at=timezone.now())
        except AreaRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, gettext(refused.reason) % refused.facts)
        else:
            messages.success(request, gettext("片区到那天为止；派驻机构的服务范围请在“系统体检”里核对。"))
            return HttpResponseRedirect(reverse("places:areas"))
    return render(request, "places/area_form.html", {"form": form, "area": held, "ending": True}, status=422 if form.errors else 200)


class AreaSheet(Sheet):
    """导入片区."""

    code = "places.areas"
    title = _("导入片区")
    up = (_("执法片区"), "places:areas")
    most = 500
    head = (_("片区名称"), _("代码"), _("会怎样"), _("镇街"), _("生效日期"))
    alike = frozenset({"since", "document"})
    hints = (_("镇街和社区写代码，几个之间用顿号或分号隔开；社区不写，就是整个镇街。和现在一样的不动，不一样的成为新的一版。"),)

    def allow(self, hand: Hand) -> None:
        require(hand.actor, access.LOAD)

    def headings(self) -> Sequence[Heading]:
        return AREA_TABLE

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return actions.import_areas(rows, actor=hand.actor, at=hand.at)

    def line(self, made: actions.AreaEntered) -> Sequence[Any]:
        streets = "、".join(names.name_of("street", key) for key in made.given.streets)
        return made.given.name, made.given.code, gettext("新增") if made.new else gettext("改为新的一版"), streets, made.given.since


def _chosen(request: HttpRequest) -> AreaSheet:
    return AreaSheet()


area_import, area_blank = sheets.page(_chosen), sheets.blank(_chosen)
