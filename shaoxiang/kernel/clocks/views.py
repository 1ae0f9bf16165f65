"""The calendar and the clocks as the district sets them. For the configuration administrator only."""

from __future__ import annotations

import calendar as gregorian
from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.kernel import access
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.clocks import actions, queries, specs, wording
from shaoxiang.kernel.clocks.access import CONFIGURE
from shaoxiang.kernel.clocks.forms import ClockForm, DayForm, YearForm
from shaoxiang.kernel.clocks.models import ClockSetting
from shaoxiang.kernel.clocks.rules import Authored, ClockSpec, SettingRefused
from shaoxiang.kernel.clocks.vocabulary import DayType, Extension
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.workdays import actions as workdays
from shaoxiang.kernel.workdays import queries as days
from shaoxiang.kernel.workdays.rules import FIRST_YEAR, LAST_YEAR, DayEntry
from shaoxiang.kernel.workdays.vocabulary import DayKind

SHOWN_SHIFTS = 20


def _administrator(request: HttpRequest) -> Actor:
    """Raises PermissionDenied."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    access.require(actor, CONFIGURE)
    return actor


@signed_in
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """One year: twelve months, its festivals, its corrections. ?year= chooses."""
    _administrator(request)
    this_year = timezone.localdate().year
    year = _year(request.GET.get("year", ""), this_year)
    table = days.load_calendar()
    all_days = days.year_of(table, year)
    page = {
        "year": year,
        "years": range(min(year, min(table.announced)), max(year, this_year + 1) + 1),
        "announced": year in table.announced,
        "weekdays": gettext("一 二 三 四 五 六 日").split(),
        "months": [_month(year, month, all_days) for month in range(1, 13)],
        "festivals": _festivals(all_days),
        "swaps": [entry.date for entry in all_days if entry.kind is DayKind.SWAP_WORKDAY],
        "worked": sum(entry.is_workday for entry in all_days),
        "history": _history("workdays", year),
    }
    return render(request, "clocks/calendar.html", page)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: HttpRequest, text: str) -> HttpResponse:
    """One day: what it is, what changing it would move, who changed it before."""
    actor = _administrator(request)
    try:
        on = date.fromisoformat(text)
        entry = days.load_calendar().entry(on)
    except ValueError:
        raise Http404 from None
    form = DayForm(request.POST or None, initial={"kind": entry.kind.value, "name": entry.name})
    shifts: list[queries.Shift] | None = None
    if request.method == "POST" and form.is_valid():
        wanted = form.entry(on)
        if "save" in request.POST:
            workdays.correct_day(on, wanted.is_workday, wanted.kind, wanted.name, actor=actor, at=timezone.now())
            return redirect("clocks:day", text=on.isoformat())
        shifts = queries.shifts(workdays.differing([wanted]))
    page = {
        "day": on, "entry": entry, "form": form, **_preview(shifts),
        "history": [one for one in _history("workdays", on.year) if on.isoformat() in one.facts.get("days", [])],
    }
    return render(request, "clocks/day.html", page, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: HttpRequest, year: int) -> HttpResponse:
    """放假通知 of a whole year, previewed before it is written."""
    actor = _administrator(request)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    form = YearForm(request.POST or None, year=year)
    shifts: list[queries.Shift] | None = None
    if request.method == "POST" and form.is_valid():
        if "save" in request.POST:
            workdays.announce_year(form.notice(), actor=actor, at=timezone.now())
            return redirect(reverse("clocks:calendar", query={"year": year}))
        shifts = queries.shifts(workdays.differing(form.days))
    page = {"year": year, "form": form, **_preview(shifts), "rest": sum(not one.is_workday for one in form.days)}
    return render(request, "clocks/announce.html", page, status=422 if form.errors else 200)


@signed_in
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """Every clock of the table, as the district runs it."""
    _administrator(request)
    known = specs.all_specs()
    rows = [_row(specs.row(code), spec) for code, spec in known.items()]
    groups = [(domain, list(found)) for domain, found in groupby(rows, key=lambda row: row["domain"])]
    return render(request, "clocks/settings.html", {"groups": groups})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def setting(request: HttpRequest, code: str) -> HttpResponse:
    """One clock: what the law says, what the district set, who changed it."""
    actor = _administrator(request)
    try:
        authored, spec = specs.row(code), specs.spec(code)
    except specs.UnknownClock:
        raise Http404 from None
    form = ClockForm(request.POST or None, initial=_initial(code, spec), rolls=spec.day_type is DayType.CALENDAR)
    if request.method == "POST" and form.is_valid():
        try:
            wanted = {"rolls": spec.rolls, "schedule": spec.schedule, **form.cleaned_data}
            actions.set_clock(code, actor=actor, at=timezone.now(), **wanted)
        except SettingRefused as refused:
            form.add_error(None, wording.said(refused))
        else:
            return redirect("clocks:setting", code=code)
    key = ClockSetting.objects.filter(code=code).values_list("pk", flat=True).first()
    page = {
        "form": form, "row": _row(authored, spec), "authored": authored, "spec": spec, "running": queries.running_of(code),
        "history": _history("clock_setting", key) if key else [],
    }
    return render(request, "clocks/setting.html", page, status=422 if form.errors else 200)


def _row(authored: Authored, spec: ClockSpec) -> dict[str, Any]:
    law = authored.spec
    cap = spec.extension_cap
    return {
        "code": spec.code,
        "domain": spec.domain,
        "label": wording.label_of(law.code, law.label),
        "amount": wording.amount_text(spec.amount, spec.unit, spec.day_type),
        "law_amount": wording.amount_text(law.amount, law.unit, law.day_type) if spec.amount != law.amount else "",
        "extension": wording.amount_text(cap, spec.unit, spec.day_type) if cap else gettext(spec.extension.label),
        "extends": spec.extension is not Extension.NONE,
        "law": gettext(law.law) if law.law else "",
        "article": law.article,
        "changed": spec != law,
        "composed": authored.composed,
        "binding": authored.binding,
        "trigger": wording.either(authored.trigger, authored.trigger_en),
        "on_expiry": wording.either(law.on_expiry, authored.on_expiry_en),
        "reasons": law.suspension_codes,
    }


def _initial(code: str, spec: ClockSpec) -> dict[str, Any]:
    held = ClockSetting.objects.filter(code=code).first()
    return {
        "amount": spec.amount, "extension_cap": spec.extension_cap, "approver_role": spec.approver_role, "rolls": spec.rolls,
        "basis": held.basis if held else "",
    }


def _preview(shifts: list[queries.Shift] | None) -> dict[str, Any]:
    """How many running clocks would move, and the first of them with their matters."""
    if shifts is None:
        return {"previewed": False}
    shown = shifts[:SHOWN_SHIFTS]
    numbers = dict(Matter.objects.filter(pk__in={shift.clock.matter_id for shift in shown}).values_list("pk", "number"))
    rows = [
        {
            "number": numbers.get(shift.clock.matter_id, ""), "label": wording.label_of(shift.clock.code, shift.clock.label),
            "old": shift.clock.due_at, "new": shift.due_at, "moved": shift.clock.due_at != shift.due_at,
        }
        for shift in shown
    ]
    return {"previewed": True, "count": len(shifts), "rows": rows, "more": len(shifts) - len(shown)}


def _year(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and FIRST_YEAR <= int(text) <= LAST_YEAR else otherwise


def _month(year: int, month: int, all_days: list[DayEntry]) -> dict[str, Any]:
    """The weeks of a month, Monday first; None where another month's days stand."""
    by_day = {entry.date: entry for entry in all_days if entry.date.month == month}
    weeks = [
        [by_day.get(one) if one.month == month else None for one in week]
        for week in gregorian.Calendar(firstweekday=0).monthdatescalendar(year, month)
    ]
    return {"first": date(year, month, 1), "weeks": weeks}


def _festivals(all_days: list[DayEntry]) -> list[dict[str, Any]]:
    """Holidays that follow one another under one name."""
    found: list[dict[str, Any]] = []
    for entry in all_days:
        if entry.kind is not DayKind.HOLIDAY:
            continue
        if found and found[-1]["name"] == entry.name and (entry.date - found[-1]["last"]).days == 1:
            found[-1]["last"] = entry.date
            found[-1]["count"] += 1
        else:
            found.append({"name": entry.name, "first": entry.date, "last": entry.date, "count": 1})
    return found


def _history(kind: str, key: int) -> list[Entry]:
    return list(Entry.objects.filter(subject_kind=kind, subject_id=key).order_by("-seq")[:50])
