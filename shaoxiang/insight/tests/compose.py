"""Whistles, orders and desks in any state, as rows: the board reads what the rooms write, whoever writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.vocabulary import OrderState, Part, Priority
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.vocabulary import DayType, Unit
from shaoxiang.kernel.desk.actions import await_act
from shaoxiang.kernel.desk.models import DeskRow
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.places.models import StreetUnit
from shaoxiang.whistles.models import Escalation, ReportIn, Whistle, WhistleType
from shaoxiang.whistles.vocabulary import ACK, ARRIVE, FINISH, Level, WhistleCode, WhistleStatus
from tests import people

MINUTE = timedelta(minutes=1)
STATES = {  # what has happened by a state, in minutes after the order
    OrderState.ORDERED: {}, OrderState.ACKNOWLEDGED: {"acknowledged_at": 2}, OrderState.ARRIVED: {"acknowledged_at": 2, "arrived_at": 20},
    OrderState.WORKING: {"acknowledged_at": 2, "arrived_at": 20}, OrderState.DONE: {"acknowledged_at": 2, "arrived_at": 20, "done_at": 60},
}
CLOCK = {OrderState.ORDERED: ACK, OrderState.ACKNOWLEDGED: ARRIVE, OrderState.ARRIVED: FINISH, OrderState.WORKING: FINISH}


@dataclass(frozen=True)
class Called:
    """A unit called: which body, how far it is, when its limit ends (minutes from now; below zero: late), how high it went."""

    body: Body
    state: OrderState = OrderState.ORDERED
    due_in: int | None = 30
    level: Level | None = None


def type_of(code: WhistleCode, priority: Priority) -> WhistleType:
    """The version in force; its priority is what the test asks for."""
    kind = WhistleType.objects.get(code=code, until__isnull=True)
    kind.priority = priority
    return kind


def street_of(code: str = people.HOME) -> StreetUnit:
    return StreetUnit.objects.get(code=code)


def office_of(street: StreetUnit) -> Body:
    return Body.objects.get(street=street, kind__in=(BodyKind.STREET_OFFICE, BodyKind.TOWN_GOVERNMENT))


def teams(n: int = 3) -> list[Body]:
    return list(Body.objects.filter(kind=BodyKind.EMERGENCY_TEAM).order_by("pk")[:n])


@transaction.atomic
def whistle(
    status: WhistleStatus = WhistleStatus.BLOWN, called: Sequence[Called] = (), *, at: datetime, street: str = people.HOME,
    code: WhistleCode = WhistleCode.EMERGENCY, priority: Priority = Priority.EMERGENCY, title: str = "示例：路面塌陷，有车陷入", turn: int = 0, **columns: Any,
) -> Whistle:
    """A whistle with its units, their clocks and desk rows, and an entry in the journal."""
    place = street_of(street)
    lon, lat, _grid = people.point_in(street, turn)
    unit = office_of(place)
    matter = open_matter(
        MatterKind.WHISTLE, title=title, status=status.value, at=at, lon=lon, lat=lat, street_id=place.pk, subject_code="0103", unit_id=unit.pk,
    )
    out = status not in (WhistleStatus.DRAFT, WhistleStatus.PENDING)
    made = Whistle.objects.create(
        matter=matter, type=type_of(code, priority), address="示例路口", known="示例", power_needed="封路抢险", cited_list="DUTY_LIST", cited_item="D-C16",
        blown_unit_id=unit.pk, blown_at=at if out else None, **columns,
    )
    for place_in_line, one in enumerate(called):
        call(made, one, Part.COOPERATING if place_in_line else Part.LEAD, priority, at)
    record("whistles.blown", subject=matter, actor=SYSTEM, at=at, facts={"to": status.value})
    return made


def call(made: Whistle, one: Called, part: Part, priority: Priority, at: datetime) -> DispatchOrder:
    body = one.body
    times = {name: at + after * MINUTE for name, after in STATES[one.state].items()}
    order = DispatchOrder.objects.create(
        matter=made.matter, part=part, state=one.state, unit_id=body.unit_id or body.pk, office_id=body.pk if body.unit_id else None, mode="ON_WHISTLE",
        priority=priority, ordered_at=at, **times,
    )
    ReportIn.objects.create(order=order, whistle=made, task="到场抢险", level=one.level or "")
    if one.due_in is not None and one.state in CLOCK:
        due_at = at + one.due_in * MINUTE
        RunningClock.objects.create(
            matter_id=made.pk, part_id=order.pk, code=CLOCK[one.state], label="示例", amount=5, unit=Unit.MINUTE.value, day_type=DayType.CLOCK.value,
            started_at=at - 60 * MINUTE, warn_at=due_at - 5 * MINUTE, due_at=due_at,
        )
        await_act(made.pk, "acknowledge", role=Role.OFFICE_HANDLER, at=at, unit_id=order.unit_id, office_id=order.office_id, due_at=due_at, part_id=order.pk)
    if one.level is not None:
        Escalation.objects.create(order=order, cause="ACK", step=1, level=one.level, due_at=at + (one.due_in or 0) * MINUTE, at=at)
    return order


def awaits(made: Whistle | Matter, what: str, role: Role, unit: Body, *, at: datetime, due_in: int | None = 60, part_id: int | None = None) -> DeskRow:
    due_at = None if due_in is None else at + due_in * MINUTE
    return await_act(made.pk, what, role=role.value, at=at, unit_id=unit.pk, warn_at=due_at and due_at - 15 * MINUTE, due_at=due_at, part_id=part_id)


@transaction.atomic
def coordination(*, at: datetime, street: str = people.HOME, title: str = "示例：公园边的垃圾谁来清") -> Matter:
    place = street_of(street)
    matter = open_matter(MatterKind.COORDINATION, title=title, status="RAISED", at=at, street_id=place.pk)
    record("coordination.raised", subject=matter, actor=SYSTEM, at=at, facts={})
    return matter


@transaction.atomic
def ended(made: Whistle, *, at: datetime) -> None:
    """Closed: its units are released, nothing is awaited."""
    Matter.objects.filter(pk=made.pk).update(status=WhistleStatus.CLOSED.value, closed_at=at)
    DispatchOrder.objects.filter(matter_id=made.pk).update(ended_at=at, state=OrderState.RELEASED)
    DeskRow.objects.filter(matter_id=made.pk).update(done_at=at)
    record("whistles.close", subject=made.matter, actor=SYSTEM, at=at, facts={"to": "CLOSED"})


def made_late(matter: Matter, *, by: timedelta, now: datetime) -> None:
    """A case past due, or (below zero) only nearly."""
    due_at = now - by
    Matter.objects.filter(pk=matter.pk).update(due_at=due_at, warn_at=min(due_at, now) - timedelta(hours=1), opened_at=F("opened_at"))


def a_busy_day(*, at: datetime) -> None:
    """What the pictures show: whistles in every state, decisions of every kind, forces out and free."""
    home = office_of(street_of())
    one, two, three, four = teams(4)
    bureau = Body.objects.filter(kind=BodyKind.DEPARTMENT).order_by("pk")[3]
    center = Body.objects.get(kind=BodyKind.COMMAND_CENTER)
    whistle(WhistleStatus.BLOWN, [Called(one, due_in=-12, level=Level.LEADER), Called(two, OrderState.ACKNOWLEDGED, 18)], at=at - 17 * MINUTE)
    work = whistle(
        WhistleStatus.IN_PROGRESS, [Called(three, OrderState.ARRIVED, 400), Called(bureau, OrderState.WORKING, 400)], at=at - 95 * MINUTE, turn=3,
        title="示例：燃气管线被挖断，周边有气味", priority=Priority.LIFE,
    )
    awaits(work, "rule_stands", Role.DISTRICT_DESK, center, at=at, due_in=40, part_id=work.matter.orders.first().pk)
    done = whistle(WhistleStatus.DONE_CLAIMED, [Called(four, OrderState.DONE, None)], at=at - timedelta(hours=5), turn=5, code=WhistleCode.ROUTINE,
                   priority=Priority.ROUTINE, title="示例：小区消防通道被占")
    awaits(done, "verify_pass", Role.VERIFIER, home, at=at, due_in=180)
    draft = whistle(
        WhistleStatus.PENDING, at=at - 20 * MINUTE, turn=7, code=WhistleCode.JOINT_ENFORCEMENT, priority=Priority.JOINT, title="示例：夜市占道，请联合执法",
    )
    awaits(draft, "approve", Role.STREET_LEADER, home, at=at, due_in=25)
    other = whistle(WhistleStatus.BLOWN, [Called(bureau, OrderState.ACKNOWLEDGED, -30, Level.DEPARTMENT)], at=at - timedelta(hours=3), street=people.NEXT,
                    code=WhistleCode.ROUTINE, priority=Priority.ROUTINE, title="示例：路灯成片不亮")
    awaits(other, "confirm", Role.STREET_DESK, office_of(street_of(people.NEXT)), at=at, due_in=-8)
    item = coordination(at=at - timedelta(days=1))
    awaits(item, "put_on_agenda", Role.DISTRICT_DESK, center, at=at, due_in=600)
