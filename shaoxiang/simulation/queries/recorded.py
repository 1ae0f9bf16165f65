"""What was recorded: whistles, or, while there are too few of them, events a department had to come for. Work a street refused is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from shaoxiang.cases.models import Case
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.vocabulary import Part
from shaoxiang.duties.models import EventType
from shaoxiang.duties.vocabulary import Mode
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.matter.counting import uncounted
from shaoxiang.simulation.queries.names import Departments
from shaoxiang.simulation.rules.fitting import SeenCall, SeenUnit
from shaoxiang.whistles.models import ReportIn, Whistle
from shaoxiang.whistles.vocabulary import ArrivedHow, WhistleCode

ENOUGH_WHISTLES = 100
COME_FOR = (Mode.DEPARTMENT, Mode.STATIONED, Mode.FULL_TRANSFER, Mode.ON_WHISTLE)
CALLED = frozenset({BodyKind.DEPARTMENT, BodyKind.PUBLIC_UTILITY, BodyKind.DISPATCHED_INSTITUTION, BodyKind.EMERGENCY_TEAM})
MOST_COOPERATING = 2
LIFE_NUMBERS = frozenset({"119", "120"})


@dataclass(frozen=True, slots=True)
class Observed:
    """`whistles`: whether the calls are whistles."""

    calls: tuple[SeenCall, ...]
    whistles: bool


def observed(since: datetime, until: datetime, departments: Departments) -> Observed:
    """What was recorded between two times; whistles where there are enough."""
    calls = tuple(_whistles(since, until, departments))
    if len(calls) >= ENOUGH_WHISTLES:
        return Observed(calls, True)
    return Observed(tuple(_cases(since, until, departments)), False)


def _whistles(since: datetime, until: datetime, departments: Departments) -> Iterable[SeenCall]:
    rows = list(
        Whistle.objects.filter(blown_at__gte=since, blown_at__lt=until, matter__street_id__isnull=False).exclude(uncounted("pk", "case_id"))
        .select_related("matter", "type").order_by("blown_at", "pk")
    )
    orders = _orders(row.pk for row in rows)
    how = dict(ReportIn.objects.filter(whistle__in=rows).values_list("order_id", "arrived_how"))
    for row in rows:
        street, blown_at = departments.streets.get(row.matter.street_id or 0), row.blown_at
        units = [
            _unit(order, department, blown_at or order.ordered_at, how.get(order.pk) == ArrivedHow.ANSWERED)
            for order in orders.get(row.pk, ()) if (department := departments.of_order(order)) is not None
        ]
        if street and units and blown_at is not None:
            yield SeenCall(timezone.localtime(blown_at), row.type.code, street, tuple(units), row.life, row.agreed_at is not None)


def _cases(since: datetime, until: datetime, departments: Departments) -> Iterable[SeenCall]:
    """Events carried by a department, a station, a bureau or a team; of a dangerous type: as an emergency; several departments or a station: joint."""
    rows = list(
        Case.objects.filter(matter__opened_at__gte=since, matter__opened_at__lt=until, mode__in=COME_FOR, matter__street_id__isnull=False)
        .exclude(uncounted())
        .select_related("matter").only("mode", "matter__opened_at", "matter__street_id", "matter__subject_code").order_by("matter__opened_at", "pk")
    )
    orders = _orders(row.pk for row in rows)
    danger = {code: LIFE_NUMBERS & set(numbers) for code, numbers in EventType.objects.filter(danger=True).values_list("code", "emergency_numbers")}
    for row in rows:
        street, code = departments.streets.get(row.matter.street_id or 0), row.matter.subject_code
        units = list(_called(orders.get(row.pk, ()), departments))
        if not street or not units:
            continue
        joint = len(units) > 1 or row.mode in (Mode.STATIONED, Mode.FULL_TRANSFER)
        kind = WhistleCode.EMERGENCY if code in danger else WhistleCode.JOINT_ENFORCEMENT if joint else WhistleCode.ROUTINE
        yield SeenCall(timezone.localtime(row.matter.opened_at), kind.value, street, tuple(units), bool(danger.get(code)))


def _orders(matters: Iterable[int]) -> Mapping[int, list[DispatchOrder]]:
    """Orders by matter, the newest lead first, then those that cooperate in the order they were sent."""
    found: dict[int, list[DispatchOrder]] = defaultdict(list)
    keys = list(matters)
    for start in range(0, len(keys), 5000):  # as many as fit one statement
        for order in DispatchOrder.objects.filter(matter_id__in=keys[start : start + 5000]).order_by("matter_id", "pk"):
            found[order.matter_id].append(order)
    for rows in found.values():
        leads = [order for order in rows if order.part == Part.LEAD]
        rows[:] = [*leads[-1:], *(order for order in rows if order.part != Part.LEAD)]
    return found


def _called(orders: Iterable[DispatchOrder], departments: Departments) -> Iterable[SeenUnit]:
    """The lead, and other departments that were named, each once; a street's own offices are not called."""
    known: set[str] = set()
    for order in orders:
        body = book().bodies.get(order.office_id or order.unit_id)
        department = departments.of_order(order)
        if department is None or department in known or len(known) > MOST_COOPERATING:
            continue
        if order.part != Part.LEAD and (body is None or body.kind not in CALLED):
            continue
        known.add(department)
        yield _unit(order, department, order.ordered_at, False) if order.part == Part.LEAD else SeenUnit(department)


def _unit(order: DispatchOrder, department: str, called_at: datetime, answered: bool) -> SeenUnit:
    from_arrival = order.arrived_at or order.acknowledged_at
    handled = _minutes(from_arrival, order.done_at) if from_arrival else None
    return SeenUnit(
        department, _minutes(called_at, order.acknowledged_at), _minutes(called_at, order.arrived_at), _minutes(called_at, order.done_at), handled, answered,
    )


def _minutes(start: datetime, end: datetime | None) -> float | None:
    return None if end is None else (end - start).total_seconds() / 60
