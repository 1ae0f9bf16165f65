"""接听: one screen, keyboard first; what is typed is kept as it is typed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for
from shaoxiang.cases.queries.hints import hint
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.hotline import access
from shaoxiang.hotline.actions import calls as actions
from shaoxiang.hotline.actions.calls import OnCall
from shaoxiang.hotline.forms.calls import CallForm
from shaoxiang.hotline.queries import calls
from shaoxiang.hotline.queries.answers import find_answers
from shaoxiang.hotline.views.asked import go
from shaoxiang.kernel.access import require
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.geo import BadPoint
from shaoxiang.kernel.geo.pin import read_pin
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import FIELD, once
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.places.queries import place_book

PRIVATE = ("phone", "name", "home")
ORDER = ("-matter__opened_at", "-matter_id")


@sensitive_post_parameters(*PRIVATE)
@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@once
@keeps_draft("hotline:desk")
def desk(request: ActorRequest) -> HttpResponse:
    """接听. The first button of the form only looks things up, so Enter never registers by accident."""
    require(request.actor, access.GRANTS["take_call"])
    if request.method != "POST":
        call = calls.my_call(_number(request.GET.get("call")) or 0, request.actor)
        initial = {**calls.typed(call), "call": call.pk} if call else drafts.initial(request)
        return _page(request, CallForm(actor=request.actor, initial=initial))
    act, _colon, number = request.POST.get("act", "look").partition(":")
    if act == "look":
        kept = _keep(request)
        return _page(request, CallForm(actor=request.actor, initial={**request.POST.dict(), "call": kept}), asked=True)
    if act == "petition":
        kept = _keep(request)
        return go(request, reverse("hotline:petition_register") + (f"?call={kept}" if kept else ""))
    form = CallForm(request.POST, actor=request.actor)
    case = (_added(form, number) if act == "add" else _taken(form)) if form.is_valid() else None
    if case is None:
        form.data = {**request.POST.dict(), "call": str(_keep(request) or "")}
        return _page(request, form, status=422)
    return go(request, reverse("hotline:said", args=[case.number]))


def _taken(form: CallForm) -> Case | None:
    data = form.cleaned_data
    try:
        with transaction.atomic():
            return actions.take_report(
                form.report(), actor=form.actor, at=timezone.now(), on=_on(form), answer=data["answer"], entry_id=data["answer_entry"]
            )
    except ReportRefused as refused:
        tell(form, refused)
    except (PermissionDenied, Case.DoesNotExist, MoveRefused):  # he may take it, but it is not his to answer
        form.add_error("answer", gettext("您的岗位不能当场答复这件事：请清空这一栏，登记后由调度处理。"))
    return None


def _added(form: CallForm, number: str) -> Case | None:
    """还是这件事: the words go to the matter there is."""
    try:
        with transaction.atomic():
            return actions.add_to(number, words=form.cleaned_data["description"], actor=form.actor, at=timezone.now(), on=_on(form))
    except (PermissionDenied, Case.DoesNotExist, MoveRefused):
        form.add_error(None, gettext("%(number)s 已经不能补充：请登记成新的一件，内容里写上这个编号。") % {"number": number})
    except ReportRefused as refused:
        form.add_error("description", gettext(refused.reason))
    return None


def _on(form: CallForm) -> OnCall:
    return OnCall(form.cleaned_data["call"], str(form.data.get(FIELD, "")))


def _keep(request: ActorRequest) -> int | None:
    key = request.POST.get("key") or request.POST.get(FIELD, "")
    call = actions.keep_call(request.POST.dict(), actor=request.actor, at=timezone.now(), pk=_number(request.POST.get("call")), key=key)
    return call.pk if call else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _page(request: ActorRequest, form: CallForm, *, asked: bool = False, status: int = 200) -> HttpResponse:
    now, given = timezone.now(), _given(form)
    street = place_book().streets.get(request.actor.street_id) if request.actor.street_id is not None else None
    words = str(given.get("description") or "")
    context: dict[str, Any] = {
        "form": form, "pin": given, "within": street.code if street else "", "unfinished": calls.unfinished(request.actor), "call": given.get("call") or "",
    }
    if asked or status != 200:  # without script the page itself looks things up
        context["rows"] = calls.earlier_lines(str(given.get("phone") or "")[:30], request.actor, now=now)
        context["answers"] = find_answers(words, on=timezone.localdate(), street_id=request.actor.street_id)
        context["hint"] = hint(
            words, type_code=str(given.get("type_code") or ""), pin=_pin(given), grid_id=_number(str(given.get("grid_id") or "")), now=now
        )
    return render(request, "hotline/desk.html", context, status=status)


def _given(form: CallForm) -> dict[str, Any]:
    return dict(form.data.items()) if form.is_bound else dict(form.initial)


def _pin(given: dict[str, Any]) -> Any:
    try:
        return read_pin({name: str(value) for name, value in given.items() if value is not None})
    except BadPoint:
        return None


@sensitive_post_parameters(*PRIVATE)
@require_POST
@signed_in
def keep(request: ActorRequest) -> HttpResponse:
    """边接边存 (script): answers with the call's key."""
    require(request.actor, access.GRANTS["take_call"])
    return JsonResponse({"call": _keep(request)})


@require_POST
@signed_in
def drop(request: ActorRequest, pk: int) -> HttpResponse:
    """放下一通没说完的."""
    actions.drop_call(pk, actor=request.actor, at=timezone.now())
    return HttpResponseRedirect(reverse("hotline:desk"))


@sensitive_post_parameters(*PRIVATE)
@require_POST
@signed_in
def earlier(request: ActorRequest) -> HttpResponse:
    """这个号码以前反映过 (htmx; by POST, so that no number stands in a log)."""
    require(request.actor, access.GRANTS["take_call"])
    phone = request.POST.get("phone", "")[:30]
    rows = calls.earlier_lines(phone, request.actor, now=timezone.now())
    return render(request, "hotline/earlier.html", {"rows": rows, "asked": bool(phone)})


@require_POST
@signed_in
def answers(request: ActorRequest) -> HttpResponse:
    """答案库 while the caller speaks (htmx)."""
    require(request.actor, access.GRANTS["take_call"])
    asked = request.POST.get("ask", "").strip() or request.POST.get("description", "").strip()
    found = find_answers(asked[:500], on=timezone.localdate(), street_id=request.actor.street_id)
    return render(request, "hotline/found_answers.html", {"answers": found, "asked": bool(asked)})


@never_cache
@require_safe
@signed_in
def said(request: ActorRequest, number: str) -> HttpResponse:
    """念给来电人: the number large, the query code, the text message."""
    require(request.actor, access.GRANTS["take_call"])
    case = get_object_or_404(cases_for(request.actor), matter__number=number)
    return render(request, "hotline/said.html", {"case": case, "out": calls.read_out(case, hotline=settings.SHELL["hotline"])})


@never_cache
@require_safe
@signed_in
def first(request: ActorRequest) -> HttpResponse:
    """我首接的: a transfer takes nothing off it."""
    require(request.actor, access.GRANTS["first_received"])
    whose = "unit" if request.GET.get("whose") == "unit" else ""
    rows = calls.first_received(request.actor, whose=whose)
    running = request.GET.get("ended") != "1"
    page = keyset(rows.filter(matter__closed_at__isnull=running), order=ORDER, cursor=request.GET.get("cursor"), size=50)
    lines = [(case, calls.told_of(case, request.actor, timezone.now())) for case in page.rows]
    return render(request, "hotline/first.html", {"page": page, "lines": lines, "whose": whose, "running": running})
