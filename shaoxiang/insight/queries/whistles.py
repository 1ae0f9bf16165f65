"""哨: the running whistles of a scope, each unit with its light: has it acknowledged, has it come, how high did it go."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from shaoxiang.dispatch.models import RUNNING, DispatchOrder
from shaoxiang.dispatch.vocabulary import OrderState, Part
from shaoxiang.insight import access
from shaoxiang.insight.queries import links
from shaoxiang.insight.rules import Scope
from shaoxiang.insight.vocabulary import ScopeKind
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.clocks.models import OPEN, RunningClock
from shaoxiang.kernel.geo import BBox
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.matter import rules as matter_rules
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import Light, MatterKind
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of
from shaoxiang.whistles.models import ReportIn, Whistle
from shaoxiang.whistles.vocabulary import OF_A_UNIT, Level, WhistleStatus

MOST = 400  # running at once in a district; beyond that the newest
_WORST = {Light.RED: 0, Light.YELLOW: 1, Light.GREEN: 2, Light.NONE: 3, Light.DONE: 4}
AWAITED = {OrderState.ORDERED: _("签收"), OrderState.ACKNOWLEDGED: _("报到"), OrderState.ARRIVED: _("办完"), OrderState.WORKING: _("办完")}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit called: its state, and the limit it is under. `level`: how high its silence went, in words."""

    order_id: int
    body_id: int
    unit_id: int
    office_id: int | None
    name: str
    lead: bool
    state: OrderState
    light: Light
    due_at: datetime | None
    warn_at: datetime | None
    level: str

    @property
    def late(self) -> bool:
        return self.light is Light.RED

    @property
    def awaited(self) -> str:
        """What the unit is to do next."""
        return gettext(AWAITED[self.state]) if self.state in AWAITED else ""


@dataclass(frozen=True, slots=True)
class WhistleLine:
    matter_id: int
    number: str
    title: str
    url: str
    kind: str
    priority: str
    status: WhistleStatus
    round: int
    street: str
    street_id: int | None
    opened_at: datetime
    lon: float | None
    lat: float | None
    units: tuple[UnitLine, ...]

    @property
    def light(self) -> Light:
        """The worst of its units'."""
        return min((unit.light for unit in self.units), key=_WORST.__getitem__, default=Light.NONE)


@dataclass(frozen=True, slots=True)
class StatusCount:
    status: WhistleStatus
    n: int
    url: str


def running(scope: Scope) -> Q:
    """Running whistles of a scope, as a condition on matters (the index holds just these)."""
    return Q(kind=MatterKind.WHISTLE.value, closed_at__isnull=True) & access.matters_of(scope)


def whistle_lines(scope: Scope, now: datetime) -> list[WhistleLine]:
    """Newest first, with the units that are called now; of a department's or office's board only its own. Four queries."""
    matters = list(Matter.objects.filter(running(scope)).order_by("-opened_at", "-pk")[:MOST])
    keys = [matter.pk for matter in matters]
    whistles = Whistle.objects.select_related("type").only("matter_id", "round", "type__name", "type__name_en", "type__priority").in_bulk(keys)
    units = _units(keys, scope, now)
    return [
        WhistleLine(
            matter.pk, matter.number, mask_text(matter.title), links.page_of(MatterKind.WHISTLE.value, matter.number),
            in_words(found.type.name, found.type.name_en), found.type.priority, WhistleStatus(matter.status), found.round, name_of("street", matter.street_id),
            matter.street_id, matter.opened_at, matter.lon, matter.lat, tuple(units.get(matter.pk, ())),
        )
        for matter in matters if (found := whistles.get(matter.pk)) is not None
    ]


def _units(keys: list[int], scope: Scope, now: datetime) -> dict[int, list[UnitLine]]:
    orders = DispatchOrder.objects.filter(RUNNING, matter_id__in=keys)
    if scope.kind in (ScopeKind.UNIT, ScopeKind.OFFICE):
        orders = orders.filter(**{"unit_id" if scope.kind is ScopeKind.UNIT else "office_id": scope.id})
    rows: list[Any] = list(orders.values_list("pk", "matter_id", "part", "state", "unit_id", "office_id", "done_at", named=True))
    clocks = _clocks(keys)
    levels = dict(ReportIn.objects.filter(whistle_id__in=keys).exclude(level="").values_list("order_id", "level"))
    found: dict[int, list[UnitLine]] = defaultdict(list)
    names = book()
    for order in sorted(rows, key=lambda one: (one.part != Part.LEAD, one.pk)):
        body = order.office_id or order.unit_id
        warn_at, due_at = clocks.get(order.pk, (None, None))
        light = matter_rules.light(warn_at=warn_at, due_at=due_at, closed_at=order.done_at, now=now)
        level = gettext(Level.label_of(levels[order.pk])) if order.pk in levels else ""
        found[order.matter_id].append(UnitLine(
            order.pk, body, order.unit_id, order.office_id, names.short_name_of(body), order.part == Part.LEAD, OrderState(order.state), light,
            due_at, warn_at, level,
        ))
    return found


def _clocks(keys: list[int]) -> dict[int, tuple[datetime, datetime]]:
    """Of each order the limit that ends first; one that is suspended does not count."""
    rows = RunningClock.objects.filter(OPEN, matter_id__in=keys, part_id__isnull=False, code__in=OF_A_UNIT, suspended_at__isnull=True)
    found: dict[int, tuple[datetime, datetime]] = {}
    for part_id, warn_at, due_at in rows.order_by("-due_at").values_list("part_id", "warn_at", "due_at"):
        found[part_id or 0] = (warn_at, due_at)
    return found


def by_status(lines: list[WhistleLine], scope: Scope) -> tuple[StatusCount, ...]:
    """How many in each state; each figure opens the list of exactly these."""
    counts: dict[WhistleStatus, int] = defaultdict(int)
    for line in lines:
        counts[line.status] += 1
    return tuple(StatusCount(status, counts[status], links.whistles(scope, status=status.value)) for status in WhistleStatus if counts[status])


def changes(lines: list[WhistleLine]) -> list[datetime | None]:
    """When a light changes by itself."""
    return [at for line in lines for unit in line.units for at in (unit.warn_at, unit.due_at)]


def in_window(lines: list[WhistleLine], box: BBox | None) -> list[WhistleLine]:
    """Those with a point, inside a window (WGS-84) where one is given."""
    west, south, east, north = box or (-180.0, -90.0, 180.0, 90.0)
    return [line for line in lines if line.lon is not None and line.lat is not None and west <= line.lon <= east and south <= line.lat <= north]
