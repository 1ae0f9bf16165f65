"""Orders of forces: the list, one order with its buttons, and asking another street to release."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shaoxiang.cases.queries import cases_for
from shaoxiang.dispatch.flows import ORDER_FLOW
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.forces import actions
from shaoxiang.forces.actions.releases import answers
from shaoxiang.forces.forms import AskReleaseForm, ReasonForm, WordsForm
from shaoxiang.forces.models import ForceOrder, ReleaseRequest
from shaoxiang.forces.queries.orders import MOVES, moves_for, open_requests, order_rows
from shaoxiang.forces.rules import ForceRefused
from shaoxiang.kernel.web.asked import ActorRequest, tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset

WITH_WORDS = ("claim_done", "release")


@never_cache
@require_safe
@signed_in
def orders(request: ActorRequest) -> HttpResponse:
    """力量调度单: those out now, or (?all=1) all."""
    rows, everything = order_rows(request.actor), request.GET.get("all") == "1"
    if not everything:
        rows = rows.filter(order__ended_at__isnull=True, order__done_at__isnull=True)
    page = keyset(rows, order=("-order_id",), cursor=request.GET.get("cursor"), size=50)
    return render(request, "forces/orders.html", {"page": page, "everything": everything})


@never_cache
@require_safe
@signed_in
def order(request: ActorRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(order_rows(request.actor), pk=pk))


def _page(
    request: ActorRequest, row: ForceOrder, failed: tuple[str, WordsForm] | None = None, reason: ReasonForm | None = None, status: int = 200,
) -> HttpResponse:
    found = moves_for(row, request.actor)
    forms = {name: (failed[1] if failed and failed[0] == name else WordsForm(move=name)) for name in found if name in WITH_WORDS}
    gave_way_to = ForceOrder.objects.filter(pk=row.gave_way_to or 0).select_related("order", "matter").first()
    context = {
        "row": row, "plain": [move for name, move in found.items() if name not in WITH_WORDS], "done": found.get("claim_done"),
        "release": found.get("release"), "done_form": forms.get("claim_done"), "release_form": forms.get("release"), "failed": failed[1] if failed else reason,
        "requests": open_requests(row.order), "answers": answers(request.actor, row.order), "reason_form": reason or ReasonForm(),
        "case": cases_for(request.actor).filter(pk=row.matter_id).first(), "gave_way_to": gave_way_to,
        "is_out": row.order.ended_at is None and not row.order.done_at,
    }
    return render(request, "forces/order.html", context, status=status)


@never_cache
@require_POST
@signed_in
@once
@keeps_draft("forces:order:{pk}:{move}")
def order_move(request: ActorRequest, pk: int, move: str) -> HttpResponse:
    """签收、到场、开始处置、报完成、解除."""
    row = get_object_or_404(order_rows(request.actor), pk=pk)
    if move not in MOVES:
        raise Http404
    form = WordsForm(request.POST, move=move)
    if not form.is_valid():
        return _page(request, row, (move, form), status=422)
    words = {"words": form.cleaned_data["words"]} if move in WITH_WORDS else {}
    try:
        getattr(actions, move)(pk, actor=request.actor, at=timezone.now(), **words)
    except ForceRefused as refused:
        tell(form, refused)
        return _page(request, row, (move, form), status=422)
    messages.success(request, gettext("已办：%(move)s。") % {"move": gettext(ORDER_FLOW.by_name[move].label)})
    return HttpResponseRedirect(_back(request, reverse("forces:order", args=[pk])))


def _back(request: ActorRequest, default: str) -> str:
    """To the desk or the case, where the button stood there."""
    asked = request.POST.get("next", "")
    return asked if asked in (reverse("desk"),) else default


@never_cache
@require_POST
@signed_in
@once
def ask_release(request: ActorRequest, pk: int) -> HttpResponse:
    """请对方解除, from the page that refused to send."""
    form = AskReleaseForm(request.POST)
    number = form.cleaned_data.get("case", "") if form.is_valid() else ""
    case = cases_for(request.actor).filter(matter__number=number).select_related("matter").first() if number else None
    priority = Priority(form.cleaned_data["priority"]) if form.is_valid() else Priority.ROUTINE
    back = reverse("forces:send", args=[case.number]) if case is not None else reverse("forces:duty")
    try:
        actions.ask_release(pk, actor=request.actor, at=timezone.now(), priority=priority, for_matter=case.matter if case else None)
    except DispatchOrder.DoesNotExist:
        raise Http404 from None
    except ForceRefused as refused:
        messages.error(request, gettext(refused.reason))
    else:
        messages.success(request, gettext("已请对方解除，在对方的待办里；空出来会通知您。急的请同时打电话。"))
    return HttpResponseRedirect(back)


@never_cache
@require_safe
@signed_in
def asked(request: ActorRequest, pk: int) -> HttpResponse:
    """别人急着要: on the order's own page where it was sent by one act; a whistle's or a routed case's order is released on that matter's page."""
    if order_rows(request.actor).filter(pk=pk).exists():
        return HttpResponseRedirect(reverse("forces:order", args=[pk]))
    return _asked_page(request, get_object_or_404(DispatchOrder.objects.select_related("matter"), pk=pk), ReasonForm())


def _asked_page(request: ActorRequest, order: DispatchOrder, form: ReasonForm) -> HttpResponse:
    if not answers(request.actor, order) or not ReleaseRequest.objects.filter(order=order).exists():
        raise Http404
    context = {"order": order, "requests": open_requests(order), "reason_form": form}
    return render(request, "forces/asked.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@signed_in
@once
@keeps_draft("forces:refuse:{pk}")
def refuse_release(request: ActorRequest, pk: int) -> HttpResponse:
    """暂不能解除, with the reason."""
    wanted = get_object_or_404(ReleaseRequest.objects.select_related("order__matter"), pk=pk)
    if not answers(request.actor, wanted.order):
        raise Http404
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.refuse_release(pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)
        except ReleaseRequest.DoesNotExist:
            messages.error(request, gettext("这个请求已经有了结果。"))
        except ForceRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, gettext("已告诉对方。"))
        if not form.errors:
            return HttpResponseRedirect(reverse("forces:orders"))
    row = order_rows(request.actor).filter(pk=wanted.order_id).first()
    return _page(request, row, reason=form, status=422) if row is not None else _asked_page(request, wanted.order, form)
