"""复核 of a draft by a second person."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from shaoxiang.duties import actions
from shaoxiang.duties.actions import StaleDraft
from shaoxiang.duties.forms import ReviewForm, SendBackForm
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.views.versions import draft_page, find_version, stale_act, why_not
from shaoxiang.duties.vocabulary import VersionStatus
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_draft("duties:review:{pk}:{move}")
@once
def version_review(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """复核: confirm or send_back, by a second person of the keeping office or by who leads it."""
    found = find_version(request, pk)
    if move not in ("confirm", "send_back") or found.status != VersionStatus.DRAFT:
        raise Http404(move)
    if request.method != "POST":
        return draft_page(request, found)
    form = ReviewForm(request.POST) if move == "confirm" else SendBackForm(request.POST)
    if not form.is_valid():
        return draft_page(request, found, refused=gettext("请先看过草案，再按复核。") if move == "confirm" else "", send_back=form)
    act = actions.confirm if move == "confirm" else actions.send_back
    try:
        act(pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)  # type: ignore[attr-defined]
    except StaleDraft as stale:
        found.refresh_from_db()
        return draft_page(request, found, refused=stale_act(stale))
    except ChangeRefused as refused:
        found.refresh_from_db()
        return draft_page(request, found, refused=why_not(refused))
    messages.success(request, gettext("复核通过，可以公布了。") if move == "confirm" else gettext("已退回起草的人修改。"))
    return redirect("duties:version", pk=pk)
