"""The administrator's page of a type: limits, words, items. First what a change would touch, then the reason, then one action."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.duties import actions
from shaoxiang.duties.access import GRANTS
from shaoxiang.duties.actions import A_LOOK, TypeChange
from shaoxiang.duties.forms import LimitForm, LimitFormSet, TypeForm, WhyForm
from shaoxiang.duties.models import DutyItem, EventType
from shaoxiang.duties.queries import duty_book, impact
from shaoxiang.duties.queries.settings import EDITABLE, history_of
from shaoxiang.duties.rules import LimitLine, read_words
from shaoxiang.duties.vocabulary import UnitScope
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.queries import as_read
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.web.asked import tried, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset

SCOPES = (UnitScope.STREET, UnitScope.TOWN)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def type_edit(request: HttpRequest, code: str) -> HttpResponse:
    """One type, all that may be set: first what it would touch, then why, then it is written; and the history of it."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, GRANTS["edit_types"])
    kind = EventType.objects.filter(code=code).first()
    if kind is None:
        raise Http404(code)
    form = TypeForm(request.POST or None, initial=_now(kind), items=_items(), departments=departments_on(timezone.localdate()), classes=_classes(kind))
    steps = LimitFormSet(request.POST or None, initial=_steps(kind), prefix="limits")
    why = WhyForm(initial={"why": request.POST.get("why", "")})
    trial, mark = None, ""
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        at, seen, mark = timezone.now(), request.POST.get("seen"), digest(repr((form.cleaned_data, steps.cleaned_data)))

        def change(words: str) -> EventType:
            return actions.change_type(code, _change(form, steps), why=words, actor=actor, at=at, seen=seen)

        trial = tried(form, lambda: actions.try_out(lambda: change(A_LOOK), code, at=at))
        if trial is not None and trial.parts and request.POST.get("looked") == mark:
            why = WhyForm(request.POST)
        if why.is_valid() and went(form, lambda: change(why.cleaned_data["why"])):
            messages.success(request, gettext("已改。改了什么、为什么改，记在这一类的改动记录里。"))
            return redirect("duties:type", code=code)
    wrong = bool(form.errors or why.errors or any(steps.errors))
    return render(request, "duties/type_edit.html", {
        "kind": kind, "form": form, "steps": steps, "why": why, "trial": trial, "mark": mark, "history": history_of(kind),
        "seen": request.POST.get("seen") or as_read("event_type", kind.pk),
    }, status=422 if wrong else 200)


@never_cache
@signed_in
@require_safe
def type_touched(request: HttpRequest, code: str) -> HttpResponse:
    """The open matters of a type behind one number of the trial: ?of= names the room, ?street= one street. Nothing of what people reported."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, GRANTS["edit_types"])
    kind = EventType.objects.filter(code=code).first()
    label, street = request.GET.get("of", ""), request.GET.get("street", "")
    streets = frozenset([int(street)] if street.isdecimal() and len(street) < 10 else duty_book().streets)
    if kind is None or label not in impact.rooms():
        raise Http404(code)
    found = impact.open_rows(label, frozenset({code}), streets)
    page = keyset(found, cursor=request.GET.get("cursor"))
    return render(request, "duties/type_touched.html", {
        "kind": kind, "label": label, "total": found.count(), "rows": impact.touched(label, page.rows, actor), "page": page,
    })


def _now(kind: EventType) -> dict[str, Any]:
    holds = in_force(timezone.localdate())
    linked = list(kind.powers.filter(holds).order_by("pk"))
    answering = {row.unit_scope: row.item.code for row in kind.duties.filter(holds, street=None).select_related("item")}
    return {
        **{name: getattr(kind, name) for name in EDITABLE},
        **{f"{scope.value.lower()}_item": answering.get(scope.value, "") for scope in SCOPES},
        "powers": "、".join(row.code for row in linked), "power_department": next((row.department_id for row in linked), None),
        "words": "\n".join(f"{row.word} {row.weight}" for row in kind.words.filter(holds).order_by("-weight", "word")),
    }


def _steps(kind: EventType) -> list[dict[str, Any]]:
    rows = kind.limits.filter(in_force(timezone.localdate())).order_by("pk")
    return [{"step": row.step, "amount": row.amount, "unit": row.unit, "closes": row.closes} for row in rows]


def _classes(kind: EventType) -> list[tuple[str, str]]:
    """The classes of its kind: those of events are not those of components."""
    rows = EventType.objects.filter(kind=kind.kind).order_by("class_code").values_list("class_code", "class_name", "class_name_en").distinct()
    return list({code: f"{code} {in_words(name, english)}" for code, name, english in rows}.items())


def _items() -> dict[str, list[tuple[str, str]]]:
    rows = DutyItem.objects.filter(in_force(timezone.localdate()), streets=[]).order_by("order")
    return {scope.value: [(row.code, f"{row.code} {in_words(row.title, row.title_en)}") for row in rows if row.unit_scope == scope.value] for scope in SCOPES}


def departments_on(day: date) -> list[tuple[int, str]]:
    return named_in_words(Body.objects.filter(in_force(day), kind=BodyKind.DEPARTMENT.value).order_by("order", "pk"))


def named_in_words(rows: QuerySet[Any]) -> list[tuple[int, str]]:
    """Choices in the reader's language."""
    return [(pk, in_words(name, english)) for pk, name, english in rows.values_list("pk", "name", "name_en")]


def _change(form: TypeForm, steps: BaseFormSet[LimitForm]) -> TypeChange:
    data = form.cleaned_data
    return TypeChange(
        columns={name: data[name] for name in EDITABLE}, limits=limits_of(steps), words=read_words(data["words"]),
        items={scope.value: data[f"{scope.value.lower()}_item"] for scope in SCOPES}, powers=powers_of(form), power_department=data["power_department"],
    )


def limits_of(steps: BaseFormSet[LimitForm]) -> tuple[LimitLine, ...]:
    lines = [row.cleaned_data for row in steps if row.cleaned_data.get("step")]
    return tuple(LimitLine(line["step"], line["amount"] or 0, line["unit"], line["closes"]) for line in lines)


def powers_of(form: TypeForm) -> tuple[str, ...]:
    return tuple(code.upper() for code in re.split(r"[、,，;；\s]+", form.cleaned_data["powers"]) if code)
