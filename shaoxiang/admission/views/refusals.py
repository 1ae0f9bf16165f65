"""拒收通知 and the question that comes before it: 给街道的活，在清单上吗？"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.admission import access, actions, queries, rules
from shaoxiang.admission.flows import REFUSAL_FLOW
from shaoxiang.admission.forms import REFUSAL_FORMS, RefusalForm, SearchForm
from shaoxiang.admission.models import RefusalNotice
from shaoxiang.admission.queries.limits import limit_words
from shaoxiang.admission.queries.page import shown
from shaoxiang.admission.views.shared import NEWEST_FIRST, add_error
from shaoxiang.admission.vocabulary import UNCOUNTED, RefusalStatus, WorkKind
from shaoxiang.cases.queries import cases_for
from shaoxiang.coordination.queries.sources import source_of
from shaoxiang.duties.queries.finding import find, lists_of
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.files.queries import attachments_of
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, tried
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset

SHOWN = 20  # lines of one answer; what comes after is farther off


def _find(request: ActorRequest, number: str) -> RefusalNotice:
    """Another street's or department's notice is not there."""
    return get_object_or_404(queries.refusals_for(request.actor), matter__number=number)


@never_cache
@require_safe
@signed_in
def refusals(request: ActorRequest) -> HttpResponse:
    """拒收通知: what is not settled yet; ?state= one status or "all", ?q= words of the number or of the work."""
    rows = queries.refusals_for(request.actor)
    chosen = {"q": request.GET.get("q", "").strip()[:40], "state": "all" if request.GET.get("all") == "1" else request.GET.get("state", "")}
    if chosen["q"]:
        rows = rows.filter(Q(matter__number__icontains=chosen["q"]) | Q(matter__title__icontains=chosen["q"]))
    if chosen["state"] in RefusalStatus.__members__:
        rows = rows.filter(matter__status=chosen["state"])
    elif chosen["state"] != "all":
        rows = rows.filter(matter__closed_at__isnull=True)
    page = keyset(rows, order=NEWEST_FIRST, cursor=request.GET.get("cursor"), size=50)
    return render(request, "admission/refusals.html", {
        "page": page, "chosen": chosen, "narrowed": any(chosen.values()), "may_refuse": allowed(request.actor, access.GRANTS["refuse"]),
    })


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("admission:refuse")
def refusal_new(request: ActorRequest) -> HttpResponse:
    """发出拒收通知. ?kind= and ?number= from the page of the work, ?title= from the search."""
    require(request.actor, access.GRANTS["refuse"])
    given: dict[str, Any] = {"title": request.GET.get("title", "")[:80]}
    if request.GET.get("kind") in {one.value for one in WorkKind}:
        given |= {"kind": request.GET["kind"], "subject": request.GET.get("number", "")[:24]}
    form = RefusalForm(request.POST, request.FILES) if request.method == "POST" else RefusalForm(initial=given | drafts.initial(request))
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: actions.refuse(form.work(), upload=form.cleaned_data["upload"], actor=request.actor, at=timezone.now()), add_error)
        if made is not None:
            messages.success(request, gettext("已发出拒收通知 %(number)s。部门没有回应完以前，这件事不计入任何考核。") % {"number": made.number})
            return HttpResponseRedirect(reverse("admission:refusal", args=[made.number]))
    context = {"form": form, "answer_limit": limit_words(rules.ANSWER)}
    return render(request, "admission/refusal_new.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_safe
@signed_in
def refusal(request: ActorRequest, number: str) -> HttpResponse:
    row = _find(request, number)
    entries = list(Entry.objects.filter(subject_kind="matter", subject_id=row.pk).order_by("seq"))
    context = {
        "row": row, "moves": list(queries.refusal_moves(row, request.actor).values()), "entries": shown(entries), "uncounted": row.status in UNCOUNTED,
        "source": source_of(row.subject_id, request.actor), "papers": attachments_of(row.pk),
        "applied": queries.requests_for(request.actor).filter(pk=row.request_id).first() if row.request_id else None,
    }
    return render(request, "admission/refusal.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("admission:refusal:{number}:{move}")
def refusal_act(request: ActorRequest, number: str, move: str) -> HttpResponse:
    row = _find(request, number)
    if move not in REFUSAL_FORMS:
        raise Http404
    require(request.actor, access.GRANTS[move], row)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = REFUSAL_FORMS[move](*posted, row=row, initial=drafts.initial(request))
    if request.method == "POST" and form.is_valid():
        done = tried(form, lambda: getattr(actions, move)(number, actor=request.actor, at=timezone.now(), **form.arguments()), add_error)
        if done is not None:
            words = {"number": number, "move": gettext(REFUSAL_FLOW.by_name[move].label)}
            messages.success(request, gettext("%(number)s：%(move)s，已办。") % words)
            way = reverse("admission:edit", args=[done.request.number]) if move == "apply" else reverse("admission:refusal", args=[number])
            return HttpResponseRedirect(way)
    context = {"row": row, "move": REFUSAL_FLOW.by_name[move], "form": form}
    return render(request, "admission/refusal_act.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_safe
@signed_in
def check(request: ActorRequest) -> HttpResponse:
    """给街道的活，在清单上吗？"""
    form = SearchForm(request.GET if "q" in request.GET else None)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    street = request.actor.unit_id if request.actor.has_role(*map(str, access.STREET)) else None
    found = find(words, timezone.localdate(), street) if words else []
    context = {
        "form": form, "words": words, "found": found[:SHOWN], "total": len(found), "own": lists_of(street)[0],
        "may_refuse": allowed(request.actor, access.GRANTS["refuse"]), "may_new": allowed(request.actor, access.GRANTS["new"]),
    }
    return render(request, "admission/check.html", context)


@never_cache
@require_safe
@signed_in
def case_panel(request: ActorRequest, number: str) -> HttpResponse:
    """On the page of a case: whether it was refused, and the way to refuse it."""
    case = get_object_or_404(cases_for(request.actor), matter__number=number)
    seen = set(queries.refusals_for(request.actor).filter(subject_id=case.pk).values_list("pk", flat=True))
    found = queries.about(case.pk)
    context = {
        "case": case, "found": [(one, one.pk in seen) for one in found], "uncounted": any(one.status in UNCOUNTED for one in found),
        "may_refuse": allowed(request.actor, access.GRANTS["refuse"]) and not any(one.matter.closed_at is None for one in found),
    }
    return render(request, "admission/case_panel.html", context)
