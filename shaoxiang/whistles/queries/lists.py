"""The list of whistles: one filter for the page and the export; each row with its units and their lights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.dispatch.models import RUNNING, DispatchOrder
from shaoxiang.dispatch.vocabulary import OrderState, Part
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import unit_line
from shaoxiang.kernel.access import Actor, Grants, visible
from shaoxiang.kernel.clocks.models import COUNTING, RunningClock
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.exchange import Column
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.matter import rules as matter_rules
from shaoxiang.kernel.matter.counting import all_uncounted, uncounted
from shaoxiang.kernel.matter.vocabulary import Light
from shaoxiang.kernel.search.queries import matching
from shaoxiang.kernel.web.names import name_of
from shaoxiang.places.queries.lineage import of_line
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.queries import whistles_for
from shaoxiang.whistles.queries.items import subject_words
from shaoxiang.whistles.vocabulary import OF_A_UNIT, OUT, WhistleStatus

ORDER = ("-matter__opened_at", "-matter_id")
REFUSED = ("pk", "case_id")  # a street may have refused the whistle itself, or the case it came from
COLUMNS = {
    "status": "matter__status", "type": "type__code", "street": "matter__street_id", "community": "matter__community_id", "subject": "matter__subject_code",
}


def listed(actor: Actor, chosen: Mapping[str, Any], *, now: datetime, grants: Grants | None = None) -> QuerySet[Whistle]:
    """Whistles of this actor under this filter, in no order yet; narrowed to the rows of `grants` where given."""
    rows = whistles_for(actor)
    if grants is not None:
        rows = rows.filter(visible(actor, grants))
    return rows.filter(wanted(chosen, actor=actor, now=now))


def wanted(chosen: Mapping[str, Any], *, actor: Actor, now: datetime) -> Q:
    """The chosen filter as one condition on whistles (cleaned values of forms.lists.FilterForm; empty values choose nothing)."""
    asked = Q()
    for name, path in COLUMNS.items():
        if chosen.get(name) not in (None, ""):
            asked &= of_line(path, chosen[name]) if name == "street" else Q(**{path: chosen[name]})
    asked &= _by_unit(chosen, now)
    if chosen.get("running"):
        asked &= Q(matter__closed_at__isnull=True)
    if chosen.get("uncounted"):
        asked &= uncounted(*REFUSED)
    if chosen.get("by_community"):
        asked &= Q(by_community=True)
    if chosen.get("mine"):
        asked &= Q(matter_id__in=desk_of(actor).order_by().values("matter_id"))
    if chosen.get("opened_from"):
        asked &= Q(matter__opened_at__gte=midnight(chosen["opened_from"]))
    if chosen.get("opened_to"):
        asked &= Q(matter__opened_at__lt=midnight(chosen["opened_to"] + timedelta(days=1)))
    if chosen.get("q"):
        asked &= matching(chosen["q"], key="matter_id") | Q(matter__number=str(chosen["q"]).strip().upper())
    return asked


def _by_unit(chosen: Mapping[str, Any], now: datetime) -> Q:
    """Whistles a unit is called to; with `late` or `waiting`, those where this unit (none named: any) is late or has not acknowledged."""
    unit, office, asked = chosen.get("unit"), chosen.get("office"), Q()
    orders = DispatchOrder.objects.filter(matter_id=OuterRef("matter_id"))
    if unit:
        orders = orders.filter(unit_id__in=unit_line(unit))
    if office:
        orders = orders.filter(office_id=office)
    if unit or office:
        asked &= Q(Exists(orders))
    if chosen.get("late"):
        late = RunningClock.objects.filter(COUNTING, part_id=OuterRef("pk"), code__in=OF_A_UNIT, due_at__lte=now)
        asked &= Q(Exists(orders.filter(RUNNING).filter(Exists(late))), matter__closed_at__isnull=True)
    if chosen.get("waiting"):
        asked &= Q(Exists(orders.filter(RUNNING, state=OrderState.ORDERED)), matter__status__in=OUT)
    return asked


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


@dataclass(frozen=True, slots=True)
class ListedUnit:
    name: str
    lead: bool
    state: str
    light: Light
    order_id: int


@dataclass(frozen=True, slots=True)
class ListedWhistle:
    whistle: Whistle
    title: str
    units: tuple[ListedUnit, ...]


def with_units(rows: Iterable[Whistle], *, now: datetime) -> list[ListedWhistle]:
    """The rows with the units that are called. Two statements, however many rows."""
    whistles = list(rows)
    keys = [one.pk for one in whistles]
    found: dict[int, list[DispatchOrder]] = defaultdict(list)
    for order in DispatchOrder.objects.filter(RUNNING, matter_id__in=keys).defer("ground").order_by("pk"):
        found[order.matter_id].append(order)
    due: dict[int, tuple[datetime, datetime]] = {}
    clocks = RunningClock.objects.filter(COUNTING, matter_id__in=keys, part_id__isnull=False, code__in=OF_A_UNIT).order_by("-due_at")
    for part_id, warn_at, due_at in clocks.values_list("part_id", "warn_at", "due_at"):
        due[part_id or 0] = (warn_at, due_at)
    return [
        ListedWhistle(one, mask_text(one.matter.title), tuple(_unit(order, due, now) for order in sorted(found[one.pk], key=_lead_first)))
        for one in whistles
    ]


def _lead_first(order: DispatchOrder) -> tuple[bool, int]:
    return order.part != Part.LEAD, order.pk


def _unit(order: DispatchOrder, due: Mapping[int, tuple[datetime, datetime]], now: datetime) -> ListedUnit:
    warn_at, due_at = due.get(order.pk, (None, None))
    light = matter_rules.light(warn_at=warn_at, due_at=due_at, closed_at=order.done_at, now=now)
    name, state = book().short_name_of(order.office_id or order.unit_id), gettext(OrderState.label_of(order.state))
    return ListedUnit(name, order.part == Part.LEAD, state, light, order.pk)


# --- export -----------------------------------------------------------------------------------------------------------


def columns() -> list[Column]:
    """What the export holds: titles masked, codes in words, nothing of people; and what counts in no assessment."""
    left_out = all_uncounted()
    return [
        Column(gettext("编号"), "matter.number"), Column(gettext("类型"), lambda one: one.type.shown_name),
        Column(gettext("标题"), lambda one: mask_text(one.matter.title)),
        Column(gettext("状态"), lambda one: gettext(WhistleStatus.label_of(one.matter.status))),
        Column(gettext("哪一类问题"), lambda one: f"{one.matter.subject_code} {subject_words(one.matter.subject_code)}".strip()),
        Column(gettext("地点"), lambda one: mask_text(one.address)), Column(gettext("镇街"), lambda one: _name("street", one.matter.street_id)),
        Column(gettext("社区"), lambda one: _name("community", one.matter.community_id)),
        Column(gettext("主责单位"), lambda one: _name("body", one.matter.office_id or one.matter.unit_id) if one.blown_at else ""),
        Column(gettext("危及生命"), "life"), Column(gettext("社区吹的"), "by_community"), Column(gettext("吹哨时间"), "blown_at"),
        Column(gettext("全部报完成时间"), "claimed_at"), Column(gettext("核查时间"), "verified_at"), Column(gettext("办结时间"), "matter.closed_at"),
        Column(gettext("第几轮"), "round"), Column(gettext("不计入考核（街道已拒收）"), lambda one: bool({one.pk, one.case_id} & left_out)),
    ]


def _name(kind: str, key: int | None) -> str:
    return name_of(kind, key) if key is not None else ""
