"""个人信息申请, for the security administrator: what kinds of data are held and in what state the matter is; not a word of it, no name, no number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.cases import access, actions
from shaoxiang.cases.forms.data_requests import DecideForm
from shaoxiang.cases.models import DataRequest
from shaoxiang.cases.queries.data_requests import held_of, requests_for
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.vocabulary import DataRefusal
from shaoxiang.kernel.access import require
from shaoxiang.kernel.identity.rules import mask_public
from shaoxiang.kernel.web.asked import ActorRequest, tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset


@never_cache
@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """Open ones, or all of them, newest first."""
    require(request.actor, access.GRANTS["decide_data"])
    rows, everything = requests_for(request.actor), request.GET.get("all") == "1"
    rows = rows if everything else rows.filter(decided_at__isnull=True)
    page = keyset(rows, order=("-matter__opened_at", "-matter_id"), cursor=request.GET.get("cursor"), size=30)
    return render(request, "cases/staff/data_requests.html", {"page": page, "everything": everything})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@keeps_draft("cases:data:{number}")
@once
def show(request: ActorRequest, number: str) -> HttpResponse:
    """One request: what is held, and the three answers."""
    asked = get_object_or_404(requests_for(request.actor), matter__number=number)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(asked, form.cleaned_data, request, timezone.now())
        except ReportRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, gettext("%(number)s 已答复。") % {"number": number})
            return redirect("cases:data_requests")
    context = {"asked": asked, "held": held_of(asked.case), "words": mask_public(asked.words), "form": form, "draft": request.draft}
    return render(request, "cases/staff/data_request.html", context, status=422 if request.method == "POST" else 200)


def _decide(asked: DataRequest, given: dict[str, Any], request: ActorRequest, at: datetime) -> None:
    number, words = asked.number, given["words"]
    if given["decision"] == "erase_data":
        actions.erase_data(number, actor=request.actor, at=at, words=words)
    elif given["decision"] == "restrict_data":
        actions.restrict_data(number, actor=request.actor, at=at, words=words)
    elif not given["reason"]:
        raise ReportRefused("reason", gettext("不予删除要选一条理由。"))
    else:
        actions.refuse_data(number, actor=request.actor, at=at, reason=DataRefusal(given["reason"]), words=words)
