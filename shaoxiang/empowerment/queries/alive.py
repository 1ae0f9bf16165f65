"""Are powers handed down used: what was done under them in a period, and on its last day what is held, used within the year, and short of capacity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from shaoxiang.cases.queries import cases_for
from shaoxiang.duties.queries.figures import Figure, Line, last_day, within
from shaoxiang.empowerment.models import CaseGround, EmpowermentEvaluation, HandedPower, TrainingRecord
from shaoxiang.empowerment.queries.capacity import unit_capacities
from shaoxiang.empowerment.queries.decisions import decisions_for
from shaoxiang.empowerment.queries.powers import powers_on
from shaoxiang.empowerment.queries.usage import usage
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.matter.counting import counted
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of


def figures(since: datetime, until: datetime) -> Sequence[Figure]:
    first, end, on = timezone.localtime(since).date(), timezone.localtime(until).date(), last_day(until, timezone.localdate())
    cases, left_out = counted(CaseGround.objects.filter(within("grounded_on", first, end)).select_related("case__matter", "power"), "case_id")
    trained = TrainingRecord.objects.filter(within("held_on", first, end)).select_related("decision__matter")
    weighed = EmpowermentEvaluation.objects.filter(within("evaluated_on", first, end)).select_related("decision__matter")
    held = powers_on(on)
    return [
        Figure("cases", _("按下放的权力办的事件"), cases, _case, _seen_cases, left_out=left_out),
        Figure("trained", _("培训、指导"), trained, _of_decision("held_on"), _seen_of(TrainingRecord.objects.all())),
        Figure("evaluated", _("赋权评估"), weighed, _of_decision("evaluated_on"), _seen_of(EmpowermentEvaluation.objects.all())),
        Figure("in_force", _("镇街手里的权力（一个镇街一项算一条）"), held, _power, _public, stands=True),
        Figure("used", _("其中近十二个月用过的"), held.filter(pk__in=_used(held, on)), _power, _public, stands=True),
        Figure("short", _("其中能力不够、由部门接着办的"), held.filter(pk__in=_short(held, on)), _power, _public, stands=True),
    ]


def _used(held: QuerySet[HandedPower], on: date) -> list[int]:
    used = {(one.code, one.unit_id) for one in usage(held, on) if not one.never}
    return [row.pk for row in held if (row.code, row.unit_id) in used]


def _short(held: QuerySet[HandedPower], on: date) -> list[int]:
    types: dict[int, set[str]] = defaultdict(set)
    for row in held:
        types[row.unit_id].add(row.power_type)
    lacking = {(key, kind) for key, one in unit_capacities(types, on).items() for kind in types[key] if one.missing((kind,))}
    return [row.pk for row in held if (row.unit_id, row.power_type) in lacking]


def _power(row: HandedPower) -> Line:
    return Line(f"{row.code} {name_of('body', row.unit_id)}", row.valid_from, ("empowerment:item", (row.code,)))


def _case(row: CaseGround) -> Line:
    return Line(f"{row.case.number} {row.power.code}", row.grounded_on, ("cases:case", (row.case.number,)))


def _of_decision(field: str) -> Callable[[TrainingRecord | EmpowermentEvaluation], Line]:
    return lambda row: Line(str(row.decision.number), getattr(row, field), ("empowerment:decision", (row.decision.number,)))


def _seen_cases(actor: Actor) -> QuerySet[CaseGround]:
    return CaseGround.objects.filter(case__in=cases_for(actor).values("pk"))


def _seen_of(rows: QuerySet[TrainingRecord] | QuerySet[EmpowermentEvaluation]) -> Callable[[Actor], QuerySet[TrainingRecord] | QuerySet[EmpowermentEvaluation]]:
    return lambda actor: rows.filter(decision__in=decisions_for(actor).values("pk"))


def _public(actor: Actor) -> QuerySet[HandedPower]:
    """Which street holds which power is open to everyone."""
    return HandedPower.objects.all()
