"""编制整体划转: what there is to pass, to whom, and the commission's meeting."""

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
from shaoxiang.staffing.actions.passing import pass_whole
from shaoxiang.staffing.forms.passing import PassingForm
from shaoxiang.staffing.queries.passing import heir_of, passing_of


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
