"""从表格拟稿: tried first, every bad row told with its cure; what was tried is what is written, signed from one page to the next."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.kernel.access import require
from shaoxiang.kernel.exchange.export import MEDIA_TYPES, Column, Format, export
from shaoxiang.kernel.web.asked import ActorRequest, said
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once
from shaoxiang.staffing import access
from shaoxiang.staffing.actions.importing import import_changes
from shaoxiang.staffing.forms.importing import SheetForm
from shaoxiang.staffing.queries import importing as reads
from shaoxiang.staffing.rules import StaffingRefused

KEPT_FOR_S = 3600


def _salt(request: ActorRequest) -> str:
    return f"staffing.import.{request.actor.assignment_id}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def sheet(request: ActorRequest) -> HttpResponse:
    require(request.actor, access.GRANTS["draft"])
    if request.method != "POST":
        return _page(request, SheetForm())
    if request.POST.get("rows"):
        return _write(request)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    run = reads.try_table(form.cleaned_data["file"], timezone.localdate())
    token = signing.dumps(reads.as_plain(run.rows), salt=_salt(request), compress=True) if not run.errors else ""
    return _page(request, SheetForm(), {"run": run, "token": token}, status=422 if run.errors else 200)


def _write(request: ActorRequest) -> HttpResponse:
    try:
        wanted = reads.of_plain(signing.loads(request.POST["rows"], salt=_salt(request), max_age=KEPT_FOR_S))
        made = import_changes(wanted, actor=request.actor, at=timezone.now())
    except signing.BadSignature:
        return _page(request, SheetForm(), {"notice": gettext("试算已经过了一小时，或者换了岗位：请重新选表格试算。")}, status=422)
    except StaffingRefused as refused:
        return _page(request, SheetForm(), {"notice": gettext("试算以后情况变了，什么也没有写：%(why)s") % {"why": said(refused)}}, status=422)
    messages.success(request, gettext("已拟 %(n)s 项编制调整，等编办另一位同志复核。") % {"n": len(made)})
    return HttpResponseRedirect(reverse("staffing:changes"))


def _page(request: ActorRequest, form: SheetForm, more: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    return render(request, "staffing/import.html", {"form": form, "headings": reads.HEADINGS, **(more or {})}, status=status)


@never_cache
@require_safe
@signed_in
def blank(request: ActorRequest, form: str) -> HttpResponse:
    """表样."""
    require(request.actor, access.GRANTS["draft"])
    if form not in MEDIA_TYPES:
        raise Http404
    columns = [Column(gettext(one.shown), "x") for one in reads.HEADINGS]
    return cast("HttpResponse", export(columns, [], cast("Format", form), gettext("编制调整表样")))
