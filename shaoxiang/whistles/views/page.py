"""The page of a whistle, and the two addresses through which every move is made: of the whole, and of one unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.dispatch.flows import ORDER_FLOW
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import require
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.preferences import safe_next
from shaoxiang.places.queries import place_book
from shaoxiang.whistles import access, actions
from shaoxiang.whistles.flows import WHISTLE_FLOW
from shaoxiang.whistles.forms.moves import OF_A_UNIT, OF_THE_WHOLE, ArriveForm, ClaimForm, MoveForm, NoForm
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.queries.page import WhistlePage, whistle_page
from shaoxiang.whistles.views.asked import REFUSALS, find_whistle, show_refusal

# Actions called otherwise than their moves.
ACTIONS = {"submit": "blow_draft", "blow": "blow_draft", "note": "note_progress", "object": "object_to"}
ABOUT_A_UNIT = ("release_unit", "appraise_unit")  # moves of the whole that name a unit: ?order=


@never_cache
@require_safe
@signed_in
def show(request: ActorRequest, number: str) -> HttpResponse:
    """哨: where, what, whose, how far each unit is, what this reader may press."""
    whistle = find_whistle(request, number)
    page = whistle_page(whistle, request.actor, now=timezone.now())
    return render(request, "whistles/whistle.html", _shown(request, whistle, page))


@never_cache
@require_safe
@signed_in
def printed(request: ActorRequest, number: str) -> HttpResponse:
    """打印: the whole on paper, without buttons."""
    whistle = find_whistle(request, number)
    page = whistle_page(whistle, request.actor, now=timezone.now())
    return render(request, "whistles/printed.html", _shown(request, whistle, page))


def _shown(request: ActorRequest, whistle: Whistle, page: WhistlePage) -> dict[str, Any]:
    street = place_book().streets.get(whistle.matter.street_id or 0)
    ready = {
        unit.order.pk: _next_form(whistle, unit.order, unit.next_move.name, request) for unit in page.mine if unit.next_move is not None
    }
    return {"whistle": whistle, "matter": whistle.matter, "page": page, "within": street.code if street else "", "ready": ready, "now": timezone.now()}


def _next_form(whistle: Whistle, order: DispatchOrder, move: str, request: ActorRequest) -> MoveForm | None:
    """The form of a unit's next step stands on the page itself: one press less for whoever is on his way."""
    form_class = {"arrive": ArriveForm, "claim_done": ClaimForm}.get(move)
    return form_class(whistle=whistle, actor=request.actor, order=order, auto_id=f"id_{order.pk}_%s") if form_class else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("whistles:act:{number}:{move}")
def act(request: ActorRequest, number: str, move: str) -> HttpResponse:
    """A move of the whole: its small form (GET), and the act (POST)."""
    whistle = find_whistle(request, number)
    if move == "edit":
        return HttpResponseRedirect(reverse("whistles:edit", args=[number]))
    if move not in OF_THE_WHOLE:
        raise Http404
    require(request.actor, access.GRANTS[move], whistle)
    order = _named(request, whistle) if move in ABOUT_A_UNIT else None
    return _answer(request, whistle, WHISTLE_FLOW.by_name[move], OF_THE_WHOLE[move], order)


def _named(request: ActorRequest, whistle: Whistle) -> DispatchOrder:
    given = request.POST.get("order") or request.GET.get("order") or ""
    return _order(whistle, int(given) if given.isdecimal() and len(given) < 18 else 0)


def _order(whistle: Whistle, order_id: int) -> DispatchOrder:
    return get_object_or_404(DispatchOrder.objects.select_related("report_in"), pk=order_id, matter_id=whistle.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("whistles:unit_act:{number}:{order}:{move}")
def unit_act(request: ActorRequest, number: str, order: int, move: str) -> HttpResponse:
    """A move of one unit, or a ruling about it."""
    whistle = find_whistle(request, number)
    if move not in OF_A_UNIT:
        raise Http404
    found = _order(whistle, order)
    require(request.actor, access.GRANTS[move], found)
    flow_move = ORDER_FLOW.by_name.get(move) or WHISTLE_FLOW.by_name[move]
    return _answer(request, whistle, flow_move, OF_A_UNIT[move], found, of_unit=True)


def _answer(
    request: ActorRequest, whistle: Whistle, move: Move, form_class: type[MoveForm], order: DispatchOrder | None, *, of_unit: bool = False,
) -> HttpResponse:
    """Refused with a mistake in it: 422, what was typed kept. Too late: MoveRefused, 409 with who was faster."""
    address = (
        reverse("whistles:unit_act", args=[whistle.number, order.pk, move.name]) if of_unit and order is not None
        else reverse("whistles:act", args=[whistle.number, move.name])
    )
    if request.method != "POST":
        form = form_class(whistle=whistle, actor=request.actor, order=order, initial=_kept(request, order))
        return _form_page(request, whistle, move, form, address, order)
    form = form_class(request.POST, whistle=whistle, actor=request.actor, order=order)
    if form.is_valid():
        after = _done(whistle, move, form, order if of_unit else None, request)
        if after is not None:
            messages.success(request, gettext("%(number)s：%(move)s，已办。") % {"number": whistle.number, "move": gettext(move.label)})
            return HttpResponseRedirect(safe_next(request, request.POST.get("next"), reverse("whistles:whistle", args=[after])))
    return _form_page(request, whistle, move, form, address, order, status=422)


def _kept(request: ActorRequest, order: DispatchOrder | None) -> dict[str, Any]:
    """What was typed before, unless it was about another unit."""
    kept = drafts.initial(request)
    if order is not None and kept.get("order", str(order.pk)) != str(order.pk):
        request.draft = None
        return {}
    return kept


def _done(whistle: Whistle, move: Move, form: MoveForm, order: DispatchOrder | None, request: ActorRequest) -> str | None:
    """Act. The number of the whistle to go to; None where the room refused, which the form then says."""
    take: Callable[..., Any] = getattr(actions, ACTIONS.get(move.name, move.name))
    unit = () if order is None else (order.pk,)
    try:
        with transaction.atomic():
            result = take(whistle.number, *unit, actor=request.actor, at=timezone.now(), **form.arguments())
    except REFUSALS as refused:
        show_refusal(form, refused)
        return None
    return result.number if move.name == "suggest_key_issue" else whistle.number


def _form_page(
    request: ActorRequest, whistle: Whistle, move: Move, form: MoveForm, address: str, order: DispatchOrder | None, status: int = 200,
) -> HttpResponse:
    street = place_book().streets.get(whistle.matter.street_id or 0)
    context = {
        "whistle": whistle, "matter": whistle.matter, "move": move, "form": form, "plain": isinstance(form, NoForm), "address": address, "order": order,
        "unit": book().name_of(order.office_id or order.unit_id) if order is not None else "",
        "next": request.GET.get("next") or request.POST.get("next") or "",
        "pin": request.POST.dict() if form.is_bound else {}, "within": street.code if street else "",
    }
    return render(request, "whistles/act.html", context, status=status)
