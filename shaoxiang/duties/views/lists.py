"""The lists, open to everyone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shaoxiang.duties.access import GRANTS
from shaoxiang.duties.models import EventType
from shaoxiang.duties.queries import lists
from shaoxiang.duties.queries.catalogue import skipped
from shaoxiang.duties.queries.powers import powers_of
from shaoxiang.duties.queries.settings import history_of
from shaoxiang.duties.queries.type_sheet import standard_types
from shaoxiang.duties.rules.versions import Field, fields_of
from shaoxiang.duties.vocabulary import DutyPart, ListKind, PowerCategory, VersionKind
from shaoxiang.kernel.access import allowed
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.asked import asked_day
from shaoxiang.kernel.web.paging import keyset

SHOWN, TYPES_SHOWN = 100, 120  # a list as a district has it stands on one page


def page_of(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    """A list inside the staff's shell for people in a post, inside the public one for everybody else."""
    actor = request.actor  # type: ignore[attr-defined]
    layout = "web/base.html" if actor.assignment_id else "web/public.html"
    return render(request, template, {"layout": layout, "may_edit": allowed(actor, GRANTS["edit_types"]), **page})


def fields_shown(request: HttpRequest, kind: str, form: str = "") -> tuple[Field, ...]:
    """The fields of an item on pages and in files: remarks are for those at work on the lists."""
    staff = request.actor.assignment_id is not None  # type: ignore[attr-defined]
    return tuple(one for one in fields_of(kind, form) if staff or one.name != "note")


def asked(request: HttpRequest) -> tuple[date, str, dict[str, Any]]:
    """The day of ?on= (today without it) and the words of ?q=, with what the page shows of them."""
    words, (day, notice) = request.GET.get("q", "").strip()[:40], asked_day(request)
    return day, words, {"q": words, "on": day, "today": timezone.localdate(), "notice": notice}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What lists there are and how long each is."""
    day, _words, shown = asked(request)
    items = {kind: lists.duty_items(day, list_kind=kind.value) for kind in ListKind}
    here = reverse("duties:items")
    return page_of(request, "duties/index.html", {**shown, "tiles": [
        _tile(VersionKind.STREET_DUTY.label, here, items[ListKind.STREET]),
        _tile(VersionKind.TOWN_DUTY.label, f"{here}?list=TOWN", items[ListKind.TOWN]),
        _tile(VersionKind.INSTITUTION_DUTY.label, f"{here}?list=INSTITUTION", items[ListKind.INSTITUTION]),
        _tile(_("赋权事项"), reverse("duties:matters"), lists.empowered_matters(day)),
        _tile(_("公共服务"), reverse("duties:services"), lists.service_items(day)),
        _tile(_("事项分类"), reverse("duties:types"), lists.types(day)),
        _tile(_("派单目录"), reverse("duties:catalogue"), lists.catalogue(day)),
    ]})


def _tile(label: str, address: str, rows: QuerySet[Any]) -> tuple[str, str, int, bool]:
    """Label, address, how many, and whether every one of them is 示例."""
    counted = rows.order_by().aggregate(n=Count("pk"), composed=Count("pk", filter=Q(sample=True)))
    return label, address, counted["n"], counted["n"] > 0 and counted["n"] == counted["composed"]


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """职责清单 by office, or by the three parts where it has them; ?list= chooses which, ?office=, ?part= and ?department= narrow it."""
    day, words, shown = asked(request)
    chosen = request.GET.get("list", ListKind.STREET.value)
    if chosen not in ListKind.__members__:
        return redirect("duties:items")
    narrow = {name: request.GET.get(name, "")[:60] for name in ("office", "part", "department")}
    rows = lists.duty_items(day, list_kind=chosen, words=words, **narrow)
    page = keyset(rows, order=("order", "id"), cursor=request.GET.get("cursor"), size=SHOWN)
    return page_of(request, "duties/items.html", {
        **shown, "page": page, "groups": lists.grouped_by(page.rows, "office_name"), "chosen": chosen, "total": rows.count(), "narrow": narrow,
        "choices": lists.duty_choices(day, chosen), "by_part": by_part(page.rows) if any(row.part for row in page.rows) else [],
    })


def by_part(rows: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Items gathered under the three parts, in their order; "" last: in no part."""
    found: dict[str, list[Any]] = {**{part.value: [] for part in DutyPart}, "": []}
    for row in rows:
        found[str(row.part) or ""].append(row)
    return [(part, listed) for part, listed in found.items() if listed]


@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """赋权事项; ?power= narrows to approvals or penalties."""
    day, words, shown = asked(request)
    power = request.GET.get("power", "")
    rows = lists.empowered_matters(day, power_type=power if power in PowerCategory.__members__ else "", words=words)
    page = keyset(rows, order=("code", "id"), cursor=request.GET.get("cursor"), size=SHOWN)
    kinds = set(lists.empowered_matters(day).order_by().values_list("power_type", flat=True).distinct())
    return page_of(request, "duties/matters.html", {**shown, "page": page, "rows": page.rows, "power": power, "total": rows.count(),
        "powers": [kind for kind in PowerCategory if kind.value in kinds]})


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """公共服务事项 by category."""
    day, words, shown = asked(request)
    rows = lists.service_items(day, words=words)
    page = keyset(rows, order=("code", "id"), cursor=request.GET.get("cursor"), size=SHOWN)
    return page_of(request, "duties/services.html", {**shown, "page": page, "groups": lists.grouped_by(page.rows, "category"), "total": rows.count()})


@require_safe
def types(request: HttpRequest) -> HttpResponse:
    """事项分类 by class."""
    day, words, shown = asked(request)
    rows = lists.types(day, words=words)
    page = keyset(rows, order=("code",), cursor=request.GET.get("cursor"), size=TYPES_SHOWN)
    total = rows.count()
    empty = {} if total else {"total_ever": EventType.objects.exists(), "has_standard": bool(standard_types())}
    return page_of(request, "duties/types.html", {**shown, "page": page, "groups": lists.grouped_by(page.rows, "class_name"), "total": total, **empty})


@require_safe
def type_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One type: conditions, limits, who answers in streets and towns."""
    day, _words, shown = asked(request)
    try:
        kind = lists.type_page(code, day)
    except EventType.DoesNotExist:
        raise Http404(code) from None
    entries = [entry for entry in lists.catalogue(day) if entry.type_id == kind.pk]
    staff = request.actor.assignment_id is not None  # type: ignore[attr-defined]
    return page_of(request, "duties/type.html", {
        **shown, "kind": kind, "entries": entries, "powers": powers_of(kind, day), "staff": staff, "history": history_of(kind) if staff else [],
    })


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """派单目录."""
    day, words, shown = asked(request)
    found = lists.catalogue(day, words=words)
    page = keyset(found, order=("type__code", "id"), cursor=request.GET.get("cursor"), size=SHOWN)
    rows = [(row, skipped(row, day) if day == timezone.localdate() else None) for row in page.rows]
    return page_of(request, "duties/catalogue.html", {**shown, "page": page, "rows": rows, "total": found.count()})
