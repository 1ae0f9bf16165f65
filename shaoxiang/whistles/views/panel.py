"""On the page of a case: its whistles, and the way to blow one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shaoxiang.cases.queries import cases_for
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.whistles.queries import whistles_for
from shaoxiang.whistles.queries.calling import types_for
from shaoxiang.whistles.queries.lists import with_units


@never_cache
@require_safe
@signed_in
def panel(request: ActorRequest, number: str) -> HttpResponse:
    case = get_object_or_404(cases_for(request.actor), matter__number=number)
    rows = with_units(whistles_for(request.actor).filter(case_id=case.pk).order_by("-matter_id"), now=timezone.now())
    own = case.matter.street_id == request.actor.street_id
    context = {"case": case, "rows": rows, "may_blow": own and case.matter.closed_at is None and bool(types_for(request.actor))}
    return render(request, "whistles/panel.html", context)
