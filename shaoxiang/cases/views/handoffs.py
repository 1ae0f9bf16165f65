"""职责换了单位: the list, and the one click that decides several."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shaoxiang.cases import access
from shaoxiang.cases.actions.duties import decide_handoff
from shaoxiang.cases.queries import handoffs as queries
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.kernel.access import require
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once


@never_cache
@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    require(request.actor, access.GRANTS["decide_handoff"])
    context = {"waiting": queries.waiting(request.actor), "decided": queries.decided(request.actor)}
    return render(request, "cases/staff/handoffs.html", context)


@never_cache
@require_POST
@signed_in
@once
def decide(request: ActorRequest) -> HttpResponse:
    """Every chosen line: moved, or kept."""
    require(request.actor, access.GRANTS["decide_handoff"])
    chosen = {int(value) for value in request.POST.getlist("pk") if value.isdecimal()}
    rows = list(queries.handoffs_for(request.actor).filter(pk__in=chosen, decided_at=None).order_by("pk"))
    if not rows:
        messages.error(request, gettext("请先勾选事件。"))
    done = 0
    for row in rows:
        try:
            decide_handoff(row.pk, move="move" in request.POST, actor=request.actor, at=timezone.now())
            done += 1
        except ReportRefused as refused:
            messages.error(request, str(refused))
    if done:
        messages.success(request, gettext("%(n)s 件已定。") % {"n": done})
    return redirect("cases:handoffs")
