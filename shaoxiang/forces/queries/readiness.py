"""How ready the forces are, and which of them a street may call. No position is asked of anybody: tasks, leave and the roster say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, Sum
from django.utils import timezone

from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.queries import engaged_with
from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.forces.models import Absence, ForceAllocation, Team
from shaoxiang.forces.queries.duty import OnDuty, on_duty_of
from shaoxiang.forces.rules import availability, holds_crew
from shaoxiang.forces.vocabulary import Availability
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.areas import areas_of_bodies
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.matter.models import Matter

CALLABLE = (BodyKind.DISPATCHED_INSTITUTION, BodyKind.EMERGENCY_TEAM, BodyKind.AFFILIATED_INSTITUTION, BodyKind.DEPARTMENT, BodyKind.PUBLIC_UTILITY)


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready a force is: `crews` it can have out at once now, the tasks that hold a crew (most urgent first), who is on duty.

    `load`: everything open with it, crews out or not; `absent`: crews that cannot go now (leave, repair).
    """

    body_id: int
    crews: int
    busy: tuple[DispatchOrder, ...]
    on_duty: OnDuty | None
    load: int = 0
    absent: int = 0
    matters: dict[int, Matter] = field(default_factory=dict, compare=False)

    @property
    def free(self) -> int:
        return max(0, self.crews - len(self.busy))

    @property
    def availability(self) -> Availability:
        return availability(self.crews, [Priority(order.priority) for order in self.busy], absent=self.absent)


def readiness(body_ids: Iterable[int], *, at: datetime, with_duty: bool = True) -> dict[int, Readiness]:
    """Of each body: crews, load, who is on duty now. Without `with_duty` nobody is looked up on the roster: a summons asks only whether a crew is free."""
    wanted = list(dict.fromkeys(body_ids))
    open_orders = engaged_with(wanted)
    matters = Matter.objects.in_bulk({order.matter_id for orders in open_orders.values() for order in orders})
    crews = dict(Team.objects.filter(body_id__in=wanted).values_list("body_id", "crews"))
    absent = dict(
        Absence.objects.filter(body_id__in=wanted, person__isnull=True, cancelled_at__isnull=True, starts_at__lte=at, ends_at__gt=at)
        .values("body_id").annotate(n=Sum("crews")).values_list("body_id", "n")
    )
    duty = on_duty_of(wanted, at=at) if with_duty else {}
    found = {}
    for key in wanted:
        orders = open_orders.get(key, [])
        busy = tuple(order for order in orders if holds_crew(matters[order.matter_id].kind, order.mode, order.priority))
        out, has = absent.get(key, 0), crews.get(key, 1)
        mine = {order.matter_id: matters[order.matter_id] for order in orders}
        found[key] = Readiness(key, max(0, has - out), busy, duty.get(key), len(orders), min(out, has), mine)
    return found


def callable_bodies(street_id: int, *, at: datetime) -> list[int]:
    """Whom a street may summon: units stationed for it or for an area it lies in, its transferred bureau, on-call teams, departments and utilities."""
    on = timezone.localtime(at).date()
    sent_down = set(ForceAllocation.objects.filter(in_force(on), unit__isnull=False).values_list("unit_id", flat=True))
    rows = list(Body.objects.filter(in_force(on), kind__in=[kind.value for kind in CALLABLE]).order_by("order", "pk").values_list("pk", "kind", "street_id"))
    areas = areas_of_bodies(on, [key for key, _kind, _street in rows])
    found = []
    for key, kind, street in rows:
        area = areas.get(key)
        here = area.covers(street_id) if area is not None else street in (None, street_id)
        if here and (kind != BodyKind.AFFILIATED_INSTITUTION or key in sent_down):
            found.append(key)
    return found


def mode_of_bodies(body_ids: Iterable[int], *, at: datetime) -> dict[int, DeploymentMode]:
    """下沉方式 of each force, by its allocation in force; stationed units and teams without one, by their kind."""
    on, wanted = timezone.localtime(at).date(), list(body_ids)
    found = {
        unit: DeploymentMode(mode)
        for unit, mode in ForceAllocation.objects.filter(in_force(on), unit_id__in=wanted).order_by("pk").values_list("unit_id", "mode") if unit is not None
    }
    kinds = {BodyKind.DISPATCHED_INSTITUTION.value: DeploymentMode.AREA_STATIONED, BodyKind.EMERGENCY_TEAM.value: DeploymentMode.ON_WHISTLE}
    for key, kind in Body.objects.filter(Q(pk__in=wanted), kind__in=kinds).values_list("pk", "kind"):
        found.setdefault(key, kinds[kind])
    return found


def bases(body_ids: Iterable[int]) -> dict[int, tuple[float, float]]:
    """驻地 of forces, as (longitude, latitude) in WGS-84: where the station stands. Where its people are is nowhere kept."""
    rows = Team.objects.filter(body_id__in=list(body_ids), base_lon__isnull=False).values_list("body_id", "base_lon", "base_lat")
    return {key: (lon, lat) for key, lon, lat in rows if lon is not None and lat is not None}
