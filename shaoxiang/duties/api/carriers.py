"""/api/v1/duties/carriers: who carries what on a day; set and ended by who may do it on the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, TypeAlias, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from shaoxiang.duties.actions.carriers import end_carrier, set_carrier
from shaoxiang.duties.api.versions import READ, WRITE, Cursor
from shaoxiang.duties.models import Carrier
from shaoxiang.duties.queries.carriers import carriers_on
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.interface.once import answer_once
from shaoxiang.kernel.interface.problems import Unknown, documented
from shaoxiang.kernel.interface.schemas import Code, IdempotencyKey, Input, PageOut, Text, words
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.places.models import StreetUnit

router = Router(tags=["duties"])
ModeWord: TypeAlias = words("CarrierMode", DeploymentMode)  # type: ignore[valid-type]
Key = Annotated[int, Path(ge=1, le=2**62, description="`id` of a line")]
Made = TypeVar("Made")
_FIELDS = {"body_id": "body", "street_id": "street"}


class DutyCarrierOut(Schema):
    id: int
    mode: ModeWord
    body: str = Field(description="Code of the body that carries")
    department: str | None = Field(description="Whose work it carries; null for what was fully transferred")
    item: str | None = Field(description="Code of an item of a list, for what was fully transferred")
    type: str | None = Field(description="Code of a type, for what was fully transferred")
    street: str | None = Field(description="Code of the street; null: the whole district, or the body's area")
    area: str | None = Field(description="Code of the area it serves")
    basis: str
    since: date
    until: date | None = Field(description="First day it holds no longer")
    sample: bool = Field(description="Composed (示例)")


class DutyCarriersOut(PageOut):
    items: list[DutyCarrierOut]


class DutyCarrierFilter(Schema):
    on: date | None = Field(None, description="As it stood on that day; today if left out")
    coming: bool = Field(False, description="Also those that begin later")
    limit: int = Field(100, ge=1, le=500)
    cursor: Cursor = ""


class DutyCarrierIn(Input):
    mode: ModeWord
    body: Code = Field(min_length=1)
    what: Code = Field("", max_length=12, description="Item or type; only for what was fully transferred")
    street: Code = Field("", description="Code of the street; empty: the whole district, or the body's area")
    since: date = Field(description="Today or later")
    basis: Text = Field(min_length=1, max_length=120)


class DutyCarrierEndIn(Input):
    why: Text = Field(min_length=1, max_length=200)


@router.get("", auth=READ, response={200: DutyCarriersOut, **documented()}, operation_id="list_carriers", summary="承办力量 Who carries what")
def list_carriers(request: HttpRequest, given: Query[DutyCarrierFilter]) -> dict[str, Any]:
    rows = carriers_on(given.on or timezone.localdate(), coming=given.coming)
    page = keyset(rows, order=("mode", "body__code", "id"), cursor=given.cursor or None, size=given.limit)
    if page.lost:
        raise Unknown("query.cursor", _("这个 cursor 不完整或已经失效：请从第一页重新读。"))
    return {"items": [_out(row) for row in page.rows], "next": page.next}


@router.post("", auth=WRITE, response={201: DutyCarrierOut, **documented(409)}, operation_id="set_carrier", summary="定由谁承办 Set who carries")
def make(request: HttpRequest, given: DutyCarrierIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """What it replaces ends that day; what stands so already comes back as it is. It gives a street nothing (A1)."""
    return answer_once(request, idempotency_key, lambda: DutyCarrierOut.model_validate(_out(_asked(lambda: _set(request, given)))))


@router.post(
    "/{pk}/end", auth=WRITE, response={201: DutyCarrierOut, **documented(404)}, operation_id="end_carrier", summary="结束承办 End a line, from today",
)
def end(request: HttpRequest, pk: Key, given: DutyCarrierEndIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """A line that has not begun goes altogether."""
    def act() -> DutyCarrierOut:
        row = carriers_on(timezone.localdate(), coming=True).filter(pk=pk).first()
        if row is None:
            raise Http404
        shown, ended = _out(row), end_carrier(pk, why=given.why, actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        return DutyCarrierOut.model_validate(shown | {"until": ended.valid_to})

    return answer_once(request, idempotency_key, act)


def _set(request: HttpRequest, given: DutyCarrierIn) -> Carrier:
    today = timezone.localdate()
    body = Body.objects.filter(in_force(max(given.since, today)), code=given.body).first()
    if body is None:
        raise Unknown("body.body", _("没有这个机构代码：请从 /institutions 读取。"))
    street = StreetUnit.objects.filter(in_force(today), code=given.street).first() if given.street else None
    if given.street and street is None:
        raise Unknown("body.street", _("没有这个镇街代码：请从 /places/streets 读取。"))
    key, mode = street.pk if street else None, DeploymentMode(given.mode.value)
    row = set_carrier(body.pk, mode, what=given.what, street_id=key, since=given.since, basis=given.basis,
                      actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
    standing = carriers_on(today, coming=True).filter(body=body, mode=mode.value, street=street)
    return standing.get(pk=row.pk) if row is not None else standing.filter(valid_to=None).latest("pk")


def _asked(act: Callable[[], Made]) -> Made:
    """A refusal names the field as the caller knows it."""
    try:
        return act()
    except ChangeRefused as refused:
        raise ChangeRefused(_FIELDS.get(refused.field, refused.field), refused.reason, **refused.facts) from None


def _out(row: Carrier) -> dict[str, Any]:
    return {
        "id": row.pk, "mode": row.mode, "body": row.body.code, "department": row.department.code if row.department else None,
        "item": row.item.code if row.item else None, "type": row.type.code if row.type else None, "street": row.street.code if row.street else None,
        "area": row.body.area.code if row.body.area else None, "basis": row.basis, "since": row.valid_from, "until": row.valid_to, "sample": row.sample,
    }
