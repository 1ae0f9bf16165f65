"""The list of whistles: filter, keep a filter, page by key, take it away as a file; and the bands of the streets."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.exchange.export import Format
from shaoxiang.kernel.web import paging
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.whistles import access
from shaoxiang.whistles.actions.exports import export_whistles
from shaoxiang.whistles.forms.lists import FilterForm
from shaoxiang.whistles.queries import bands, calling
from shaoxiang.whistles.queries.lists import ORDER, listed, with_units
from shaoxiang.whistles.queries.types import setting

FORMATS = ("csv", "xlsx")
LONG = ("known", "outcome", "refusal", "claimers", "units")  # columns no list shows


@never_cache
@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """哨: only rows of the reader's scope, newest first."""
    form, now = FilterForm(request.GET), timezone.now()
    page = paging.keyset(listed(request.actor, form.chosen, now=now).defer(*LONG), order=ORDER, cursor=request.GET.get("cursor"))
    context = {
        "form": form, "page": page, "rows": with_units(page.rows, now=now), "chosen": form.chosen, "query": without_page(request),
        "may_blow": bool(calling.types_for(request.actor)), "may_export": allowed(request.actor, access.GRANTS["export"]),
        "may_compare": allowed(request.actor, access.GRANTS["bands"]),
    }
    return render(request, "whistles/list.html", context)


def without_page(request: ActorRequest) -> str:
    """The filter as an address, without the page and without what was left empty."""
    query = request.GET.copy()
    for name in list(query):
        if name in ("cursor", "lang") or not query[name]:
            del query[name]
    return query.urlencode()


@require_POST
@signed_in
def export(request: ActorRequest, form: str) -> HttpResponse:
    """导出 exactly what the list shows under this filter, titles masked, on the record."""
    require(request.actor, access.GRANTS["export"])
    if form not in FORMATS:
        raise Http404
    file = export_whistles(FilterForm(request.GET).chosen, cast("Format", form), actor=request.actor, at=timezone.now())
    return cast("HttpResponse", file)  # streamed; the decorators only pass it on


@never_cache
@require_safe
@signed_in
def band_table(request: ActorRequest) -> HttpResponse:
    """吹哨率: a band for each street, in the order of the division codes."""
    require(request.actor, access.GRANTS["bands"])
    context = {
        "bands": bands.bands(now=timezone.now()), "days": bands.DAYS, "low": setting("band_low"), "high": setting("band_high"), "least": setting("band_cases"),
    }
    return render(request, "whistles/bands.html", context)
