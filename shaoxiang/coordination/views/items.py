"""The list, raising an item, one item, its moves, and the panel on the page of a case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for, moves_for
from shaoxiang.coordination import access, actions, queries
from shaoxiang.coordination.flows import COORDINATION_FLOW
from shaoxiang.coordination.forms.items import FORMS, FilterForm, MoveForm, NoForm, RaiseForm
from shaoxiang.coordination.models import CoordinationCase
from shaoxiang.coordination.queries.hearing import to_hear
from shaoxiang.coordination.queries.page import STEPS, item_page, listed, rhythm_hint, rhythm_of_levels
from shaoxiang.coordination.queries.rows import SUBJECT
from shaoxiang.coordination.views.asked import find_item
from shaoxiang.coordination.vocabulary import UPPER_LEVELS, MeetingLevel, Source
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, moved, tried
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.hearing import HearingShown, hearing_of
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset

NEWEST_FIRST = ("-matter__opened_at", "-matter_id")
MAIN = ("settle", "put_on_agenda", "close", "give_opinion", "file_duty")
SECOND = ("escalate", "reopen", "take_off", "supervise")


@never_cache
@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """协调事项: those of my rows, newest first."""
    form, today = FilterForm(request.GET), timezone.localdate()
    rows = listed(request.actor, form.chosen, now=timezone.now())
    page = keyset(rows, order=NEWEST_FIRST, cursor=request.GET.get("cursor"), size=50)
    context = {
        "page": page, "form": form, "chosen": form.chosen, "may_raise": allowed(request.actor, access.GRANTS["raise"]),
        "may_plan": allowed(request.actor, access.PLAN), "rhythm": rhythm_hint(request.actor, today=today),
        "overdue": rhythm_of_levels(request.actor, today=today),
    }
    return render(request, "coordination/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("coordination:new")
def new(request: ActorRequest) -> HttpResponse:
    """提请协调; from a case (?case=) its number and type come along."""
    require(request.actor, access.GRANTS["raise"])
    number = request.POST.get("case") or request.GET.get("case") or ""
    case = get_object_or_404(cases_for(request.actor), matter__number=number) if number else None
    if request.method != "POST":
        return _new_page(request, RaiseForm(actor=request.actor, initial={**_from_case(case), **drafts.initial(request)}), case)
    form = RaiseForm(request.POST, actor=request.actor)
    if form.is_valid():
        given = {**form.cleaned_data, "level": MeetingLevel(form.cleaned_data["level"])}
        known = queries.open_item_of(case.pk) if case is not None else None
        made = tried(form, lambda: actions.raise_item(
            source=Source.BY_HAND, actor=request.actor, at=timezone.now(), source_matter_id=case.pk if case is not None else None, **given,
        ))
        if made is not None:
            words = gettext("这件事已经在协调：%(number)s。") if known is not None else gettext("已提请 %(number)s，等安排。")
            messages.success(request, words % {"number": made.number})
            return HttpResponseRedirect(_address_of(made, request))
    return _new_page(request, form, case, status=422)


def _address_of(item: CoordinationCase, request: ActorRequest) -> str:
    """The item's page, where the reader may see it."""
    seen = queries.items_for(request.actor).filter(pk=item.pk).exists()
    return reverse("coordination:item", args=[item.number]) if seen else reverse("coordination:list")


def _from_case(case: Case | None) -> dict[str, Any]:
    if case is None:
        return {}
    title = mask_text(case.matter.title)
    words = gettext("事件 %(number)s：%(title)s") % {"number": case.number, "title": title}
    return {"title": title[:100], "reason": words, "street_id": case.matter.street_id, "subject_code": case.matter.subject_code}


def _new_page(request: ActorRequest, form: RaiseForm, case: Case | None, status: int = 200) -> HttpResponse:
    return render(request, "coordination/new.html", {"form": form, "case": case}, status=status)


@never_cache
@require_safe
@signed_in
def show(request: ActorRequest, number: str) -> HttpResponse:
    item = find_item(request, number)
    page = item_page(item, request.actor, now=timezone.now())
    main = [page.moves[name] for name in MAIN if name in page.moves]
    second = [page.moves[name] for name in SECOND if name in page.moves]
    rest = [move for name, move in page.moves.items() if name not in (*MAIN, *SECOND)]
    context = {
        "item": item, "page": page, "main": main, "second": second, "rest": rest, "steps": _steps(page.step, item),
        "redispatch": _redispatch(request, item), "hearing": _hearing(request, item),
    }
    return render(request, "coordination/item.html", context)


def _hearing(request: ActorRequest, item: CoordinationCase) -> HearingShown | None:
    """Of an item above the streets: whom it touches is heard before its meeting has it, everybody before a ruling that is to hold everywhere."""
    if not item.is_open or item.level not in UPPER_LEVELS:
        return None
    shown = hearing_of((SUBJECT, item.pk), request.actor)
    return replace(shown, needed=item.meeting_id is None and bool(to_hear(item, request.actor.unit_id)))


def _steps(place: int, item: CoordinationCase) -> list[tuple[str, str]]:
    ended = item.matter.closed_at is not None
    return [(gettext(label), "done" if n < place or ended else "now" if n == place else "") for n, (label, _statuses) in enumerate(STEPS)]


def _redispatch(request: ActorRequest, item: CoordinationCase) -> tuple[Case, str] | None:
    """The case that waits for this ruling, and the move its desk makes there; for whoever may make it."""
    ruling = queries.ruling_for(item.source_matter_id) if item.source_matter_id is not None else None
    case = cases_for(request.actor).filter(pk=item.source_matter_id).first() if ruling is not None and ruling.case_id == item.pk else None
    if case is None:
        return None
    move = next((name for name in ("dispatch", "uphold") if name in moves_for(case, request.actor)), "")
    return (case, move) if move else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("coordination:act:{number}:{move}")
def act(request: ActorRequest, number: str, move: str) -> HttpResponse:
    """One move: its form (GET), and the act (POST)."""
    item = find_item(request, number)
    if move not in FORMS:
        raise Http404
    require(request.actor, access.GRANTS[move], item)
    found = COORDINATION_FLOW.by_name[move]
    if request.method != "POST":
        return _act_page(request, item, found, FORMS[move](item=item, actor=request.actor, initial=drafts.initial(request)))
    form = FORMS[move](request.POST, item=item, actor=request.actor)
    if form.is_valid():
        done = tried(form, lambda: getattr(actions, move)(number, actor=request.actor, at=timezone.now(), **form.arguments()))
        if done is not None:
            return moved(request, number, found.label, _address_of(item, request))
    return _act_page(request, item, found, form, status=422)


def _act_page(request: ActorRequest, item: CoordinationCase, move: Move, form: MoveForm, status: int = 200) -> HttpResponse:
    context = {
        "item": item, "move": move, "form": form, "plain": isinstance(form, NoForm), "may_plan": allowed(request.actor, access.PLAN),
        "no_meeting": getattr(form, "empty", False), "danger": move.name in ("withdraw",),
        "hearing": _hearing(request, item) if move.name == "put_on_agenda" else None,
    }
    return render(request, "coordination/act.html", context, status=status)


@never_cache
@require_safe
@signed_in
def panel(request: ActorRequest, number: str) -> HttpResponse:
    """On the page of a case: what was raised from it, the ruling, and the way to a new item."""
    case = get_object_or_404(cases_for(request.actor), matter__number=number)
    found = queries.raised_from(case.pk)
    seen = set(queries.items_for(request.actor).filter(pk__in=[item.pk for item in found]).values_list("pk", flat=True))
    open_one = any(item.is_open for item in found)
    waits = case.matter.status in ("ACCEPTED", "OBJECTED")
    context = {
        "case": case, "found": [(item, item.pk in seen) for item in found], "ruling": queries.ruling_for(case.pk) if waits else None,
        "may_raise": allowed(request.actor, access.GRANTS["raise"]) and not open_one and case.matter.closed_at is None,
        "moves": moves_for(case, request.actor) if waits else {},
    }
    return render(request, "coordination/panel.html", context)


