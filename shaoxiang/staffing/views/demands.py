"""对口要求, 议事协调机构, and the month's list of who is over the quota."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.exchange.export import MEDIA_TYPES, Column, Format, export
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, said, tried
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.staffing import access
from shaoxiang.staffing.actions import demands as actions
from shaoxiang.staffing.forms.demands import CoordinatingForm, DemandForm
from shaoxiang.staffing.models import CoordinatingBody
from shaoxiang.staffing.queries import demands as reads
from shaoxiang.staffing.rules import StaffingRefused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("staffing:demands")
def demands(request: ActorRequest) -> HttpResponse:
    """对口要求: what departments demanded; recording one is refusing it."""
    require(request.actor, access.GRANTS["view_demands"])
    may = allowed(request.actor, access.GRANTS["demand"])
    form = None
    if may:
        form = DemandForm(request.POST, actor=request.actor) if request.method == "POST" else DemandForm(initial=drafts.initial(request), actor=request.actor)
    elif request.method == "POST":
        require(request.actor, access.GRANTS["demand"])
    if request.method == "POST" and form is not None and form.is_valid():
        row = tried(form, lambda: actions.refuse_demand(actor=request.actor, at=timezone.now(), **form.arguments()))
        if row is not None:
            messages.success(request, gettext("已登记并退回：%(department)s不得要求镇街对口设立机构、加挂牌子。") % {"department": row.department.shown_name})
            return HttpResponseRedirect(reverse("staffing:demands"))
    page = keyset(reads.demands_for(request.actor), order=("-received_on", "-pk"), cursor=request.GET.get("cursor"), size=50)
    return render(request, "staffing/demands.html", {"page": page, "form": form}, status=422 if request.method == "POST" else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("staffing:coordinating")
def coordinating(request: ActorRequest) -> HttpResponse:
    """议事协调机构: which stand, until when; a new one with its end."""
    require(request.actor, access.GRANTS["view"])
    form = None
    if allowed(request.actor, access.GRANTS["coordinating"]):
        form = CoordinatingForm(request.POST) if request.method == "POST" else CoordinatingForm(initial=drafts.initial(request))
    elif request.method == "POST":
        require(request.actor, access.GRANTS["coordinating"])
    if request.method == "POST" and form is not None and form.is_valid():
        row = tried(form, lambda: actions.set_up_coordinating(actor=request.actor, at=timezone.now(), **form.arguments()))
        if row is not None:
            messages.success(request, gettext("%(name)s 已登记，到期自动撤销。") % {"name": row.name})
            return HttpResponseRedirect(reverse("staffing:coordinating"))
    today = timezone.localdate()
    standing, ended = reads.coordinating(today)
    context = {"standing": standing, "ended": ended, "form": form, "today": today}
    return render(request, "staffing/coordinating.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_POST
@signed_in
@once
def wind_up(request: ActorRequest, pk: int) -> HttpResponse:
    require(request.actor, access.GRANTS["coordinating"])
    get_object_or_404(CoordinatingBody, pk=pk)
    try:
        actions.wind_up(pk, actor=request.actor, at=timezone.now())
    except StaffingRefused as refused:
        messages.warning(request, said(refused))
    return HttpResponseRedirect(reverse("staffing:coordinating"))


def _month(request: ActorRequest) -> tuple[date, bool]:
    return reads.month_of(request.GET.get("month", ""), timezone.localdate())


@never_cache
@require_safe
@signed_in
def over(request: ActorRequest) -> HttpResponse:
    """超编月报: units above their quota at the end of a month; no funds for what is above (Q10)."""
    require(request.actor, access.GRANTS["view_over"])
    on, readable = _month(request)
    return render(request, "staffing/over.html", {"rows": reads.over_rows(request.actor, on), "on": on, "readable": readable})


@never_cache
@require_safe
@signed_in
def over_table(request: ActorRequest, form: str) -> HttpResponse:
    require(request.actor, access.GRANTS["view_over"])
    if form not in MEDIA_TYPES:
        raise Http404
    on, _readable = _month(request)
    columns = [
        Column(gettext("截止日"), lambda row: on), Column(gettext("单位"), lambda row: row.body.shown_name),
        Column(gettext("编制类别"), lambda row: gettext(row.quota_type.label)), Column(gettext("编制"), "quota"), Column(gettext("实有"), "headcount"),
        Column(gettext("超编"), "over"), Column(gettext("示例"), "composed"),
    ]
    return cast("HttpResponse", export(columns, reads.over_rows(request.actor, on), cast("Format", form), f"{gettext('超编')}-{on:%Y-%m}"))
