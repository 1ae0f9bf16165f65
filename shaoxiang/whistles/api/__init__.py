"""/api/v1/whistles: list, read, blow, the moves of a unit, the moves of the whole, the types."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from shaoxiang.cases.queries import cases_for
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import require
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.once import answer_once
from shaoxiang.kernel.interface.problems import Unknown, documented
from shaoxiang.kernel.interface.schemas import Code, IdempotencyKey, Moment, Text
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.places.queries import place_book
from shaoxiang.whistles import access, actions, queries
from shaoxiang.whistles.api import show
from shaoxiang.whistles.api.moves import OF_A_UNIT, OF_THE_WHOLE
from shaoxiang.whistles.api.schemas import StatusWord, TypeCode, WhistleIn, WhistleMoveIn, WhistleOut, WhistlesOut, WhistleTypesOut, WhistleUnitMoveIn
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.queries import words
from shaoxiang.whistles.queries.lists import ORDER, listed
from shaoxiang.whistles.rules import Call, UnitAsked

router = Router(tags=["whistles"])
Number = Annotated[str, Path(description="Number of the whistle", max_length=24, pattern=r"^[A-Za-z0-9-]+$", examples=["SH20260701-0001"])]
OrderKey = Annotated[int, Path(description="`order` of the unit", ge=1, le=2**62)]
ACTS = BearerKey(Scope.WHISTLES_READ, Scope.WHISTLES_WRITE)


class WhistleFilter(Schema):
    """All of them hold together."""

    status: StatusWord | None = None
    type: TypeCode | None = None
    street: Code = ""
    unit: Code = Field("", description="Code of a unit that is called")
    late: bool = Field(False, description="A unit is past its limit")
    waiting: bool = Field(False, description="A unit has not acknowledged")
    opened_from: Moment | None = None
    opened_to: Moment | None = None
    q: Text = Field("", max_length=60, description="Words, at least two characters")
    limit: int = Field(50, ge=1, le=200)
    cursor: Text = Field("", max_length=400, description="`next` of the page before")


@router.get(
    "", auth=BearerKey(Scope.WHISTLES_READ), response={200: WhistlesOut, **documented()}, operation_id="list_whistles", summary="哨 Whistles, newest first",
)
def list_whistles(request: HttpRequest, given: Query[WhistleFilter]) -> dict[str, Any]:
    """The rows this key's body or post may see: those its street blew, those its unit is called to. No counts."""
    chosen = {
        "status": given.status, "type": given.type, "late": given.late, "waiting": given.waiting, "q": given.q, "street": _street(given.street),
        "unit": _body("query.unit", given.unit),
    }
    rows = listed(request.actor, chosen, now=timezone.now())  # type: ignore[attr-defined]
    if given.opened_from:
        rows = rows.filter(matter__opened_at__gte=given.opened_from)
    if given.opened_to:
        rows = rows.filter(matter__opened_at__lt=given.opened_to)
    page = keyset(rows, order=ORDER, cursor=given.cursor or None, size=given.limit)
    if page.lost:
        raise Unknown("query.cursor", _("这个 cursor 不完整或已经失效：请从第一页重新读。"))
    left_out = show.uncounted_of(page.rows)
    return {"items": [show.row_of(one, left_out) for one in page.rows], "next": page.next}


def _street(code: str) -> int | None:
    if not code:
        return None
    try:
        return place_book().street_by_code(code).id
    except KeyError:
        raise Unknown("query.street", _("没有这个区划代码：请从 /places 读取。")) from None


def _body(field: str, code: str) -> int | None:
    if not code:
        return None
    if code not in book().codes:
        raise Unknown(field, _("没有这个机构代码：请从 /institutions 读取。"))
    return book().codes[code]


@router.get(
    "/types", auth=BearerKey(Scope.WHISTLES_READ), response={200: WhistleTypesOut, **documented()}, operation_id="list_whistle_types",
    summary="哨的规则 The types in force",
)
def list_types(request: HttpRequest) -> dict[str, Any]:
    return {"items": [show.type_of(one) for one in words.table()]}


@router.post("", auth=ACTS, response={201: WhistleOut, **documented(409, 413)}, operation_id="blow_whistle", summary="吹哨 Blow a whistle")
def blow_whistle(request: HttpRequest, given: WhistleIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """For keys bound to a post of a street or community. At once, or sent for approval, as the type wants of this post (`status` says which).

    409 where a force is engaged on a task it may not be summoned from.
    """

    def act() -> WhistleOut:
        require(request.actor, access.GRANTS["draft"])  # type: ignore[attr-defined]
        made = actions.blow(_call(request, given), actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        return WhistleOut.model_validate(_whole(request, made.number))

    return answer_once(request, idempotency_key, act)


def _call(request: HttpRequest, given: WhistleIn) -> Call:
    case_id = None
    if given.case:
        case_id = cases_for(request.actor).filter(matter__number=given.case).values_list("pk", flat=True).first()  # type: ignore[attr-defined]
        if case_id is None:
            raise Unknown("body.case", _("没有这件事件，或者它不在本街道。"))
    units = tuple(UnitAsked(_body(f"body.units.{place}.body", unit.body) or 0, unit.lead, unit.task.strip()) for place, unit in enumerate(given.units))
    return Call(
        type_code=str(given.type), known=given.known, address=given.address, subject_code=given.subject, power_needed=given.power_needed,
        cited_list=str(given.cited_list), cited_item=given.cited_item, units=units, lon=given.lon, lat=given.lat, life=given.life, going_on=given.going_on,
        agreed_at=given.agreed_at, case_id=case_id,
    )


@router.get(
    "/{number}", auth=BearerKey(Scope.WHISTLES_READ), response={200: WhistleOut, **documented(404)}, operation_id="read_whistle",
    summary="一次哨 One whistle with its units and record",
)
def read_whistle(request: HttpRequest, number: Number) -> dict[str, Any]:
    """404 also for a whistle outside the key's rows."""
    return _whole(request, number)


def _found(request: HttpRequest, number: str) -> Whistle:
    whistle = queries.find(number, request.actor)  # type: ignore[attr-defined]
    if whistle is None:
        raise Http404
    return whistle


def _whole(request: HttpRequest, number: str) -> dict[str, Any]:
    return show.whole_of(_found(request, number), actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]


UnitMove = StrEnum("UnitMove", {name.upper(): name for name in OF_A_UNIT})  # type: ignore[misc]
WholeMove = StrEnum("WholeMove", {name.upper(): name for name in OF_THE_WHOLE})  # type: ignore[misc]


@router.post(
    "/{number}/units/{order}/{move}", auth=ACTS, response={200: WhistleOut, **documented(404, 409, 413)}, operation_id="take_unit_move",
    summary="单位办一步 A unit's move",
)
def take_unit_move(
    request: HttpRequest, number: Number, order: OrderKey, move: UnitMove, given: WhistleUnitMoveIn, idempotency_key: IdempotencyKey = None,
) -> HttpResponse:
    """For keys bound to a post of the unit. The unit can only claim that it is done; whether it is, a person of the street looks at on the spot."""

    def act() -> WhistleOut:
        whistle = _found(request, number)
        if not DispatchOrder.objects.filter(pk=order, matter_id=whistle.pk).exists():
            raise Http404
        at: datetime = timezone.now()
        OF_A_UNIT[str(move)](number, order, request.actor, at, given, _body("body.proposed", given.proposed))  # type: ignore[attr-defined]
        return WhistleOut.model_validate(_whole(request, number))

    return answer_once(request, idempotency_key, act, status=200)


@router.post(
    "/{number}/moves/{move}", auth=ACTS, response={200: WhistleOut, **documented(404, 409, 413)}, operation_id="take_whistle_move",
    summary="整次哨办一步 A move of the whole",
)
def take_whistle_move(request: HttpRequest, number: Number, move: WholeMove, given: WhistleMoveIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """For keys bound to a post of the street. A second pair of eyes (approve, confirm, check, rate, rule) is a person's act and not offered here."""

    def act() -> WhistleOut:
        _found(request, number)
        OF_THE_WHOLE[str(move)](number, request.actor, timezone.now(), given)  # type: ignore[attr-defined]
        return WhistleOut.model_validate(_whole(request, number))

    return answer_once(request, idempotency_key, act, status=200)


