"""The matrix of items and streets, one item, usage and its table; and, open to everyone, what each street holds."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shaoxiang.duties.models import EmpoweredMatter
from shaoxiang.duties.queries.lists import empowered_matters
from shaoxiang.duties.vocabulary import AMOUNT_RULES, PowerType
from shaoxiang.empowerment import access, queries
from shaoxiang.empowerment.queries.powers import ended_units, item_lines
from shaoxiang.empowerment.queries.usage import Used, sources
from shaoxiang.empowerment.views.asked import open_page
from shaoxiang.empowerment.vocabulary import PowerState
from shaoxiang.kernel.access import allowed
from shaoxiang.kernel.exchange import Column, export
from shaoxiang.kernel.exchange.export import MEDIA_TYPES
from shaoxiang.kernel.exchange.export import Format as TableFormat
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.names import name_of

CHOSEN = ("kind", "department", "unit", "state", "q")


@never_cache
@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """60 项 × 9 个镇街."""
    chosen = {name: request.GET[name].strip()[:60] for name in CHOSEN if request.GET.get(name, "").strip()}
    today, unit = timezone.localdate(), chosen.get("unit", "")
    found = queries.matrix(
        request.actor, today, power_type=chosen.get("kind", "") if chosen.get("kind") in PowerType.__members__ else "", department=chosen.get("department", ""),
        unit_id=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 10 else None,
        state=chosen.get("state", "") if chosen.get("state") in PowerState.__members__ else "", words=chosen.get("q", ""),
    )
    context = {
        "matrix": found, "chosen": chosen, "units": queries.street_units(today), "query": urlencode(chosen),
        "may_propose": allowed(request.actor, access.GRANTS["propose"]), "total": len(queries.items(today)), **_entered(request),
        "left": queries.left_powers(today), "may_pass": allowed(request.actor, access.GRANTS["pass_on"]),
    }
    return render(request, "empowerment/index.html", context)


def _entered(request: HttpRequest) -> dict[str, Any]:
    """Is anything entered at all; if not, who may enter what is in force already."""
    actor = request.actor  # type: ignore[attr-defined]
    return {"entered": queries.anything_entered(), "may_register": allowed(actor, access.GRANTS["register"])}


@never_cache
@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item: law, article, fine, where it applies, who holds it; for people in a post also its history and usage."""
    today = timezone.localdate()
    rows = list(EmpoweredMatter.objects.filter(code=code).order_by("-valid_from"))
    if not rows:
        raise Http404
    actor = request.actor  # type: ignore[attr-defined]
    lines = item_lines(code)
    now = list(queries.powers_on(today).filter(code=code))
    seen = set(queries.decisions_for(actor).values_list("pk", flat=True)) if actor.assignment_id else set()
    used = {one.unit_id: one for one in queries.usage(now, today)} if actor.assignment_id else {}
    past = [one for one in lines if one.valid_from is not None and one not in now and (one.valid_to is None or one.valid_to <= today)]
    return open_page(request, "empowerment/item.html", {
        "item": rows[0], "versions": rows, "now": [(one, used.get(one.unit_id), one.decision_id in seen) for one in now],
        "past": past, "coming": [one for one in lines if one.valid_from is None and one.decision_id in seen and one.decision.matter.closed_at is None],
        **_entered(request),
        "overturned_known": bool(sources()[1]), "condition": gettext(rule) if (rule := AMOUNT_RULES.get(rows[0].amount_rule, rows[0].amount_rule)) else "",
    })


# --- usage --------------------------------------------------------------------------------------------------------------


@never_cache
@require_safe
@signed_in
def usage(request: ActorRequest) -> HttpResponse:
    """用没用: by item and street, in the order of the list; nobody is ranked."""
    rows = _usage(request)
    only, named = request.GET.get("never") == "1", _names()
    used, overturned = sources()
    return render(request, "empowerment/usage.html", {
        "rows": [(named.get(one.code), one) for one in rows if one.never or not only], "only": only,
        "never": sum(one.never for one in rows), "total": len(rows), "composed": queries.powers_on(timezone.localdate()).filter(decision__sample=True).exists(),
        "sources": used, "overturned_sources": overturned, "today": timezone.localdate(), **_entered(request),
    })


def _usage(request: ActorRequest) -> list[Used]:
    """A street sees its own, everybody else in the district all."""
    today = timezone.localdate()
    powers = queries.powers_on(today).order_by("code", "unit_id")
    if request.actor.has_role(*map(str, (*access.STREET, *access.FIELD))):
        powers = powers.filter(unit_id=request.actor.unit_id or 0)
    elif request.actor.has_role(*map(str, access.LINE)):
        powers = powers.filter(decision__department_id=request.actor.unit_id or 0)
    return queries.usage(powers, today)


def _names() -> dict[str, EmpoweredMatter]:
    return {row.code: row for row in queries.items(timezone.localdate())}


@never_cache
@require_safe
@signed_in
def usage_table(request: ActorRequest, form: str) -> HttpResponse:
    if form not in MEDIA_TYPES:
        raise Http404
    named = _names()
    composed = set(queries.powers_on(timezone.localdate()).filter(decision__sample=True).values_list("code", "unit_id"))
    columns = [
        Column(gettext("编号"), "code"), Column(gettext("事项"), lambda one: named[one.code].name if one.code in named else ""),
        Column(gettext("权力类型"), lambda one: gettext(PowerType.label_of(named[one.code].power_type)) if one.code in named else ""),
        Column(gettext("镇街"), lambda one: name_of("body", one.unit_id)), Column(gettext("12 个月用了几次"), "used"),
        Column(gettext("其中原单位的"), lambda one: "；".join(f"{name_of('body', unit)} {n}" for unit, n in one.before)),
        Column(gettext("12 个月没有用过"), lambda one: gettext("是") if one.never else ""),
        Column(gettext("被撤销、变更"), lambda one: gettext("还没有来源") if one.overturned is None else one.overturned),
        Column(gettext("示例"), lambda one: (one.code, one.unit_id) in composed),
    ]
    return cast("HttpResponse", export(columns, _usage(request), cast("TableFormat", form), gettext("赋权事项使用情况")))


# --- open to everyone ---------------------------------------------------------------------------------------------------


@require_safe
def streets(request: HttpRequest) -> HttpResponse:
    """镇街有哪些权力: how many approvals and penalties each street holds."""
    today = timezone.localdate()
    counted: dict[int, list[int]] = {}
    composed: set[int] = set()  # units of which a line is 示例
    for unit_id, kind, sample in queries.powers_on(today).values_list("unit_id", "power_type", "decision__sample"):
        counted.setdefault(unit_id, [0, 0])[kind == PowerType.PENALTY.value] += 1
        composed |= {unit_id} if sample else set()
    held = set(queries.powers_on(today).values_list("code", flat=True))
    listed = empowered_matters(today).values_list("code", "power_type")
    kinds, every = [kind for code, kind in listed if code in held], [kind for _code, kind in listed]
    return open_page(request, "empowerment/streets.html", {
        "rows": [(unit, *counted.get(unit.pk, [0, 0])) for unit in queries.street_units(today)], "today": today,
        "approvals": kinds.count(PowerType.APPROVAL.value), "penalties": kinds.count(PowerType.PENALTY.value),
        "left": ended_units(today), "composed": composed, "listed_composed": empowered_matters(today).filter(sample=True).exists(),
        "listed_approvals": every.count(PowerType.APPROVAL.value), "listed_penalties": every.count(PowerType.PENALTY.value), **_entered(request),
    })


@require_safe
def street(request: HttpRequest, code: str) -> HttpResponse:
    """One street's powers: what it may approve and punish, on which law, since when, on which decision."""
    today = timezone.localdate()
    unit = next((one for one in queries.street_units(today) if one.code == code), None)
    if unit is None:
        raise Http404
    named = _names()
    rows = [(named.get(one.code), one) for one in queries.powers_on(today).filter(unit=unit).order_by("code")]
    groups = [(kind, [pair for pair in rows if pair[1].power_type == kind.value]) for kind in PowerType]
    return open_page(request, "empowerment/street.html", {"unit": unit, "groups": groups, "total": len(rows), "today": today,
                                                              "composed": any(one.decision.sample for _item, one in rows),
                                                              "left": queries.left_powers(today, [unit.pk]), **_entered(request)})
