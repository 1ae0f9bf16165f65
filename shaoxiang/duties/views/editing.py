"""The administrator's pages: types with limits, words and items; the dispatch catalogue. Each save is one action."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from shaoxiang.duties import actions
from shaoxiang.duties.access import GRANTS
from shaoxiang.duties.actions import TypeChange
from shaoxiang.duties.forms import CatalogueForm, LimitForm, LimitFormSet, TypeForm
from shaoxiang.duties.models import DispatchCatalogueEntry, DutyItem, EventType
from shaoxiang.duties.rules import ChangeRefused, LimitLine, read_words
from shaoxiang.duties.vocabulary import UnitScope
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.journal.queries import as_read
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.web.asked import tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.places.models import StreetUnit

PLAIN = ("name", "name_en", "filing_condition", "closing_condition", "grid_settles", "danger", "emergency_numbers", "needs_photo", "photo_reason", "season")
SCOPES = (UnitScope.STREET, UnitScope.TOWN)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def type_edit(request: HttpRequest, code: str) -> HttpResponse:
    """One type, all that may be set, and the history of it."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, GRANTS["edit_types"])
    kind = EventType.objects.filter(code=code).first()
    if kind is None:
        raise Http404(code)
    form = TypeForm(request.POST or None, initial=_now(kind), items=_items(), departments=_departments())
    steps = LimitFormSet(request.POST or None, initial=_steps(kind), prefix="limits")
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        try:
            actions.change_type(code, _change(form, steps), actor=actor, at=timezone.now(), seen=request.POST.get("seen"))
        except ChangeRefused as refused:
            tell(form, refused)
        else:
            return redirect("duties:type", code=code)
    history = Entry.objects.filter(subject_kind="event_type", subject_id=kind.pk).order_by("-seq")[:50]
    page = {"kind": kind, "form": form, "steps": steps, "history": history, "seen": as_read("event_type", kind.pk)}
    return render(request, "duties/type_edit.html", page, status=422 if form.errors or any(steps.errors) else 200)


def _now(kind: EventType) -> dict[str, Any]:
    holds = in_force(timezone.localdate())
    linked = list(kind.powers.filter(holds).order_by("pk"))
    answering = {row.unit_scope: row.item.code for row in kind.duties.filter(holds, street=None).select_related("item")}
    return {
        **{name: getattr(kind, name) for name in PLAIN},
        **{f"{scope.value.lower()}_item": answering.get(scope.value, "") for scope in SCOPES},
        "powers": "、".join(row.code for row in linked), "power_department": next((row.department_id for row in linked), None),
        "words": "\n".join(f"{row.word} {row.weight}" for row in kind.words.filter(holds).order_by("-weight", "word")),
    }


def _steps(kind: EventType) -> list[dict[str, Any]]:
    rows = kind.limits.filter(in_force(timezone.localdate())).order_by("pk")
    return [{"step": row.step, "amount": row.amount, "unit": row.unit, "closes": row.closes} for row in rows]


def _items() -> dict[str, list[tuple[str, str]]]:
    rows = DutyItem.objects.filter(in_force(timezone.localdate()), streets=[]).order_by("order")
    return {scope.value: [(row.code, f"{row.code} {row.title}") for row in rows if row.unit_scope == scope.value] for scope in SCOPES}


def _departments() -> list[tuple[int, str]]:
    return _in_words(Body.objects.filter(in_force(timezone.localdate()), kind=BodyKind.DEPARTMENT.value).order_by("order", "pk"))


def _in_words(rows: QuerySet[Any]) -> list[tuple[int, str]]:
    """Choices in the reader's language."""
    return [(pk, in_words(name, english)) for pk, name, english in rows.values_list("pk", "name", "name_en")]


def _change(form: TypeForm, steps: BaseFormSet[LimitForm]) -> TypeChange:
    data = form.cleaned_data
    lines = [row.cleaned_data for row in steps if row.cleaned_data.get("step")]
    return TypeChange(
        columns={name: data[name] for name in PLAIN},
        limits=tuple(LimitLine(line["step"], line["amount"] or 0, line["unit"], line["closes"]) for line in lines),
        words=read_words(data["words"]),
        items={scope.value: data[f"{scope.value.lower()}_item"] for scope in SCOPES},
        powers=tuple(code.upper() for code in re.split(r"[、,，;；\s]+", data["powers"]) if code), power_department=data["power_department"],
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def catalogue_new(request: HttpRequest) -> HttpResponse:
    """A new line of the dispatch catalogue; the present line of the same type and street ends."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, GRANTS["edit_catalogue"])
    day = timezone.localdate()
    units = (BodyKind.DEPARTMENT.value, BodyKind.PUBLIC_UTILITY.value, BodyKind.STREET_OFFICE.value, BodyKind.TOWN_GOVERNMENT.value)
    form = CatalogueForm(
        request.POST or None, initial={"type_code": request.GET.get("type", "")},
        types=[(row.code, f"{row.code} {in_words(row.name, row.name_en)}") for row in EventType.objects.filter(in_force(day))],
        streets=_in_words(StreetUnit.objects.filter(in_force(day))),
        bodies=_in_words(Body.objects.filter(in_force(day), kind__in=units).order_by("order", "pk")),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_catalogue(**form.cleaned_data, actor=actor, at=timezone.now())
        except ChangeRefused as refused:
            tell(form, refused)
        else:
            return redirect("duties:catalogue")
    return render(request, "duties/catalogue_new.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_POST
def catalogue_end(request: HttpRequest, pk: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    try:
        actions.end_catalogue(pk, actor=actor, at=timezone.now())
    except DispatchCatalogueEntry.DoesNotExist:
        raise Http404(str(pk)) from None
    return redirect("duties:catalogue")
