"""信访事项: registered at the telephone or the counter, handed over, handled; seen by few."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.hotline import access, queries
from shaoxiang.hotline.actions import petitions as actions
from shaoxiang.hotline.actions.calls import OnCall
from shaoxiang.hotline.flows import PETITION_FLOW
from shaoxiang.hotline.forms.petitions import FORMS, PetitionMove, RegisterForm, RevealForm
from shaoxiang.hotline.models import Petition
from shaoxiang.hotline.queries import calls
from shaoxiang.hotline.queries.petitions import petition_page, told
from shaoxiang.hotline.rules.petitions import WHERE_TO
from shaoxiang.hotline.rules.refusal import Refused
from shaoxiang.hotline.views.asked import tell
from shaoxiang.hotline.vocabulary import PetitionStatus
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.clocks import wording
from shaoxiang.kernel.clocks.rules import ExtensionRefused
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.identity.actions import ReasonMissing
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, moved
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset

ORDER = ("-matter__opened_at", "-matter_id")
ACTIONS: Mapping[str, Callable[..., Petition]] = {
    "transfer": actions.transfer, "object": actions.raise_objection, "take_back": actions.take_back, "insist": actions.insist, "accept": actions.accept,
    "refuse": actions.refuse, "extend": actions.extend, "decide": actions.decide, "ask_review": actions.ask_review, "review": actions.review,
    "ask_recheck": actions.ask_recheck, "recheck": actions.recheck, "close": actions.close,
}


@never_cache
@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """信访事项: those this reader may see."""
    page = keyset(queries.petitions_for(request.actor), order=ORDER, cursor=request.GET.get("cursor"), size=50)
    context = {"page": page, "may_register": allowed(request.actor, access.GRANTS["petition_register"])}
    return render(request, "hotline/petitions.html", context)


@sensitive_post_parameters("name", "phone", "address")
@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@once
@keeps_draft("hotline:petition")
def register(request: ActorRequest) -> HttpResponse:
    """这是信访事项: what the call already holds is filled in."""
    require(request.actor, access.GRANTS["petition_register"])
    if request.method != "POST":
        return _register_page(request, RegisterForm(initial={**_from_call(request), **drafts.initial(request)}))
    form = RegisterForm(request.POST)
    if form.is_valid():
        try:
            petition = actions.register_petition(actor=request.actor, at=timezone.now(), on=OnCall(form.cleaned_data["call"]), **form.arguments())
        except Refused as refused:
            tell(form, refused)
        else:
            return HttpResponseRedirect(reverse("hotline:petition_said", args=[petition.number]) if _sees(request, petition) else reverse("hotline:petitions"))
    return _register_page(request, form, status=422)


def _sees(request: ActorRequest, petition: Petition) -> bool:
    return queries.petitions_for(request.actor).filter(pk=petition.pk).exists()


def _from_call(request: ActorRequest) -> dict[str, Any]:
    asked = request.GET.get("call", "")
    call = calls.my_call(int(asked), request.actor) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    if call is None:
        return {}
    typed = calls.typed(call)
    return {"content": typed.get("description", ""), "name": typed["name"], "phone": typed["phone"], "address": typed["home"], "call": call.pk}


def _register_page(request: ActorRequest, form: RegisterForm, status: int = 200) -> HttpResponse:
    where = [(kind.label, words) for kind, words in WHERE_TO.items()]
    return render(request, "hotline/petition_new.html", {"form": form, "where_to": where, "office": queries.petition_office()}, status=status)


@never_cache
@require_safe
@signed_in
def said(request: ActorRequest, number: str) -> HttpResponse:
    """念给来电人: the petition's own number, and what happens now."""
    petition = _find(request, number)
    day, _dash, ordinal = petition.number.partition("-")
    context = {"petition": petition, "spoken": [day[:2], day[2:6], day[6:10], ordinal], "told": told(PetitionStatus.REGISTERED)}
    return render(request, "hotline/petition_said.html", context)


def _find(request: ActorRequest, number: str) -> Petition:
    return get_object_or_404(queries.petitions_for(request.actor).select_related("petitioner"), matter__number=number)


@never_cache
@require_safe
@signed_in
def show(request: ActorRequest, number: str) -> HttpResponse:
    petition = _find(request, number)
    return render(request, "hotline/petition.html", {"petition": petition, "matter": petition.matter, "page": petition_page(petition, request.actor)})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@once
@keeps_draft("hotline:petition_act:{number}:{move}")
def act(request: ActorRequest, number: str, move: str) -> HttpResponse:
    """One move: its small form (GET), and the act (POST)."""
    if move not in FORMS:
        raise Http404
    petition = _find(request, number)
    require(request.actor, access.GRANTS[move], petition)
    found = PETITION_FLOW.by_name[move]
    PETITION_FLOW.take(move, petition.matter.status)  # somebody was faster: 409
    if request.method != "POST":
        return _act_page(request, petition, found, FORMS[move](petition=petition, initial=drafts.initial(request)))
    form = FORMS[move](request.POST, petition=petition)
    if not form.is_valid() or not _done(request, petition, found, form):
        return _act_page(request, petition, found, form, status=422)
    return moved(request, number, found.label, reverse("hotline:petition", args=[number]))


def _done(request: ActorRequest, petition: Petition, move: Move, form: PetitionMove) -> bool:
    try:
        with transaction.atomic():
            ACTIONS[move.name](petition.number, actor=request.actor, at=timezone.now(), **form.arguments())
            return True
    except Refused as refused:
        tell(form, refused)
    except ExtensionRefused as refused:
        form.add_error("days", wording.said(refused))
    return False


def _act_page(request: ActorRequest, petition: Petition, move: Move, form: PetitionMove, status: int = 200) -> HttpResponse:
    where = [(kind.label, words) for kind, words in WHERE_TO.items()] if move.name == "refuse" else []
    return render(request, "hotline/petition_act.html", {"petition": petition, "move": move, "form": form, "where_to": where}, status=status)


@never_cache
@require_POST
@signed_in
def reveal(request: ActorRequest, number: str) -> HttpResponse:
    """查看信访人: for a reason, on the record."""
    petition = _find(request, number)
    form, shown = RevealForm(request.POST), {}
    if form.is_valid():
        try:
            shown = actions.reveal_petitioner(number, actor=request.actor, at=timezone.now(), reason=form.cleaned_data["reason"])
        except ReasonMissing as missing:
            form.add_error("reason", str(missing))
    context = {
        "petition": petition, "matter": petition.matter, "page": petition_page(petition, request.actor), "shown": shown, "reveal_form": form,
    }
    return render(request, "hotline/petition.html", context, status=422 if form.errors else 200)
