"""One unit: its page, its whole ledger, and who stands behind its numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import allowed
from shaoxiang.kernel.web.asked import ActorRequest, asked_day
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.staffing import access, queries
from shaoxiang.staffing.queries.passing import heir_of, passing_of, passings_into
from shaoxiang.staffing.queries.unit import ledger_page, people_page
from shaoxiang.staffing.queries.working import Place
from shaoxiang.staffing.rules import STREET_KINDS
from shaoxiang.staffing.vocabulary import QuotaType


def _asked(request: ActorRequest, code: str) -> tuple[Body, date, dict[str, Any]]:
    on, notice = asked_day(request)
    body = get_object_or_404(queries.units_for(request.actor, on), code=code)
    return body, on, {"body": body, "on": on, "today": timezone.localdate(), "notice": notice,
                      "may_appoint": allowed(request.actor, access.GRANTS["appoint"])}


def _narrow(request: ActorRequest) -> tuple[dict[str, Any], str]:
    """The people a number of the table counts, and what they are called; all of them where nothing known is asked."""
    if (kind := request.GET.get("type", "")) in QuotaType.__members__:
        return {"quota_type": kind}, gettext(QuotaType.label_of(kind))
    return ({"leaders": True}, gettext("领导职务")) if request.GET.get("rank") == "leaders" else ({}, "")


@never_cache
@require_safe
@signed_in
def unit(request: ActorRequest, code: str) -> HttpResponse:
    body, on, page = _asked(request, code)
    narrow, only = _narrow(request)
    page |= {"page": queries.unit_page(body, request.actor, on, **narrow), "only": only, "narrow": narrow}
    page |= {"passed": passing_of(body.pk), "taken": passings_into(body.pk),
             "heir": heir_of(body, timezone.localdate()), "may_pass": allowed(request.actor, access.GRANTS["pass_whole"]),
             "may_lock": body.kind in STREET_KINDS and allowed(request.actor, access.GRANTS["lock_unit"]) and queries.lock_of(body.pk) is None}
    return render(request, "staffing/unit.html", page)


@never_cache
@require_safe
@signed_in
def ledger(request: ActorRequest, code: str, kind: str) -> HttpResponse:
    """Every line of one type."""
    body, _on, page = _asked(request, code)
    if kind not in QuotaType.__members__:
        raise Http404
    found, lines, total = ledger_page(body, QuotaType(kind), request.GET.get("cursor"))
    return render(request, "staffing/ledger.html", page | {"page": found, "lines": lines, "total": total, "kind": QuotaType(kind)})


@never_cache
@require_safe
@signed_in
def held(request: ActorRequest, code: str) -> HttpResponse:
    """Everybody on the unit's quota, or those of one type, or its leaders."""
    narrow, only = _narrow(request)
    return _people(request, code, None, gettext("占本单位编制的人"), only, narrow)


@never_cache
@require_safe
@signed_in
def people_there(request: ActorRequest, code: str, which: str) -> HttpResponse:
    """Who stands behind a number of the table."""
    if which not in {one.value for one in Place}:
        raise Http404
    return _people(request, code, Place(which), gettext(Place(which).label), "", {})


def _people(request: ActorRequest, code: str, which: Place | None, what: str, only: str, narrow: dict[str, Any]) -> HttpResponse:
    body, on, page = _asked(request, code)
    found, rows, total = people_page(body, which, on, request.GET.get("cursor"), **narrow)
    return render(request, "staffing/place.html", page | {"page": found, "rows": rows, "total": total, "what": what, "only": only})
