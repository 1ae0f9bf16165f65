"""On the page of a case: under which handed power it is handled."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for
from shaoxiang.duties.models import EmpoweredMatter
from shaoxiang.empowerment import access, actions, queries
from shaoxiang.empowerment.forms import GroundForm
from shaoxiang.empowerment.queries.grounds import grounds_of
from shaoxiang.empowerment.rules import EmpowermentRefused
from shaoxiang.empowerment.views.asked import said
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once


@never_cache
@require_safe
@signed_in
def panel(request: ActorRequest, number: str) -> HttpResponse:
    case = get_object_or_404(cases_for(request.actor), matter__number=number)
    return render(request, "empowerment/panel.html", {"case": case, **_panel(request, case)})


def _panel(request: ActorRequest, case: Case) -> dict[str, object]:
    found = grounds_of(case)
    unit_id = street_unit(case.matter.street_id)
    may = allowed(request.actor, access.GRANTS["ground"]) and unit_id is not None and unit_id == request.actor.unit_id and case.matter.closed_at is None
    choices = _choices(unit_id, {one.power.code for one in found}) if may and unit_id is not None else []
    return {"grounds": found, "form": GroundForm(choices=choices) if choices else None}


def _choices(unit_id: int, without: set[str]) -> list[tuple[str, str]]:
    today = timezone.localdate()
    codes = set(queries.powers_on(today).filter(unit_id=unit_id).values_list("code", flat=True)) - without
    rows: list[EmpoweredMatter] = [item for item in queries.items(today) if item.code in codes]
    return [(item.code, f"{item.code} {in_words(item.name, item.name_en)}") for item in rows]


@require_POST
@signed_in
@once
def ground(request: ActorRequest, number: str) -> HttpResponse:
    require(request.actor, access.GRANTS["ground"])
    case = get_object_or_404(cases_for(request.actor), matter__number=number)
    try:
        actions.ground_case(number, request.POST.get("code", "")[:8], actor=request.actor, at=timezone.now())
    except EmpowermentRefused as refused:
        return render(request, "empowerment/refused.html", {"case": case, "sentences": said(refused)}, status=422)
    messages.success(request, gettext("已写明办案依据。"))
    return HttpResponseRedirect(reverse("cases:case", args=[number]))
