"""/api/v1/forces: readiness of a street's forces, rosters, orders: read, sent, and moved. Rows by the same grants as the pages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from shaoxiang.cases.models import Case
from shaoxiang.dispatch.vocabulary import OrderState, Priority
from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.forces import access, actions
from shaoxiang.forces.actions.orders import OUTCOME_MAX, TASK_MAX
from shaoxiang.forces.models import ForceOrder, Shift
from shaoxiang.forces.queries.orders import moves_for, order_rows
from shaoxiang.forces.queries.readiness import callable_bodies
from shaoxiang.forces.queries.roster import rosters_for
from shaoxiang.forces.queries.screen import ForceLine, force_lines
from shaoxiang.forces.vocabulary import Availability, DutyPart, DutySource, ShiftKind
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.once import answer_once
from shaoxiang.kernel.interface.problems import Unknown, documented
from shaoxiang.kernel.interface.schemas import Code, CodeInPath, IdempotencyKey, Input, Moment, PageOut, Text, words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.queries import place_book

READ, WRITE = BearerKey(Scope.FORCES_READ), BearerKey(Scope.FORCES_WRITE)
router = Router(tags=["forces"], auth=READ)
PriorityWord: TypeAlias = words("ForcePriority", Priority)  # type: ignore[valid-type]
LONGEST = timedelta(days=62)


class OnDutyOut(Schema):
    name: str
    phone: str = Field(description="Working telephone")
    source: words("DutySourceWord", DutySource)  # type: ignore[valid-type]
    until: datetime | None


class ForceTaskOut(Schema):
    order: int
    priority: PriorityWord
    number: str = Field(description="Of the matter; empty where it is not among the key's rows")
    summoned_by: str = Field(description="Code of the unit")
    since: datetime


class ForceOut(Schema):
    body: str
    name: str
    mode: words("ForceMode", DeploymentMode) | None  # type: ignore[valid-type]
    area: str
    availability: words("AvailabilityWord", Availability)  # type: ignore[valid-type]
    crews: int = Field(description="That can be out at once now")
    free: int
    absent: int
    load: int = Field(description="Everything open with it")
    power: str = Field(description="What whoever comes may decide")
    on_duty: OnDutyOut | None
    tasks: list[ForceTaskOut]


class ReadinessOut(Schema):
    at: datetime
    street: str
    items: list[ForceOut]


class ShiftOut(Schema):
    part: words("DutyPartWord", DutyPart)  # type: ignore[valid-type]
    kind: words("ShiftKindWord", ShiftKind)  # type: ignore[valid-type]
    name: str
    phone: str
    starts_at: datetime
    ends_at: datetime


class RosterOut(Schema):
    body: str
    items: list[ShiftOut]


class OrderOut(Schema):
    id: int
    number: str
    body: str
    priority: PriorityWord
    state: words("OrderStateWord", OrderState)  # type: ignore[valid-type]
    summoned_by: str
    task: str
    agreed_at: datetime | None
    ordered_at: datetime
    acknowledged_at: datetime | None
    arrived_at: datetime | None
    done_at: datetime | None
    ended_at: datetime | None
    moves: list[str] = Field(description="Open to this key")


class OrdersOut(PageOut):
    items: list[OrderOut]


class OrderIn(Input):
    number: Code = Field(description="Of the case")
    body: Code = Field(description="Code of the force")
    priority: PriorityWord = Field(Priority.ROUTINE.value, validate_default=True)
    task: Text = Field(min_length=1, max_length=TASK_MAX)
    agreed_at: Moment | None = None


class ForceMoveIn(Input):
    words: Text = Field("", max_length=OUTCOME_MAX)


class ReadinessFilter(Schema):
    street: Code = Field("", description="Of the key where it is empty")
    at: Moment | None = Field(None, description="Now where it is empty; tasks are always those of now")


class RosterFilter(Schema):
    first: date | None = None
    last: date | None = None


class OrderFilter(Schema):
    running: bool = Field(True, description="Only those out now")
    limit: int = Field(50, ge=1, le=200)
    cursor: int = Field(0, ge=0, le=2**62, description="`next` of the page before")


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@router.get("/readiness", response={200: ReadinessOut, **documented(404)}, operation_id="read_readiness", summary="力量准备 The forces a street may call")
def read_readiness(request: HttpRequest, given: Query[ReadinessFilter]) -> dict[str, Any]:
    """A street's key reads its own street; a department's or the district's any."""
    actor, places = _actor(request), place_book()
    own = places.streets.get(actor.street_id or 0)
    code = given.street or (own.code if own else "")
    if not code:
        raise Unknown("query.street", _("请写镇街代码：从 /places/streets 读取。"))
    street = next((one for one in places.streets.values() if one.code == code), None)
    if street is None or (own is not None and own.id != street.id):
        raise Http404
    at = given.at or timezone.now()
    lines = force_lines(actor, callable_bodies(street.id, at=at), at=at)
    return {"at": at, "street": street.code, "items": [_force(line) for line in lines]}


@router.get("/roster/{code}", response={200: RosterOut, **documented(404)}, operation_id="read_roster", summary="值班表 A roster among the key's rows")
def read_roster(request: HttpRequest, code: CodeInPath, given: Query[RosterFilter]) -> dict[str, Any]:
    body = rosters_for(_actor(request)).filter(code=code).first()
    if body is None:
        raise Http404
    first = given.first or timezone.localdate()
    last = min(given.last or first + timedelta(days=30), first + LONGEST)
    rows = Shift.objects.filter(body=body, starts_at__date__gte=first, starts_at__date__lte=last).select_related("person")
    return {"body": code, "items": [
        {"part": row.part, "kind": row.kind, "name": row.person.shown_name, "phone": row.person.work_phone, "starts_at": row.starts_at, "ends_at": row.ends_at}
        for row in rows
    ]}


@router.get("/orders", response={200: OrdersOut, **documented()}, operation_id="list_force_orders", summary="力量调度单 Orders, newest first")
def list_orders(request: HttpRequest, given: Query[OrderFilter]) -> dict[str, Any]:
    actor, rows = _actor(request), order_rows(_actor(request)).order_by("-order_id")
    if given.running:
        rows = rows.filter(order__ended_at__isnull=True, order__done_at__isnull=True)
    if given.cursor:
        rows = rows.filter(order_id__lt=given.cursor)
    found = list(rows[: given.limit + 1])
    shown = found[: given.limit]
    return {"items": [_order(row, actor) for row in shown], "next": str(shown[-1].pk) if len(found) > len(shown) else None}


@router.get("/orders/{pk}", response={200: OrderOut, **documented(404)}, operation_id="read_force_order", summary="一张调度单 One order")
def read_order(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _order(_found(request, pk), _actor(request))


@router.post("/orders", auth=WRITE, response={201: OrderOut, **documented(404, 409)}, operation_id="send_force", summary="调度力量 Send a force to a case")
def send_force(request: HttpRequest, given: OrderIn, idempotency_key: IdempotencyKey = None) -> Any:
    """409 where its crews are out; the answer says what to do."""
    return answer_once(request, idempotency_key, lambda: _sent(request, given))


def _sent(request: HttpRequest, given: OrderIn) -> OrderOut:
    actor = _actor(request)
    require(actor, access.GRANTS["send"])
    body = book().codes.get(given.body)
    if body is None:
        raise Unknown("body.body", _("没有这个机构代码：请从 /institutions 读取。"))
    try:
        row = actions.send_force(
            given.number, body, priority=Priority(given.priority), task=given.task, agreed_at=given.agreed_at, actor=actor, at=timezone.now(),
        )
    except Case.DoesNotExist:
        raise Http404 from None
    return OrderOut.model_validate(_order(_found(request, row.pk), actor))


MOVES = {"acknowledge": actions.acknowledge, "arrive": actions.arrive, "begin_work": actions.begin_work}


@router.post(
    "/orders/{pk}/moves/{move}", auth=WRITE, response={200: OrderOut, **documented(404, 409)}, operation_id="move_force_order",
    summary="办一步 acknowledge, arrive, begin_work, claim_done, release",
)
def move_order(request: HttpRequest, pk: int, move: CodeInPath, given: ForceMoveIn) -> dict[str, Any]:
    actor, now = _actor(request), timezone.now()
    _found(request, pk)
    if move in MOVES:
        MOVES[move](pk, actor=actor, at=now)
    elif move == "claim_done":
        actions.claim_done(pk, actor=actor, at=now, words=given.words)
    elif move == "release":
        actions.release(pk, actor=actor, at=now, words=given.words)
    else:
        raise Http404
    return _order(_found(request, pk), actor)


def _found(request: HttpRequest, pk: int) -> ForceOrder:
    row = order_rows(_actor(request)).filter(pk=pk).first() if 0 < pk < 2**62 else None
    if row is None:
        raise Http404
    return row


def _force(line: ForceLine) -> dict[str, Any]:
    ready, names = line.ready, book()
    duty = ready.on_duty
    return {
        "body": line.body.code, "name": names.name_of(line.body.id), "mode": line.mode, "area": line.area.code if line.area else "",
        "availability": ready.availability, "crews": ready.crews, "free": ready.free, "absent": ready.absent, "load": ready.load, "power": line.power,
        "on_duty": {"name": duty.name, "phone": duty.phone, "source": duty.source, "until": duty.until} if duty else None,
        "tasks": [
            {"order": task.order.pk, "priority": task.order.priority, "number": task.number, "since": task.order.ordered_at,
             "summoned_by": _code(task.summoner_id)}
            for task in line.tasks
        ],
    }


def _order(row: ForceOrder, actor: Actor) -> dict[str, Any]:
    order = row.order
    return {
        "id": row.pk, "number": row.matter.number, "body": _code(order.office_id), "priority": order.priority, "state": order.state,
        "summoned_by": _code(row.summoned_unit_id), "task": row.task, "agreed_at": row.agreed_at, "moves": list(moves_for(row, actor)),
        **{name: getattr(order, name) for name in ("ordered_at", "acknowledged_at", "arrived_at", "done_at", "ended_at")},
    }


def _code(body_id: int | None) -> str:
    body = book().bodies.get(body_id or 0)
    return body.code if body is not None else ""
