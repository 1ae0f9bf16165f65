"""编制整体划转 and 编制锁定: two acts of the commission on one unit, each with its meeting."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shaoxiang.kernel.access import require
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.staffing import access, queries
from shaoxiang.staffing.actions.locking import lock_unit
from shaoxiang.staffing.actions.passing import pass_whole
from shaoxiang.staffing.forms.passing import LockForm, PassingForm
from shaoxiang.staffing.queries.passing import heir_of, passing_of
from shaoxiang.staffing.rules import STREET_KINDS


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("staffing:pass_whole:{code}")
def pass_on(request: ActorRequest, code: str) -> HttpResponse:
    require(request.actor, access.GRANTS["pass_whole"])
    today = timezone.localdate()
    body = get_object_or_404(queries.units_for(request.actor, today), code=code)
    heir = heir_of(body, today)
    if heir is None or passing_of(body.pk) is not None:
        raise Http404
    form = PassingForm(request.POST) if request.method == "POST" else PassingForm(initial=drafts.initial(request))
    if request.method == "POST" and form.is_valid() and went(
            form, lambda: pass_whole(body.pk, heir.pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)):
        messages.success(request, gettext("编制已经整体划给%(name)s，一名不少，人随编走。") % {"name": heir.shown_name})
        return redirect("staffing:unit", code=heir.code)
    rows = {row.body.pk: row for row in queries.unit_rows([body, heir], today)}
    context = {"form": form, "body": body, "heir": heir, "row": rows.get(body.pk), "heirs_row": rows.get(heir.pk)}
    return render(request, "staffing/pass_whole.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("staffing:lock_unit:{code}")
def lock(request: ActorRequest, code: str) -> HttpResponse:
    require(request.actor, access.GRANTS["lock_unit"])
    today = timezone.localdate()
    body = get_object_or_404(queries.units_for(request.actor, today), code=code)
    if body.kind not in STREET_KINDS or queries.lock_of(body.pk) is not None:
        raise Http404
    form = LockForm(request.POST) if request.method == "POST" else LockForm(initial={"effective_from": today, **drafts.initial(request)})
    if request.method == "POST" and form.is_valid() and went(form, lambda: lock_unit(body.pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)):
        messages.success(request, gettext("%(name)s的编制已经锁定，只增不减。") % {"name": body.shown_name})
        return redirect("staffing:unit", code=body.code)
    context = {"form": form, "body": body, "row": next(iter(queries.unit_rows([body], today)), None)}
    return render(request, "staffing/lock.html", context, status=422 if request.method == "POST" else 200)
