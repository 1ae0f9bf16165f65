"""一条的来历: one item as it stands, its change log across the versions, and what hangs on it; the open matters a draft touches."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shaoxiang.duties.queries import impact, related
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.views.lists import fields_shown, page_of
from shaoxiang.duties.views.versions import _draft
from shaoxiang.duties.vocabulary import ListForm, VersionKind
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.paging import keyset

ASKED_FOR = ("responsibility", "liability", "supervision")  # what a list of powers owes its readers: told where it is missing


@require_safe
def item(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Open to everyone; open matters and the people who carry it are shown to staff."""
    today = timezone.localdate()
    if kind not in VersionKind.__members__:
        raise Http404(kind)
    rows = list(queries.rows_of(kind).filter(code=code[:12]).order_by("valid_from"))
    if not rows:
        raise Http404(code)
    steps = related.steps_of(kind, code)
    row = rows[-1]
    types = related.types_of(kind, code, today)
    form = ListForm.THREE_PART.value if getattr(row, "part", "") else ""
    named = related.Item(kind, code, frozenset(one.code for one in types))
    return page_of(request, "duties/item.html", {
        "kind": kind, "code": code, "row": row, "title": getattr(row, "title", "") or row.name,
        "gone": row.valid_to is not None and row.valid_to <= today, "ahead": row.valid_from > today,
        "facts": [(field, getattr(row, field.name)) for field in fields_shown(request, kind, form)
                  if field.name not in ("title", "title_en", "name", "name_en")],
        "asked_for": ASKED_FOR, "steps": steps, "types": types,
        "related": [(label, _linked(found)) for label, found in related.related(request.actor, named, today)],  # type: ignore[attr-defined]
    })


def _linked(found: list[related.Related]) -> list[dict[str, Any]]:
    return [{"words": one.words, "note": one.note, "url": _address(one) if one.route else ""} for one in found]


def _address(one: related.Related) -> str:
    address = reverse(one.route, args=one.args)
    return f"{address}?{urlencode(one.query)}" if one.query else address


@never_cache
@signed_in
@require_safe
def version_touched(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows behind one number of the preview: ?of= names the room, ?type= one type. Nothing of what people reported."""
    found = _draft(request, pk)
    today = timezone.localdate()
    try:
        told = impact.impact_of(found, max(found.effective_from or today, today))
    except ChangeRefused:
        return redirect("duties:version", pk=pk)
    one = next((each for each in told.open_matters if each.label == request.GET.get("of", "")), None)
    if one is None:
        raise Http404
    wanted = request.GET.get("type", "")
    chosen = [(kind, code, number) for kind, code, number in one.types if wanted in ("", code)]
    page = keyset(impact.open_rows(one.label, frozenset(code for _kind, code, _number in chosen), told.streets), cursor=request.GET.get("cursor"))
    return render(request, "duties/version_touched.html", {
        "version": found, "label": one.label, "kind": chosen[0][0] if wanted and chosen else None, "total": sum(number for _kind, _code, number in chosen),
        "rows": impact.touched(one.label, page.rows, request.actor), "page": page,  # type: ignore[attr-defined]
    })
