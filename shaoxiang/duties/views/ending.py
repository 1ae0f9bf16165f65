"""停用一类, and back: first what hangs on it, then the reason, then one action."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shaoxiang.duties import actions
from shaoxiang.duties.access import GRANTS
from shaoxiang.duties.actions import A_LOOK
from shaoxiang.duties.forms import WhyForm
from shaoxiang.duties.forms.ending import EndTypeForm, ResumeTypeForm
from shaoxiang.duties.models import EventType
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.ending import reach_of
from shaoxiang.duties.queries.settings import end_of, history_of
from shaoxiang.kernel.access import require
from shaoxiang.kernel.journal.queries import as_read
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.web.asked import ActorRequest, tried, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def type_end(request: ActorRequest, code: str) -> HttpResponse:
    """停用."""
    kind = _kind(request, code)
    types = [(line.code, f"{line.code} {in_words(line.name, line.name_en)}") for line in duty_book().offered.values() if line.code != code]
    form = EndTypeForm(request.POST or None, initial={"since": timezone.localdate()}, types=sorted(types))
    return _page(request, kind, form, resuming=False)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def type_resume(request: ActorRequest, code: str) -> HttpResponse:
    """恢复."""
    kind = _kind(request, code)
    return _page(request, kind, ResumeTypeForm(request.POST or None, initial={"since": timezone.localdate()}), resuming=True)


def _kind(request: ActorRequest, code: str) -> EventType:
    require(request.actor, GRANTS["edit_types"])
    kind = EventType.objects.filter(code=code).first()
    if kind is None:
        raise Http404(code)
    return kind


def _page(request: ActorRequest, kind: EventType, form: forms.Form, *, resuming: bool) -> HttpResponse:
    at, why = timezone.now(), WhyForm(initial={"why": request.POST.get("why", "")})
    today, seen = timezone.localdate(at), request.POST.get("seen")
    page: dict[str, Any] = {"kind": kind, "form": form, "end": end_of(kind, today), "resuming": resuming}
    asked: tuple[date, str] = (today, "")
    if request.method == "POST" and form.is_valid():
        data, act = form.cleaned_data, actions.resume_type if resuming else actions.end_type
        asked = (data["since"], data.get("successor", ""))

        def write(words: str) -> EventType:
            return act(kind.code, **data, why=words, actor=request.actor, at=at, seen=seen)

        trial = tried(form, lambda: actions.try_out(lambda: write(A_LOOK), kind.code, at=at))
        page |= {"trial": trial, "mark": digest(repr(data))}
        if trial is not None and request.POST.get("looked") == page["mark"]:
            why = WhyForm(request.POST)
        if why.is_valid() and went(form, lambda: write(why.cleaned_data["why"])):
            messages.success(request, gettext("已定从哪天起恢复。") if resuming else gettext("已定从哪天起停用；在办的照原来的办完。"))
            return redirect("duties:type", code=kind.code)
    page |= {"why": why, "reach": reach_of(kind, max(asked[0], today), asked[1]), "history": history_of(kind), "seen": seen or as_read("event_type", kind.pk)}
    return render(request, "duties/type_end.html", page, status=422 if form.errors or why.errors else 200)
