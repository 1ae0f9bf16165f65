"""The list, the application, one mediation, its moves, its paper, and the panel on the page of a case."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for
from shaoxiang.kernel.access import Actor, allowed, require
from shaoxiang.kernel.documents.actions import MEDIA_TYPES, Format
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.identity.actions import ReasonMissing, reveal
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, moved, tried, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.mediation import access, actions, queries
from shaoxiang.mediation.flows import MEDIATION_FLOW
from shaoxiang.mediation.forms import FORMS, ApplicationForm, MoveForm, NoForm, RevealForm
from shaoxiang.mediation.models import MediationCase
from shaoxiang.mediation.rules import CASE_TYPES, MediationRefused
from shaoxiang.mediation.vocabulary import Origin

NEWEST_FIRST = ("-matter__opened_at", "-matter_id")
FIRST = ("accept", "hold", "agree", "perform", "court_valid", "consent", "name_mediator")
SHOWN_FIELDS = ("name", "phone")


def _find(request: ActorRequest, number: str) -> MediationCase:
    """The mediation if it is among the actor's rows, else 404: not even its being there is told."""
    return get_object_or_404(queries.mediations_for(request.actor), matter__number=number)


@never_cache
@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """调解: those of my place, or those I mediate, newest first."""
    rows = queries.mediations_for(request.actor)
    only_open = request.GET.get("all") != "1"
    if only_open:
        rows = rows.filter(matter__closed_at__isnull=True)
    page = keyset(rows, order=NEWEST_FIRST, cursor=request.GET.get("cursor"), size=50)
    context = {"page": page, "only_open": only_open, "may_register": allowed(request.actor, access.GRANTS["register"])}
    return render(request, "mediation/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("mediation:new")
def new(request: ActorRequest) -> HttpResponse:
    """登记申请; from a case (?case=) its kind and words come along."""
    require(request.actor, access.GRANTS["register"])
    number = request.POST.get("case") or request.GET.get("case") or ""
    case = get_object_or_404(cases_for(request.actor), matter__number=number) if number else None
    if request.method != "POST":
        form = ApplicationForm(actor=request.actor, initial={**_prefilled(case, request.actor), **drafts.initial(request)})
        return _new_page(request, form, case)
    form = ApplicationForm(request.POST, actor=request.actor)
    if form.is_valid():
        made = tried(form, lambda: actions.register(form.application(case.pk if case is not None else None), actor=request.actor, at=timezone.now()))
        if made is not None:
            messages.success(request, gettext("已登记 %(number)s。下一步：问双方愿不愿意调解，定调解员。") % {"number": made.number})
            return HttpResponseRedirect(reverse("mediation:show", args=[made.number]))
    return _new_page(request, form, case, status=422)


def _prefilled(case: Case | None, actor: Actor) -> dict[str, Any]:
    if case is None:
        return {"community_id": actor.community_id}
    return {
        "dispute": CASE_TYPES.get(case.matter.subject_code, "OTHER"), "origin": Origin.OFFERED.value, "facts": mask_text(case.description),
        "community_id": case.matter.community_id,
    }


def _new_page(request: ActorRequest, form: ApplicationForm, case: Case | None, status: int = 200) -> HttpResponse:
    return render(request, "mediation/new.html", {"form": form, "case": case}, status=status)


@never_cache
@require_safe
@signed_in
def show(request: ActorRequest, number: str) -> HttpResponse:
    mediation = _find(request, number)
    page = queries.page_of(mediation, request.actor)
    first = [page.moves[name] for name in FIRST if name in page.moves]
    rest = [move for name, move in page.moves.items() if name not in FIRST and name != "tell_police"]
    case = cases_for(request.actor).filter(pk=mediation.case_id).first() if mediation.case_id is not None else None
    return render(request, "mediation/show.html", {"mediation": mediation, "page": page, "first": first, "rest": rest, "case": case})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("mediation:act:{number}:{move}")
def act(request: ActorRequest, number: str, move: str) -> HttpResponse:
    """One move: its form (GET), and the act (POST)."""
    mediation = _find(request, number)
    if move not in FORMS:
        raise Http404
    require(request.actor, access.GRANTS[move], mediation)
    found = MEDIATION_FLOW.by_name[move]
    if request.method != "POST":
        return _act_page(request, mediation, found, FORMS[move](mediation=mediation, initial=drafts.initial(request)))
    form = FORMS[move](request.POST, mediation=mediation)
    if form.is_valid() and went(form, lambda: getattr(actions, move)(number, actor=request.actor, at=timezone.now(), **form.arguments())):
        return moved(request, number, found.label, reverse("mediation:show", args=[number]))
    return _act_page(request, mediation, found, form, status=422)


def _act_page(request: ActorRequest, mediation: MediationCase, move: Move, form: MoveForm, status: int = 200) -> HttpResponse:
    context = {"mediation": mediation, "move": move, "form": form, "plain": isinstance(form, NoForm)}
    return render(request, "mediation/act.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def parties(request: ActorRequest, number: str) -> HttpResponse:
    """查看当事人: names and telephones, for a reason, on the record."""
    mediation = _find(request, number)
    require(request.actor, access.GRANTS["reveal"], mediation)
    form = RevealForm(request.POST or None)
    shown: list[tuple[Any, dict[str, str]]] = []
    if request.method == "POST" and form.is_valid():
        try:
            for party in mediation.parties.all():
                plain = reveal(
                    party.vault_id, SHOWN_FIELDS, actor=request.actor, at=timezone.now(), reason=form.cleaned_data["reason"], matter=mediation.matter,
                )
                shown.append((party, plain))
        except ReasonMissing as missing:
            form.add_error("reason", str(missing))
    status = 422 if request.method == "POST" and not shown else 200
    return render(request, "mediation/parties.html", {"mediation": mediation, "form": form, "shown": shown}, status=status)


@never_cache
@require_POST
@signed_in
def paper(request: ActorRequest, number: str, form: str) -> HttpResponse:
    """调解协议书: DOCX to edit, PDF to sign. A POST, because it brings the names out and writes that down."""
    mediation = _find(request, number)
    if form not in MEDIA_TYPES:
        raise Http404
    try:
        content = actions.agreement_paper(number, actor=request.actor, at=timezone.now(), fmt=cast("Format", form))
    except MediationRefused as refused:
        messages.error(request, gettext(refused.reason))
        return HttpResponseRedirect(reverse("mediation:show", args=[mediation.number]))
    return HttpResponse(content, content_type=MEDIA_TYPES[form], headers={"Content-Disposition": f'attachment; filename="{number}.{form}"'})


@never_cache
@require_safe
@signed_in
def panel(request: ActorRequest, number: str) -> HttpResponse:
    """On the page of a case: the mediations that came from it, those this reader may see, and the way to a new one."""
    case = get_object_or_404(cases_for(request.actor), matter__number=number)
    context = {
        "case": case, "found": queries.of_case(case.pk, request.actor), "may_register": allowed(request.actor, access.GRANTS["register"]),
        "dispute": case.matter.subject_code in CASE_TYPES,
    }
    return render(request, "mediation/panel.html", context)
