"""谁在值班, and sending a force from there or from a case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for
from shaoxiang.cases.vocabulary import ENDED
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.forces import access, actions
from shaoxiang.forces.forms import SendForm
from shaoxiang.forces.forms.fields import shown
from shaoxiang.forces.queries.orders import moves_for, of_matter, order_rows, summoner_of
from shaoxiang.forces.queries.readiness import callable_bodies
from shaoxiang.forces.queries.screen import ORDER, ForceLine, duty_page, force_lines
from shaoxiang.forces.rules import ForceEngaged, ForceRefused
from shaoxiang.forces.views.asked import asked_moment, asked_street
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.places.queries import place_book


@never_cache
@require_safe
@signed_in
def duty(request: ActorRequest) -> HttpResponse:
    """谁在值班: `?street=`, `?at=`; `?case=` when one is looking for whom to send."""
    require(request.actor, access.GRANTS["see_duty"])
    now, street_id = timezone.now(), asked_street(request)
    at, notice = asked_moment(request, now)
    number = request.GET.get("case", "")
    case = cases_for(request.actor).filter(matter__number=number).first() if number else None
    page = duty_page(request.actor, case.matter.street_id if case is not None else street_id, at=at, now=now)
    streets = [] if request.actor.street_id is not None else sorted(place_book().streets.values(), key=lambda one: one.code)
    context = {
        "page": page, "at_shown": shown(at), "notice": notice, "case": case, "streets": streets, "now": now,
        "street": place_book().streets.get(page.street_id or 0), "may_send": allowed(request.actor, access.GRANTS["send"]),
    }
    return render(request, "forces/duty.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("forces:send:{number}")
def send(request: ActorRequest, number: str) -> HttpResponse:
    """调度力量: the list with load and priority, and the act. 409 with the way out where the force is engaged."""
    case = get_object_or_404(cases_for(request.actor).select_related("matter"), matter__number=number)
    require(request.actor, access.GRANTS["send"])
    lines = _lines(request, case)
    choices = [(line.body.id, book().name_of(line.body.id)) for line in lines]
    if request.method != "POST":
        chosen = book().codes.get(request.GET.get("force", ""))
        initial = {"body_id": chosen, "priority": _usual(case), **drafts.initial(request)}
        return _send_page(request, case, lines, SendForm(bodies=choices, initial=initial))
    form, engaged = SendForm(request.POST, bodies=choices), None
    if form.is_valid():
        try:
            row = actions.send_force(number, actor=request.actor, at=timezone.now(), **form.cleaned_data)
        except ForceRefused as refused:
            tell(form, refused)
        except ForceEngaged as refused:
            form.add_error("body_id", refused.reason)
            engaged = refused
        else:
            messages.success(request, gettext("已派出 %(body)s，在它的待办里。") % {"body": book().name_of(row.order.office_id or 0)})
            return HttpResponseRedirect(reverse("forces:order", args=[row.pk]))
    return _send_page(request, case, lines, form, engaged, status=409 if engaged else 422)


def _lines(request: ActorRequest, case: Case) -> list[ForceLine]:
    if case.matter.street_id is None or case.status in ENDED:
        return []
    now = timezone.now()
    lines = force_lines(request.actor, callable_bodies(case.matter.street_id, at=now), at=now)
    rank = {mode: place for place, mode in enumerate(ORDER)}
    return sorted(lines, key=lambda line: rank.get(line.mode, len(ORDER)) if line.mode else len(ORDER))


def _usual(case: Case) -> str:
    return str(Priority.EMERGENCY if case.danger else Priority.ROUTINE)


def _send_page(
    request: ActorRequest, case: Case, lines: list[ForceLine], form: SendForm, engaged: ForceEngaged | None = None, status: int = 200,
) -> HttpResponse:
    held: list[dict[str, Any]] = []
    for order in DispatchOrder.objects.filter(pk__in=engaged.must_release if engaged else ()).select_related("matter"):
        held.append({"order": order, "summoner": summoner_of(order), "own": summoner_of(order) == request.actor.unit_id})
    context = {
        "case": case, "lines": lines, "form": form, "held": held, "ended": case.status in ENDED, "chosen": str(form["body_id"].value() or ""),
        "priority": form["priority"].value(),
    }
    return render(request, "forces/send.html", context, status=status)


@never_cache
@require_safe
@signed_in
def panel(request: ActorRequest, number: str) -> HttpResponse:
    """On the page of a case: the forces sent to it, with what each may be told now, and the way to send one."""
    case = get_object_or_404(cases_for(request.actor).select_related("matter"), matter__number=number)
    readable = set(order_rows(request.actor).filter(matter_id=case.pk).values_list("pk", flat=True))
    rows = [(row, moves_for(row, request.actor) if row.pk in readable else {}, row.pk in readable) for row in of_matter(case.pk)]
    context = {
        "case": case, "rows": rows,
        "may_send": allowed(request.actor, access.GRANTS["send"]) and case.status not in ENDED and case.matter.street_id is not None,
    }
    return render(request, "forces/panel.html", context)
