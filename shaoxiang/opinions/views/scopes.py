"""What must be asked: everybody's to read; a change shows what it would touch, asks why, and is then written."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.journal.queries import as_read
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.web.asked import ActorRequest, tell, tried, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once
from shaoxiang.opinions import access, actions, queries
from shaoxiang.opinions.forms import ReasonForm, ScopeForm
from shaoxiang.opinions.models import ConsultationScope
from shaoxiang.opinions.queries import scopes as reads

NEW = "NEW"  # in the address: a line that has no code yet
A_LOOK = "…"  # the reason of a trial, which is never kept
COLUMNS = ("title", "title_en", "power", "days", "decision", "marks", "basis")


@never_cache
@require_safe
@signed_in
def scopes(request: ActorRequest) -> HttpResponse:
    require(request.actor, access.GRANTS["view_scopes"])
    may_set, today = allowed(request.actor, access.GRANTS["set_scope"]), timezone.localdate()
    rows = list(queries.all_scopes())
    context = {
        "rows": list(queries.scopes_in_force(today)), "past": [row for row in rows if row.valid_to is not None and row.valid_to <= today], "may_set": may_set,
    }
    return render(request, "opinions/scopes.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def scope_edit(request: ActorRequest, code: str) -> HttpResponse:
    """One line, a new one where the code is not there yet: looked at, then written with the reason."""
    require(request.actor, access.GRANTS["set_scope"])
    held = queries.scope_in_force(code)
    shown = {name: getattr(held, name) for name in COLUMNS} if held is not None else {"days": 5}
    form = ScopeForm(request.POST) if request.method == "POST" else ScopeForm(initial=shown)
    why = ReasonForm(initial={"why": request.POST.get("why", "")})
    seen = request.POST.get("seen") or (as_read("consultation_scope", held.pk) if held is not None else "")
    parts, mark = None, ""
    if request.method == "POST" and form.is_valid():
        mark, own, at = digest(repr(form.cleaned_data)), queries.next_code() if code == NEW else code, timezone.now()

        def change(words: str) -> ConsultationScope:
            return actions.set_scope(own, why=words, actor=request.actor, at=at, seen=request.POST.get("seen"), **form.arguments())

        parts = tried(form, lambda: actions.try_scope(lambda: change(A_LOOK)), tell)
        if parts and request.POST.get("looked") == mark:
            why = ReasonForm(request.POST)
        if why.is_valid() and went(form, lambda: change(why.cleaned_data["why"]), tell):
            messages.success(request, gettext("已改，从今天起按新的来；已经发出的不变。"))
            return HttpResponseRedirect(reverse("opinions:scopes"))
    context = {
        "form": form, "why": why, "code": code, "held": held, "seen": seen, "parts": parts, "told": reads.told(parts) if parts else [], "mark": mark,
        "history": reads.history_of(code), "under_way": reads.under_way(code), "may_open": set(queries.files_for(request.actor).values_list("pk", flat=True)),
    }
    return render(request, "opinions/scope.html", context, status=422 if form.errors or why.errors else 200)
