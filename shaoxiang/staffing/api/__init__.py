"""/api/v1/staffing: quotas, leadership posts and where people work, as counts; changes read and drafted. No person leaves by this door."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, TypeAlias

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from shaoxiang.institutions.queries import book
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.once import answer_once
from shaoxiang.kernel.interface.problems import Unknown, documented
from shaoxiang.kernel.interface.schemas import Code, CodeInPath, IdempotencyKey, Input, PageOut, Text, words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.staffing import actions, queries, rules
from shaoxiang.staffing.models import QuotaChange, QuotaEntry
from shaoxiang.staffing.queries import UnitRow
from shaoxiang.staffing.rules import Wanted
from shaoxiang.staffing.vocabulary import ChangeStatus, QuotaType

router = Router(tags=["staffing"])
READ, WRITE = BearerKey(Scope.STAFFING_READ), BearerKey(Scope.STAFFING_WRITE)
QuotaTypeWord: TypeAlias = words("QuotaTypeWord", QuotaType)  # type: ignore[valid-type]
QuotaChangeWord: TypeAlias = words("QuotaChangeStatusWord", ChangeStatus)  # type: ignore[valid-type]
Number = Annotated[str, Path(description="Number of the change", max_length=24, pattern=r"^[A-Za-z0-9-]+$", examples=["BZ20261102-0001"])]
NEWEST_FIRST = ("-matter__opened_at", "-matter_id")
NO_UNIT = _("没有这个单位，或者不在这把密钥的范围内：请从 /institutions 读取代码。")


class QuotaTypeOut(Schema):
    type: QuotaTypeWord
    quota: int = Field(description="Approved 编制")
    used: int = Field(description="People on it 实有")
    vacant: int
    over: int = Field(description="Above the quota; no funds for these")
    floor: int | None = Field(description="Below which the lock lets it not go; null without a lock")


class QuotaUnitOut(Schema):
    unit: str = Field(description="Code of the body")
    name: str
    locked_from: date | None
    types: list[QuotaTypeOut]
    sample: bool = Field(description="Composed (示例)")


class QuotaUnitsOut(PageOut):
    on: date
    items: list[QuotaUnitOut]


class QuotaPlacesOut(Schema):
    unit: str
    own_here: int = Field(description="On the unit's quota, working in it")
    own_elsewhere: int = Field(description="On the unit's quota, working elsewhere")
    others_here: int = Field(description="On another's quota, working here")


class QuotaPlacesPageOut(PageOut):
    on: date
    items: list[QuotaPlacesOut]


class LeadershipOut(Schema):
    unit: str
    principals: int = Field(description="Leadership posts approved 领导职数（正职）")
    principals_filled: int
    deputies: int
    deputies_filled: int


class LeadershipPageOut(PageOut):
    on: date
    items: list[LeadershipOut]


class QuotaChangeOut(Schema):
    number: str
    unit: str
    type: QuotaTypeWord
    delta: int
    effective_on: date
    status: QuotaChangeWord
    moved_from: str | None
    corrects: int | None = Field(description="Entry of the ledger it corrects")
    right_figure: int | None = Field(description="Of a correction: what the paper of that day says")
    opened_at: datetime
    closed_at: datetime | None
    sample: bool = Field(description="Composed (示例)")


class QuotaChangeWhole(QuotaChangeOut):
    reason: str
    upper_document: str
    meeting_on: date | None
    meeting_number: str
    refusal: str


class QuotaChangesOut(PageOut):
    items: list[QuotaChangeOut]


class QuotaChangeIn(Input):
    unit: Code = Field(description="Code of the street, town or department")
    type: QuotaTypeWord
    delta: int = Field(ge=-rules.DELTA_MAX, le=rules.DELTA_MAX, description="Positive adds; a locked street only rises")
    effective_on: date
    reason: Text = Field(min_length=1, max_length=rules.WORDS_MAX)
    moved_from: Code = Field("", description="Code of the unit that gives it up")
    upper_document: Text = Field("", max_length=60, description="Between district and street: the approval from above")
    corrects: int | None = Field(None, ge=1, le=2**62, description="Entry of the ledger recorded wrongly")
    right_figure: int | None = Field(None, ge=0, le=rules.DELTA_MAX, description="Of a correction: the increase the paper of that day says")
    read_in: Text = Field("", max_length=60, description="Of a correction: the number of that paper")


class DayFilter(Schema):
    on: date | None = Field(None, description="As it stood on that day; today if left out")

    @property
    def day(self) -> date:
        return self.on or timezone.localdate()


class QuotaChangeFilter(Schema):
    status: QuotaChangeWord | None = None
    unit: Code = Field("", description="Code of the body")
    limit: int = Field(50, ge=1, le=200)
    cursor: Text = Field("", max_length=400, description="`next` of the page before")


@router.get(
    "/units", auth=READ, response={200: QuotaUnitsOut, **documented()}, operation_id="list_quota_units",
    summary="各单位编制 Quotas of the units",
)
def list_units(request: HttpRequest, given: Query[DayFilter]) -> dict[str, Any]:
    """Approved, used, vacant and above the quota, by type, on a day. All units the key may see; one page."""
    return {"on": given.day, "items": [_unit(row) for row in _rows(request, given.day)], "next": None}


@router.get(
    "/units/{code}", auth=READ, response={200: QuotaUnitOut, **documented(404)}, operation_id="read_quota_unit",
    summary="一个单位的编制 One unit",
)
def read_unit(request: HttpRequest, code: CodeInPath, given: Query[DayFilter]) -> dict[str, Any]:
    row = next((one for one in _rows(request, given.day) if one.body.code == code), None)
    if row is None:
        raise Http404
    return _unit(row)


@router.get(
    "/places", auth=READ, response={200: QuotaPlacesPageOut, **documented()}, operation_id="list_quota_places",
    summary="人在哪里干活 Where people work",
)
def list_places(request: HttpRequest, given: Query[DayFilter]) -> dict[str, Any]:
    """Whose quota people are on, and where they work, in counts."""
    rows = _rows(request, given.day)
    items = [{"unit": row.body.code, "own_here": row.places.own_here, "own_elsewhere": row.places.own_elsewhere, "others_here": row.places.others_here}
             for row in rows]
    return {"on": given.day, "items": items, "next": None}


@router.get(
    "/leadership", auth=READ, response={200: LeadershipPageOut, **documented()}, operation_id="list_leadership_posts",
    summary="领导职数 Leadership posts",
)
def list_leadership(request: HttpRequest, given: Query[DayFilter]) -> dict[str, Any]:
    items = [
        {"unit": row.body.code, "principals": row.posts[0], "principals_filled": row.leaders[0], "deputies": row.posts[1], "deputies_filled": row.leaders[1]}
        for row in _rows(request, given.day)
    ]
    return {"on": given.day, "items": items, "next": None}


@router.get(
    "/changes", auth=READ, response={200: QuotaChangesOut, **documented()}, operation_id="list_quota_changes",
    summary="编制调整列表 Changes, newest first",
)
def list_changes(request: HttpRequest, given: Query[QuotaChangeFilter]) -> dict[str, Any]:
    rows = queries.changes_for(request.actor)  # type: ignore[attr-defined]
    if given.status:
        rows = rows.filter(matter__status=str(given.status))
    if given.unit:
        rows = rows.filter(body__code=given.unit)
    page = keyset(rows, order=NEWEST_FIRST, cursor=given.cursor or None, size=given.limit)
    if page.lost:
        raise Unknown("query.cursor", _("这个 cursor 不完整或已经失效：请从第一页重新读。"))
    return {"items": [_change(row) for row in page.rows], "next": page.next}


@router.post(
    "/changes", auth=WRITE, response={201: QuotaChangeWhole, **documented(409, 413)}, operation_id="create_quota_change", summary="拟编制调整 Draft a change",
)
def create_change(request: HttpRequest, given: QuotaChangeIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """A draft, to be reviewed and approved by people. What the lock forbids is 422 with the floor and the way to correct."""
    return answer_once(request, idempotency_key, lambda: QuotaChangeWhole.model_validate(_whole(_drafted(request, given))))


@router.get(
    "/changes/{number}", auth=READ, response={200: QuotaChangeWhole, **documented(404)}, operation_id="read_quota_change",
    summary="一件编制调整 One change",
)
def read_change(request: HttpRequest, number: Number) -> dict[str, Any]:
    row = queries.changes_for(request.actor).filter(matter__number=number).first()  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    return _whole(row)


def _rows(request: HttpRequest, on: date) -> list[UnitRow]:
    return queries.table(request.actor, on)  # type: ignore[attr-defined]


def _drafted(request: HttpRequest, given: QuotaChangeIn) -> QuotaChange:
    codes = book().codes
    for field, code in (("unit", given.unit), ("moved_from", given.moved_from)):
        if code not in codes and (code or field == "unit"):
            raise Unknown(f"body.{field}", NO_UNIT)
    if given.corrects is not None and not QuotaEntry.objects.filter(pk=given.corrects).exists():
        raise Unknown("body.corrects", _("台账里没有这一笔：请到单位的台账里看编号。"))
    wanted = Wanted(
        codes[given.unit], str(given.type), given.delta, given.effective_on, given.reason, codes[given.moved_from] if given.moved_from else None,
        given.upper_document, given.corrects, right_figure=given.right_figure, read_in=given.read_in,
    )
    return actions.draft(wanted, actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]


def _unit(row: UnitRow) -> dict[str, Any]:
    types = [
        {"type": cell.quota_type.value, "quota": cell.standing.quota, "used": cell.standing.headcount, "vacant": cell.standing.free,
         "over": cell.standing.over, "floor": cell.floor}
        for cell in row.cells
    ]
    return {"unit": row.body.code, "name": row.body.name, "locked_from": row.locked_from, "types": types, "sample": row.body.sample}


def _change(row: QuotaChange) -> dict[str, Any]:
    kept = book().bodies
    return {
        "number": row.number, "unit": kept[row.body_id].code, "type": row.quota_type, "delta": row.delta, "effective_on": row.effective_on,
        "status": row.matter.status, "moved_from": kept[row.moved_from_id].code if row.moved_from_id is not None else None, "corrects": row.corrects_id,
        "right_figure": row.right_figure,
        "opened_at": row.matter.opened_at, "closed_at": row.matter.closed_at, "sample": row.sample,
    }


def _whole(row: QuotaChange) -> dict[str, Any]:
    return _change(row) | {
        "reason": row.reason, "upper_document": row.upper_document, "meeting_on": row.meeting_on, "meeting_number": row.meeting_number, "refusal": row.refusal,
    }
