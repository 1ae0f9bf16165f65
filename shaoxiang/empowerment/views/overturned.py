"""被撤销、变更的决定: the list, entering one, striking one out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.empowerment import access, actions
from shaoxiang.empowerment.forms import OverturnedForm, TakeOutForm
from shaoxiang.empowerment.queries.overturned import overturned_for
from shaoxiang.empowerment.rules import EmpowermentRefused
from shaoxiang.empowerment.views.asked import add
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset

SHOWN = 50


@never_cache
@require_safe
@signed_in
def overturned(request: ActorRequest) -> HttpResponse:
    """Newest first; ?code= and ?unit= narrow to one item, one street."""
    code, unit = request.GET.get("code", "").strip()[:8], request.GET.get("unit", "").strip()
    rows = overturned_for(request.actor)
    if code:
        rows = rows.filter(power__code=code)
    if unit.isascii() and unit.isdigit() and len(unit) < 10:
        rows = rows.filter(power__unit_id=int(unit))
    page = keyset(rows, order=("-overturned_on", "-id"), cursor=request.GET.get("cursor"), size=SHOWN)
    return render(request, "empowerment/overturned.html", {
        "page": page, "code": code, "unit": unit, "may": allowed(request.actor, access.GRANTS["overturn"]),
        "counted": rows.filter(ended_at__isnull=True).count(),
    })


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("empowerment:overturn")
def overturn(request: ActorRequest) -> HttpResponse:
    """登记一件."""
    require(request.actor, access.GRANTS["overturn"])
    posted = request.method == "POST"
    form = OverturnedForm(request.POST) if posted else OverturnedForm(initial={**request.GET.dict(), **(drafts.initial(request) or {})})
    if posted and form.is_valid():
        try:
            made = actions.overturn(form.overturned(), actor=request.actor, at=timezone.now())
        except EmpowermentRefused as refused:
            add(form, refused)
        else:
            messages.success(request, gettext("已登记：%(number)s。") % {"number": made.number})
            return HttpResponseRedirect(reverse("empowerment:overturned"))
    return render(request, "empowerment/overturn.html", {"form": form}, status=422 if posted else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("empowerment:take_out:{pk}")
def take_out(request: ActorRequest, pk: int) -> HttpResponse:
    """勾销登错的一条."""
    row = get_object_or_404(overturned_for(request.actor), pk=pk)
    require(request.actor, access.GRANTS["overturn"])
    posted = request.method == "POST"
    form = TakeOutForm(request.POST) if posted else TakeOutForm(initial=drafts.initial(request))
    if posted and form.is_valid():
        try:
            actions.take_out(pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)
        except EmpowermentRefused as refused:
            add(form, refused)
        else:
            messages.success(request, gettext("已勾销，不再计数。"))
            return HttpResponseRedirect(reverse("empowerment:overturned"))
    return render(request, "empowerment/take_out.html", {"row": row, "form": form}, status=422 if posted else 200)
