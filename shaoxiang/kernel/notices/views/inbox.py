from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shaoxiang.kernel.notices import actions, queries, wording
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.paging import keyset


@signed_in
@require_safe
def notice_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    everything = request.GET.get("all") == "1"
    rows = queries.for_actor(actor) if everything else queries.unread(actor)
    page = keyset(rows, order=("-created_at", "-id"), cursor=request.GET.get("cursor"), size=30)
    return render(request, "notices/list.html", {"page": page, "everything": everything})


@signed_in
@require_POST
def open_notice(request: ActorRequest, pk: int) -> HttpResponse:
    """Mark it read and go where it leads."""
    actor = request.actor
    notice = get_object_or_404(queries.for_actor(actor), pk=pk)
    actions.mark_read(actor, at=timezone.now(), notice_id=pk)
    return redirect(wording.address_of(notice.code, notice.params) or "notices:list")


@signed_in
@require_POST
def read_all(request: ActorRequest) -> HttpResponse:
    actions.mark_read(request.actor, at=timezone.now())
    return redirect("notices:list")
