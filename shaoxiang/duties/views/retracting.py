"""撤回未生效的一版: asked for on its page, confirmed or refused there by a second person."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from shaoxiang.duties import actions
from shaoxiang.duties.forms import AskRetractionForm, RefuseRetractionForm
from shaoxiang.duties.views.versions import find_version, published_page
from shaoxiang.duties.vocabulary import VersionStatus
from shaoxiang.kernel.web.asked import went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once

ACTS: dict[str, Callable[..., object]] = {"ask": actions.ask_retraction, "confirm": actions.retract, "refuse": actions.refuse_retraction}
FORMS: dict[str, type[forms.Form]] = {"ask": AskRetractionForm, "confirm": forms.Form, "refuse": RefuseRetractionForm}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_draft("duties:retract:{pk}:{move}")
@once
def version_retract(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """ask, confirm or refuse."""
    found = find_version(request, pk)
    if move not in FORMS or found.status != VersionStatus.PUBLISHED:
        raise Http404(move)
    if request.method != "POST":
        return published_page(request, found)
    actor, at = request.actor, timezone.now()  # type: ignore[attr-defined]
    form = FORMS[move](request.POST)
    act = ACTS[move]
    if form.is_valid() and went(form, lambda: act(pk, actor=actor, at=at, **form.cleaned_data)):
        messages.success(request, {
            "ask": gettext("已提请撤回：另一位同志确认以后才撤回。"), "confirm": gettext("已撤回：这一版不会生效，公开页上写明了理由。"),
            "refuse": gettext("没有撤回，这一版照常生效。"),
        }[move])
        return redirect("duties:version", pk=pk)
    return published_page(request, found, **{move: form})
