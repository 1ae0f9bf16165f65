"""力量: of each force how many crews are free, what it is out for, who is on duty and the number to call. Never where anybody is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.dispatch.rules import URGENT
from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.forces.models import ForceAllocation
from shaoxiang.forces.queries import callable_bodies, readiness
from shaoxiang.insight.queries import links
from shaoxiang.insight.rules import Scope, duty_of
from shaoxiang.insight.vocabulary import Duty, ScopeKind
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.web.names import name_of

FORCES = (BodyKind.EMERGENCY_TEAM, BodyKind.AFFILIATED_INSTITUTION, BodyKind.DISPATCHED_INSTITUTION)  # in the order shown
TASKS_SHOWN = 3
_ORDER = {Duty.URGENT: 0, Duty.BUSY: 1, Duty.FREE: 2}


@dataclass(frozen=True, slots=True)
class Task:
    """What a crew is out for, the most urgent first. `url` "": a matter of another street, whose page is not the reader's."""

    priority: Priority
    number: str
    street: str
    url: str


@dataclass(frozen=True, slots=True)
class ForceLine:
    body_id: int
    name: str
    kind: str
    crews: int
    free: int
    duty: Duty
    tasks: tuple[Task, ...]
    more: int
    on_duty: str
    phone: str
    power: str


@dataclass(frozen=True, slots=True)
class DutyCount:
    duty: Duty
    n: int
    url: str


@dataclass(frozen=True, slots=True)
class Forces:
    lines: tuple[ForceLine, ...]
    counts: tuple[DutyCount, ...]

    @property
    def body_ids(self) -> frozenset[int]:
        return frozenset(line.body_id for line in self.lines)


def forces_part(scope: Scope, now: datetime) -> Forces:
    """Those that are out first, the most urgent above; then the free, teams before institutions."""
    bodies = _bodies(scope, now)
    ready = readiness(bodies, at=now)
    matters = Matter.objects.in_bulk({order.matter_id for one in ready.values() for order in one.busy[:TASKS_SHOWN]})
    names = book()
    lines = []
    for body_id, one in ready.items():
        tasks = tuple(_task(matters[order.matter_id], Priority(order.priority), scope) for order in one.busy[:TASKS_SHOWN])
        duty = duty_of(one.free, any(order.priority in URGENT for order in one.busy[:1]))  # the most urgent stands first
        body, answers = names.bodies[body_id], one.on_duty
        lines.append(ForceLine(
            body_id, names.short_name_of(body_id), gettext(BodyKind.label_of(body.kind)), one.crews, one.free, duty, tasks,
            len(one.busy) - len(tasks),
            answers.name if answers else "", answers.phone if answers else body.phone, answers.power if answers else "",
        ))
    lines.sort(key=lambda line: (_ORDER[line.duty], FORCES.index(BodyKind(names.bodies[line.body_id].kind)), line.body_id))
    counted = Counter(line.duty for line in lines)
    counts = tuple(DutyCount(duty, counted[duty], links.address("insight:forces", duty=duty.value)) for duty in Duty if counted[duty])
    return Forces(tuple(lines), counts)


def _bodies(scope: Scope, now: datetime) -> list[int]:
    """A street's: what it may summon. A department's or an office's: its own. The district's: all; a bureau only where it was sent down."""
    names = book()
    if scope.kind is ScopeKind.STREET:
        found = callable_bodies(scope.id or 0, at=now)
    else:
        sent = set(ForceAllocation.objects.filter(in_force(timezone.localdate(now)), unit__isnull=False).values_list("unit_id", flat=True))
        found = [
            body.id for body in names.bodies.values()
            if _is_ours(body.id, body.unit_id, scope) and (body.kind != BodyKind.AFFILIATED_INSTITUTION or body.id in sent)
        ]
    kinds = {kind: place for place, kind in enumerate(FORCES)}
    shown = [key for key in found if names.bodies[key].kind in kinds]
    return sorted(shown, key=lambda key: (kinds[BodyKind(names.bodies[key].kind)], key))


def _is_ours(body_id: int, unit_id: int, scope: Scope) -> bool:
    if scope.kind is ScopeKind.DISTRICT:
        return True
    return unit_id == scope.id if scope.kind is ScopeKind.UNIT else body_id == scope.id


def _task(matter: Matter, priority: Priority, scope: Scope) -> Task:
    seen = scope.kind is not ScopeKind.STREET or matter.street_id == scope.id
    return Task(priority, matter.number if seen else "", name_of("street", matter.street_id), links.page_of(matter.kind, matter.number) if seen else "")
