"""/api/v1/empowerment: items with their state in every street, decisions, what each street is able to take, and decisions of streets that were annulled or
changed. No names of people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, TypeAlias

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from shaoxiang.cases.rules import ReportRefused
from shaoxiang.duties.vocabulary import PowerType
from shaoxiang.empowerment import actions, queries
from shaoxiang.empowerment.models import EmpowermentDecision, OverturnedDecision
from shaoxiang.empowerment.queries.overturned import overturned_for
from shaoxiang.empowerment.queries.powers import Cell
from shaoxiang.empowerment.rules import OFFICERS_NEEDED, EmpowermentRefused
from shaoxiang.empowerment.vocabulary import DecisionStatus, OverturnedBy, OverturnedHow, PowerState, SendBackRule
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.once import answer_once
from shaoxiang.kernel.interface.problems import documented
from shaoxiang.kernel.interface.schemas import Code, IdempotencyKey, Input, PageOut, Text, words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.paging import keyset

router = Router(tags=["empowerment"], auth=BearerKey(Scope.DUTIES_READ))
WRITE = BearerKey(Scope.DUTIES_WRITE)
NEWEST_FIRST = ("-matter__opened_at", "-matter_id")
Number = Annotated[str, Path(description="Number of the decision", max_length=24, pattern=r"^[A-Za-z0-9-]+$", examples=["FQ20261102-0001"])]
StateWord: TypeAlias = words("HandedPowerState", PowerState)  # type: ignore[valid-type]
StatusWord: TypeAlias = words("EmpowermentStatus", DecisionStatus)  # type: ignore[valid-type]
OverturnedByWord: TypeAlias = words("OverturnedBy", OverturnedBy)  # type: ignore[valid-type]
OverturnedHowWord: TypeAlias = words("OverturnedHow", OverturnedHow)  # type: ignore[valid-type]
SendBackWord: TypeAlias = words("SendBackRule", SendBackRule)  # type: ignore[valid-type]


class HandedPowerOut(Schema):
    unit: str = Field(description="Code of the street office or town government")
    state: StateWord
    since: date | None
    until: date | None = Field(description="First day on which it no longer holds")


class PowerItemOut(Schema):
    code: str
    name: str
    power_type: words("HandedPowerType", PowerType)  # type: ignore[valid-type]
    department: str = Field(description="Who held it before, as the list says")
    law: str
    article: str
    units: list[HandedPowerOut] = Field(description="Streets with a state of their own; where none is named, the department acts")
    sample: bool


class PowerItemsOut(Schema):
    items: list[PowerItemOut]


class DecisionOut(Schema):
    number: str
    title: str
    status: StatusWord
    department: str = Field(description="Code of the body")
    units: list[str]
    items: list[str]
    own_name: bool
    includes_inspection: bool
    includes_compulsion: bool
    exclusive: bool = Field(description="The department stops exercising it")
    send_back_rule: SendBackWord
    agreement_number: str
    basis: str = Field(description="The provincial decision; empty where none is needed or recorded yet")
    published_on: date | None
    in_force_on: date | None
    evaluate_months: int
    due_at: datetime | None
    sample: bool


class DecisionsOut(PageOut):
    items: list[DecisionOut]


class SuccessionOut(Schema):
    from_unit: str = Field(description="Code of the unit whose street ended")
    to_unit: str
    effective_on: date
    decided_on: date
    basis: str
    document: str
    items: list[str] = Field(description="Items the heir exercises from that day, new or its own already")
    sample: bool


class SuccessionsOut(Schema):
    items: list[SuccessionOut]


class CapacityOut(Schema):
    unit: str
    officers: int = Field(description="With a certificate that holds today")
    needed: int
    first_expiry: date | None
    confirmed: list[str] = Field(description="LEGAL_REVIEWER, TEMPLATES, FINES_ACCOUNT, SEAL")
    lacks: list[str] = Field(description="What it lacks to take a penalty; empty: nothing")


class CapacitiesOut(Schema):
    items: list[CapacityOut]


class OverturnedOut(Schema):
    id: int
    item: str
    unit: str = Field(description="Code of the street office or town government")
    number: str = Field(description="Of the decision that was annulled or changed")
    decided_on: date
    case: str | None = Field(description="Number of the case it came from")
    by: OverturnedByWord
    by_name: str
    document: str = Field(description="Of the reconsideration or the judgement")
    how: OverturnedHowWord
    overturned_on: date
    struck_out: bool = Field(description="Entered by mistake: kept, and counted no more")
    sample: bool


class OverturnedPageOut(PageOut):
    items: list[OverturnedOut]


class OverturnedFilter(Schema):
    item: Code = ""
    limit: int = Field(50, ge=1, le=200)
    cursor: Text = Field("", max_length=400, description="`next` of the page before")


class OverturnedIn(Input):
    item: Code = Field(min_length=1, max_length=8)
    unit: Code = Field(min_length=1, max_length=40, description="Code of the street office or town government")
    number: Text = Field(min_length=1, max_length=60, description="No names of people")
    decided_on: date
    case: Code = Field("", max_length=24)
    by: OverturnedByWord
    by_name: Text = Field(min_length=1, max_length=80)
    document: Text = Field(min_length=1, max_length=80)
    how: OverturnedHowWord
    overturned_on: date


class StruckIn(Input):
    why: Text = Field(min_length=1, max_length=200)


def _handed(cell: Cell) -> dict[str, Any]:
    return {"unit": cell.unit.code, "state": cell.state.value, "since": cell.since, "until": cell.until}


def _decision(row: EmpowermentDecision) -> dict[str, Any]:
    bodies = book().bodies
    plain = ("own_name", "includes_inspection", "includes_compulsion", "exclusive", "send_back_rule", "agreement_number", "published_on", "in_force_on",
             "evaluate_months", "sample")
    return {
        "number": row.number, "title": row.matter.title, "status": row.matter.status, "department": bodies[row.department_id].code,
        "units": [bodies[one.unit_id].code for one in row.units.all()], "items": sorted({one.code for one in row.powers.all()}),
        "basis": row.basis_document, "due_at": row.matter.due_at, **{name: getattr(row, name) for name in plain},
    }


@router.get("/items", response={200: PowerItemsOut, **documented()}, operation_id="list_powers", summary="赋权事项 Powers, and which street holds what")
def list_powers(request: HttpRequest) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.matrix(actor, timezone.localdate())
    named = (PowerState.NONE, PowerState.NOT_FOR)
    return {"items": [
        {
            "code": row.item.code, "name": in_words(row.item.name, row.item.name_en), "power_type": row.item.power_type, "sample": row.item.sample,
            "department": row.item.original_department, "law": row.item.law, "article": row.item.article,
            "units": [_handed(cell) for cell in row.cells if cell.state not in named],
        }
        for row in found.rows
    ]}


class DecisionFilter(Schema):
    status: StatusWord | None = None
    limit: int = Field(50, ge=1, le=200)
    cursor: Text = Field("", max_length=400, description="`next` of the page before")


@router.get("/decisions", response={200: DecisionsOut, **documented()}, operation_id="list_empowerments", summary="赋权决定 Decisions, newest first")
def list_empowerments(request: HttpRequest, given: Query[DecisionFilter]) -> dict[str, Any]:
    """Rows the key's body or post may see."""
    rows = queries.decisions_for(request.actor).prefetch_related("units", "powers")  # type: ignore[attr-defined]
    if given.status is not None:
        rows = rows.filter(matter__status=str(given.status))
    page = keyset(rows, order=NEWEST_FIRST, cursor=given.cursor or None, size=given.limit)
    if page.lost:
        raise ReportRefused("cursor", _("这个 cursor 不完整或已经失效：请从第一页重新读。"))
    return {"items": [_decision(row) for row in page.rows], "next": page.next}


@router.get("/decisions/{number}", response={200: DecisionOut, **documented(404)}, operation_id="read_empowerment", summary="一个赋权决定 One decision")
def read_empowerment(request: HttpRequest, number: Number) -> dict[str, Any]:
    found = queries.decisions_for(request.actor).filter(matter__number=number).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return _decision(found)


@router.get("/successions", response={200: SuccessionsOut, **documented()}, operation_id="list_power_successions",
            summary="随机构承接 Powers that passed with the unit of an ended street, newest first")
def list_power_successions(request: HttpRequest) -> dict[str, Any]:
    return {"items": [
        {
            "from_unit": row.from_unit.code, "to_unit": row.to_unit.code, "items": sorted({one.code for one in row.ended.all()}),
            **{name: getattr(row, name) for name in ("effective_on", "decided_on", "basis", "document", "sample")},
        }
        for row in queries.successions()
    ]}


@router.get("/capacity", response={200: CapacitiesOut, **documented()}, operation_id="list_capacity", summary="承接能力 What each street is able to take")
def list_capacity(request: HttpRequest) -> dict[str, Any]:
    today = timezone.localdate()
    units = {unit.pk: unit for unit in queries.street_units(today)}
    found = queries.unit_capacities(units, today)
    return {"items": [
        {
            "unit": unit.code, "officers": found[key].valid, "needed": OFFICERS_NEEDED, "first_expiry": found[key].first_expiry,
            "confirmed": sorted(found[key].lines), "lacks": [one.lack.value for one in found[key].missing((PowerType.PENALTY.value,))],
        }
        for key, unit in units.items()
    ]}


# --- decisions annulled or changed --------------------------------------------------------------------------------------


def _overturned(row: OverturnedDecision) -> dict[str, Any]:
    bodies = book().bodies
    plain = ("number", "decided_on", "by", "by_name", "document", "how", "overturned_on", "sample")
    return {
        "id": row.pk, "item": row.power.code, "unit": bodies[row.power.unit_id].code, "case": row.case.number if row.case else None,
        "struck_out": row.ended_at is not None, **{name: getattr(row, name) for name in plain},
    }


@router.get(
    "/overturned", response={200: OverturnedPageOut, **documented()}, operation_id="list_overturned",
    summary="被撤销、变更的决定 Decisions annulled or changed, newest first",
)
def list_overturned(request: HttpRequest, given: Query[OverturnedFilter]) -> dict[str, Any]:
    """Those of the key's unit, of the powers its department handed over, or all for the district."""
    rows = overturned_for(request.actor)  # type: ignore[attr-defined]
    if given.item:
        rows = rows.filter(power__code=given.item)
    page = keyset(rows, order=("-overturned_on", "-id"), cursor=given.cursor or None, size=given.limit)
    if page.lost:
        raise ReportRefused("cursor", _("这个 cursor 不完整或已经失效：请从第一页重新读。"))
    return {"items": [_overturned(row) for row in page.rows], "next": page.next}


@router.post(
    "/overturned", auth=WRITE, response={201: OverturnedOut, **documented(409)}, operation_id="record_overturned",
    summary="登记被撤销、变更的决定 Record one; key of a post of the justice bureau",
)
def record_overturned(request: HttpRequest, given: OverturnedIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    unit_id = book().codes.get(given.unit)
    if unit_id is None:
        raise EmpowermentRefused("unit", _("没有这个镇街：请写镇街机构的代码。"))
    said = actions.Overturned(
        unit_id, given.item, given.number, given.decided_on, OverturnedBy(str(given.by)), given.by_name, given.document, OverturnedHow(str(given.how)),
        given.overturned_on, given.case,
    )

    def made() -> OverturnedOut:
        return OverturnedOut.model_validate(_overturned(actions.overturn(said, actor=request.actor, at=timezone.now())))  # type: ignore[attr-defined]

    return answer_once(request, idempotency_key, made)


@router.post(
    "/overturned/{pk}/strike", auth=WRITE, response={200: OverturnedOut, **documented(404)}, operation_id="strike_overturned",
    summary="勾销登错的 Strike out one entered by mistake",
)
def strike_overturned(request: HttpRequest, pk: Annotated[int, Path(ge=1, le=2**31)], given: StruckIn) -> dict[str, Any]:
    if not overturned_for(request.actor).filter(pk=pk).exists():  # type: ignore[attr-defined]
        raise Http404
    return _overturned(actions.take_out(pk, why=given.why, actor=request.actor, at=timezone.now()))  # type: ignore[attr-defined]
