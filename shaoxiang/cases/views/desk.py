"""待办: the first page after signing in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shaoxiang.cases.queries.desk import decisions_for, desk_page, is_leader
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in


@never_cache
@require_safe
@signed_in
def desk(request: ActorRequest) -> HttpResponse:
    """我的待办, most urgent first; for leaders what they must decide today."""
    now = timezone.now()
    context = {"desk": desk_page(request.actor, now=now), "decisions": decisions_for(request.actor, now=now) if is_leader(request.actor) else None}
    return render(request, "cases/staff/desk.html", context)
