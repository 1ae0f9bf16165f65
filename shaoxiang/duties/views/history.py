"""一条的来历: one item as it stands, its change log across the versions, and what hangs on it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shaoxiang.duties.queries import related
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.rules.versions import fields_of
from shaoxiang.duties.views.lists import page_of
from shaoxiang.duties.vocabulary import ListForm, VersionKind


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
        "facts": [(field, getattr(row, field.name)) for field in fields_of(kind, form) if field.name not in ("title", "title_en", "name", "name_en")],
        "steps": steps, "types": types, "related": [(label, _linked(found)) for label, found in related.related(request.actor, named, today)],  # type: ignore[attr-defined]
    })


def _linked(found: list[related.Related]) -> list[dict[str, Any]]:
    return [{"words": one.words, "note": one.note, "url": _address(one) if one.route else ""} for one in found]


def _address(one: related.Related) -> str:
    address = reverse(one.route, args=one.args)
    return f"{address}?{urlencode(one.query)}" if one.query else address
