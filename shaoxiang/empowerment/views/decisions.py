"""Decisions: the list, a new proposal, one decision, its moves, and a recall seen before it is decided."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.cases.queries import cases_for
from shaoxiang.duties.access import drafting
from shaoxiang.duties.vocabulary import VersionKind
from shaoxiang.empowerment import access, actions, queries
from shaoxiang.empowerment.flows import EMPOWERMENT_FLOW
from shaoxiang.empowerment.forms import FORMS, ExistingForm, MoveForm, NoForm, ProposalForm, RecallForm
from shaoxiang.empowerment.models import EmpowermentDecision
from shaoxiang.empowerment.queries.usage import running_cases, usage
from shaoxiang.empowerment.views.asked import add, find
from shaoxiang.empowerment.vocabulary import DecisionStatus
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, moved, tried, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset

NEWEST_FIRST = ("-matter__opened_at", "-matter_id")
GATED = ("plan", "start")  # moves that say beforehand what is lacking


@never_cache
@require_safe
@signed_in
def decisions(request: ActorRequest) -> HttpResponse:
    """赋权办理: decisions of my department, of my street, or all of the district, newest first."""
    rows = queries.decisions_for(request.actor).prefetch_related("units", "powers")
    state = request.GET.get("state", "")
    if state in DecisionStatus.__members__:
        rows = rows.filter(matter__status=state)
    page = keyset(rows, order=NEWEST_FIRST, cursor=request.GET.get("cursor"), size=50)
    may = {f"may_{name}": allowed(request.actor, access.GRANTS[name]) for name in ("propose", "register")}
    context = {"page": page, "rows": [(one, queries.title_for(one)) for one in page.rows], "state": state, "entered": queries.anything_entered(), **may}
    return render(request, "empowerment/decisions.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("empowerment:new")
def new(request: ActorRequest) -> HttpResponse:
    require(request.actor, access.GRANTS["propose"])
    department = request.actor.unit_id or 0
    posted = request.method == "POST"
    form = ProposalForm(request.POST, department_id=department) if posted else ProposalForm(department_id=department, initial=drafts.initial(request))
    if posted and form.is_valid():
        made = tried(form, lambda: actions.propose(form.proposal(), actor=request.actor, at=timezone.now()), add)
        if made is not None:
            messages.success(request, gettext("已提出 %(number)s，等街道签字。") % {"number": made.number})
            return HttpResponseRedirect(reverse("empowerment:decision", args=[made.number]))
    return render(request, "empowerment/new.html", {"form": form}, status=422 if posted else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("empowerment:enter")
def enter(request: ActorRequest) -> HttpResponse:
    """登记已经生效的: powers a street held before this system."""
    require(request.actor, access.GRANTS["register"])
    posted = request.method == "POST"
    form = ExistingForm(request.POST) if posted else ExistingForm(initial=drafts.initial(request))
    if posted and form.is_valid():
        made = tried(form, lambda: actions.register_existing(form.proposal(), form.existing(), actor=request.actor, at=timezone.now()), add)
        if made is not None:
            messages.success(request, gettext("已登记 %(number)s。") % {"number": made.number})
            return HttpResponseRedirect(reverse("empowerment:decision", args=[made.number]))
    return render(request, "empowerment/new.html", {"form": form, "entering": True}, status=422 if posted else 200)


@never_cache
@require_safe
@signed_in
def show(request: ActorRequest, number: str) -> HttpResponse:
    page = queries.decision_page(find(request, number), request.actor, now=timezone.now())
    street = request.actor.has_role(str(Role.STREET_LEADER), str(Role.STREET_DESK)) and any(one.row.unit_id == request.actor.unit_id for one in page.units)
    context = {"decision": page.decision, "page": page, "lacking": queries.missing_words(page.missing), "may_whistle": street and page.running,
               "may_draft": allowed(request.actor, drafting(VersionKind.POWER.value))}
    return render(request, "empowerment/decision.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("empowerment:act:{number}:{move}")
def act(request: ActorRequest, number: str, move: str) -> HttpResponse:
    """One move of a decision: its form (GET), and the act (POST). A recall is shown with what it touches before it is decided."""
    decision = find(request, number)
    if move not in FORMS:
        raise Http404
    require(request.actor, access.GRANTS[move], decision)
    if request.method != "POST":
        return _page(request, decision, move, FORMS[move](decision=decision, initial=drafts.initial(request)))
    form = FORMS[move](request.POST, request.FILES, decision=decision)
    if isinstance(form, RecallForm) and request.POST.get("step") == "look":
        return _page(request, decision, move, form, looked=form.is_valid(), status=200 if form.is_valid() else 422)
    if form.is_valid() and went(form, lambda: getattr(actions, move)(number, actor=request.actor, at=timezone.now(), **form.arguments()), add):
        return moved(request, number, EMPOWERMENT_FLOW.by_name[move].label, reverse("empowerment:decision", args=[number]))
    return _page(request, decision, move, form, status=422)


def _page(request: ActorRequest, decision: EmpowermentDecision, move: str, form: MoveForm, *, looked: bool = False, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    context: dict[str, Any] = {
        "decision": decision, "title": queries.title_for(decision), "move": EMPOWERMENT_FLOW.by_name[move], "form": form,
        "plain": isinstance(form, NoForm), "looked": looked,
    }
    if move in GATED and not form.errors:
        own = queries.obstacles_of(decision, today)
        context["lacking"] = queries.missing_words([one for one in own if one.unit_id] if move == "plan" else own)
    if move == "evaluate":
        context["figures"] = usage(decision.powers.filter(valid_from__isnull=False, valid_to__isnull=True), today)
    if isinstance(form, RecallForm):
        lines = form.chosen()
        running = running_cases(lines)
        seen = set(cases_for(request.actor).filter(pk__in=[one.case_id for one in running]).values_list("pk", flat=True))
        context |= {"running": [(one, one.case_id in seen) for one in running], "lines": lines}
        return render(request, "empowerment/recall.html", context, status=status)
    return render(request, "empowerment/act.html", context, status=status)
