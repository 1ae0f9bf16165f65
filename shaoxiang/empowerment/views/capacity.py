"""承接能力: nine streets against what a power needs, and the confirmation of one line."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.duties.vocabulary import PowerType
from shaoxiang.empowerment import access, actions, queries
from shaoxiang.empowerment.forms import ConfirmForm
from shaoxiang.empowerment.models import CapacityConfirmation
from shaoxiang.empowerment.queries.coming import arranged, ends_ahead
from shaoxiang.empowerment.rules import EmpowermentRefused
from shaoxiang.empowerment.views.asked import add
from shaoxiang.empowerment.vocabulary import CapacityKind
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once


@never_cache
@require_safe
@signed_in
def capacity(request: ActorRequest) -> HttpResponse:
    today = timezone.localdate()
    units = queries.street_units(today)
    held = queries.unit_capacities([unit.pk for unit in units], today)
    rows = [
        (unit, held[unit.pk], held[unit.pk].missing((PowerType.PENALTY.value,)), allowed(request.actor, access.GRANTS["confirm"], unit),
         allowed(request.actor, access.GRANTS["see_officers"], unit))
        for unit in units
    ]
    holding = set(queries.powers_on(today).values_list("unit_id", flat=True))
    return render(request, "empowerment/capacity.html", {
        "rows": rows, "kinds": list(CapacityKind), "holding": holding, "today": today, "may_import": any(row[3] for row in rows),
    })


@never_cache
@require_safe
@signed_in
def unit(request: ActorRequest, code: str) -> HttpResponse:
    """One street: officers by name with the last day of each certificate, the lines, and how they stood before."""
    today, body = timezone.localdate(), _street(code)
    held = queries.unit_capacity(body.pk, today)
    ahead = ends_ahead(body, today)
    types = set(queries.powers_on(today).filter(unit=body).values_list("power_type", flat=True)) or {PowerType.PENALTY.value}
    return render(request, "empowerment/unit.html", {
        "unit": body, "capacity": held, "lacking": queries.missing_words(held.missing(types)), "holds": queries.powers_on(today).filter(unit=body).count(),
        "officers": [(one, one.counts(today)) for one in held.officers], "names_shown": allowed(request.actor, access.GRANTS["see_officers"], body),
        "may_confirm": allowed(request.actor, access.GRANTS["confirm"], body),
        "papers": queries.papers_of(body.pk), "may_open": set(queries.decisions_for(request.actor).filter(units__unit=body).values_list("pk", flat=True)),
        "left": queries.left_powers(today, [body.pk]), "ahead": ahead, "made": arranged(body.pk, ahead.change.pk) if ahead else None,
        "may_pass": allowed(request.actor, access.GRANTS["pass_on"]),
        "successions": list(queries.successions().filter(Q(from_unit=body) | Q(to_unit=body))),
        "past": CapacityConfirmation.objects.filter(unit=body, ended_on__isnull=False).order_by("-ended_on", "-pk")[:20],
    })


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("empowerment:confirm:{code}:{kind}")
def confirm(request: ActorRequest, code: str, kind: str) -> HttpResponse:
    """Confirm one line, or say that it is no longer there."""
    body = _street(code)
    if kind not in CapacityKind.__members__:
        raise Http404
    require(request.actor, access.GRANTS["confirm"], body)
    line, today = CapacityKind(kind), timezone.localdate()
    held = queries.unit_capacity(body.pk, today).lines.get(kind)
    first = {"confirmed_on": today.isoformat(), **({"post": held.post_id, "words": held.words} if held else {}), **(drafts.initial(request) or {})}
    posted = request.method == "POST"
    form = ConfirmForm(request.POST, unit_id=body.pk, kind=line) if posted else ConfirmForm(unit_id=body.pk, kind=line, initial=first)
    if posted and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        try:
            if given["ends"]:
                actions.end_capacity(body.pk, line, ended_on=given["confirmed_on"], actor=request.actor, at=now)
            else:
                actions.confirm_capacity(body.pk, line, confirmed_on=given["confirmed_on"], post_id=given.get("post"), words=given.get("words", ""),
                                         actor=request.actor, at=now)
        except EmpowermentRefused as refused:
            add(form, refused)
        else:
            messages.success(request, gettext("%(line)s：已记下。") % {"line": gettext(line.label)})
            return HttpResponseRedirect(reverse("empowerment:unit", args=[code]))
    return render(request, "empowerment/confirm.html", {"unit": body, "line": line, "held": held, "form": form}, status=422 if posted else 200)


def _street(code: str) -> Body:
    found = next((one for one in queries.street_units(timezone.localdate()) if one.code == code), None)
    if found is None:
        raise Http404
    return found
