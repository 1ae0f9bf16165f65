"""从表格一次登记: tried first, every bad line told with its cure; what was tried is what is written, signed from one page to the next."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.duties.models import EmpoweredMatter
from shaoxiang.empowerment import access, actions, queries
from shaoxiang.empowerment.forms import SheetForm
from shaoxiang.empowerment.queries import importing as reads
from shaoxiang.empowerment.queries.powers import department_of, names_of_departments
from shaoxiang.empowerment.rules import EmpowermentRefused
from shaoxiang.empowerment.views.asked import said
from shaoxiang.kernel.access import require
from shaoxiang.kernel.exchange.export import MEDIA_TYPES, Column, Format, export
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once

KEPT_FOR_S, ERRORS_SHOWN = 3600, 200


def _salt(request: ActorRequest) -> str:
    return f"empowerment.import.{request.actor.assignment_id}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def sheet(request: ActorRequest) -> HttpResponse:
    require(request.actor, access.GRANTS["register"])
    if request.method != "POST":
        return _page(request, SheetForm())
    if request.POST.get("rows"):
        return _write(request)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    run = actions.try_sheet(form.cleaned_data["file"], actor=request.actor, at=timezone.now())
    token = signing.dumps(reads.as_plain(run.decisions), salt=_salt(request), compress=True) if run.decisions else ""
    shown = {"run": run, "token": token, "errors": run.errors[:ERRORS_SHOWN], "more": max(len(run.errors) - ERRORS_SHOWN, 0)}
    return _page(request, SheetForm(), shown, status=422 if run.errors else 200)


def _write(request: ActorRequest) -> HttpResponse:
    try:
        wanted = reads.of_plain(signing.loads(request.POST["rows"], salt=_salt(request), max_age=KEPT_FOR_S))
        made = actions.register_many(wanted, actor=request.actor, at=timezone.now())
    except signing.BadSignature:
        return _page(request, SheetForm(), {"notice": gettext("试读已经过了一小时，或者换了岗位：请重新选表格试读。")}, status=422)
    except EmpowermentRefused as refused:
        return _page(request, SheetForm(), {"notice": gettext("试读以后情况变了，什么也没有写：%(why)s") % {"why": "".join(said(refused))}}, status=422)
    words = ngettext("已登记 %(n)s 个赋权决定，从现在起按它们派单。", "已登记 %(n)s 个赋权决定，从现在起按它们派单。", len(made))
    messages.success(request, words % {"n": len(made)})
    return HttpResponseRedirect(reverse("empowerment:decisions"))


def _page(request: ActorRequest, form: SheetForm, more: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    return render(request, "empowerment/sheet.html", {"form": form, "headings": reads.HEADINGS, **(more or {})}, status=status)


@never_cache
@require_safe
@signed_in
def blank(request: ActorRequest, form: str) -> HttpResponse:
    """表样: one line for every item no street holds yet, with what the list already says of it."""
    require(request.actor, access.GRANTS["register"])
    if form not in MEDIA_TYPES:
        raise Http404
    today = timezone.localdate()
    held = set(queries.powers_on(today).values_list("code", flat=True))
    names = names_of_departments(today)

    def department(item: EmpoweredMatter) -> str:
        return item.original_department if department_of(item, names) is not None else ""

    filled: dict[str, Any] = {"codes": "code", "department": department}
    columns = [Column(gettext(one.shown), filled.get(one.field, lambda _item: "")) for one in reads.HEADINGS]
    columns.insert(1, Column(gettext("事项"), "name"))
    rows = [item for item in queries.items(today) if item.code not in held]
    return cast("HttpResponse", export(columns, rows, cast("Format", form), gettext("赋权决定登记表样")))
