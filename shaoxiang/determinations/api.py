"""/api/v1/determinations: 三定规定 as issued, and which post answers for what. Public documents and posts; no people."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from shaoxiang.determinations.models import ISSUED_CODES, ThreeDeterminationVersion
from shaoxiang.determinations.queries import versions
from shaoxiang.determinations.queries.leads import Lead
from shaoxiang.determinations.queries.who import Answer, who_answers
from shaoxiang.determinations.vocabulary import PartKind, Share, VersionStatus
from shaoxiang.duties.vocabulary import Mode
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.problems import Unknown, documented
from shaoxiang.kernel.interface.schemas import Code, PageOut, Text, words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.vocabulary import _

router = Router(tags=["determinations"], auth=BearerKey(Scope.DUTIES_READ))
DeterminationStatusWord: TypeAlias = words("DeterminationStatusWord", VersionStatus)  # type: ignore[valid-type]
PartKindWord: TypeAlias = words("DeterminationPartWord", PartKind)  # type: ignore[valid-type]
ShareWord: TypeAlias = words("DutyShareWord", Share)  # type: ignore[valid-type]
DutyModeWord: TypeAlias = words("DutyLeadModeWord", Mode)  # type: ignore[valid-type]
NO_UNIT = _("没有这个街道或镇：请从 /institutions 读取代码。")


class DeterminationOut(Schema):
    id: int
    unit: str
    number: int
    status: DeterminationStatusWord
    document_number: str
    adopted_on: date | None
    issued_on: date | None
    effective_from: date | None
    effective_to: date | None = Field(description="First day it no longer holds; null while it does")
    sample: bool = Field(description="Composed (示例)")


class DeterminationsOut(PageOut):
    items: list[DeterminationOut]


class DeterminationLineOut(Schema):
    office: str
    code: str = Field(description="Of the duty list, where the line is a duty")
    heading: str
    text: str
    amount: int | None


class DeterminationPartOut(Schema):
    kind: PartKindWord
    lines: list[DeterminationLineOut]


class DeterminationTextOut(DeterminationOut):
    parts: list[DeterminationPartOut]


class CarrierOut(Schema):
    post: str
    title: str
    share: ShareWord | None = Field(description="null: nobody is named; the answering post of the office stands in")


class DutyLeadOut(Schema):
    department: str = Field(description="Whose body it is; empty for a body of the street")
    body: str
    body_code: str
    title: str = Field(description="Of the answering post")
    mode: DutyModeWord
    types: list[str] = Field(description="For which types only; empty: for the whole duty")
    communities: list[str] = Field(description="For which communities only; empty: in the whole unit")


class AnswerOut(Schema):
    list_kind: str
    code: str
    title: str
    basis: str
    office: str
    office_code: str | None = Field(description="null: the unit has no such office")
    phone: str
    named: bool = Field(description="A post leads this duty by name")
    leads: list[DutyLeadOut] = Field(description="Who leads where it is not the office, as cases are routed; empty: the office leads")
    office_assists: bool = Field(description="The office only assists those who lead")
    carriers: list[CarrierOut] = Field(description="Posts of the office")
    document_number: str


class OtherLineOut(Schema):
    kind: str = Field(description="SERVICE, POWER, or ADMITTED for work admitted under a number of its own")
    code: str
    title: str
    owner: str = Field(description="Category of a service, original department of a power, street of admitted work")


class AnswersOut(PageOut):
    items: list[AnswerOut]
    others: list[OtherLineOut] = Field(description="What the other lists say of it; on the first page only")
    total: int = Field(description="How many duties answer to the question, on all pages")


class VersionFilter(Schema):
    unit: Code = Field("", description="Only of this street or town")
    limit: int = Field(50, ge=1, le=200)
    cursor: int = Field(0, ge=0, le=2**31, description="`next` of the page before")


class WhoFilter(Schema):
    q: Text = Field(min_length=1, max_length=40, description="Words, the code of a duty, or the code of a type")
    unit: Code = Field(description="Code of the street or town")
    limit: int = Field(20, ge=1, le=100)
    cursor: int = Field(0, ge=0, le=10_000, description="`next` of the page before")


@router.get("", response={200: DeterminationsOut, **documented()}, operation_id="list_determinations", summary="三定规定 Issued versions, oldest first")
def list_versions(request: HttpRequest, given: Query[VersionFilter]) -> dict[str, Any]:
    rows = _issued().filter(pk__gt=given.cursor).order_by("pk")
    if given.unit:
        rows = rows.filter(unit_id=_unit(given.unit).pk)
    found = list(rows[: given.limit + 1])
    shown = found[: given.limit]
    return {"items": [_shown(row) for row in shown], "next": str(shown[-1].pk) if len(found) > len(shown) else None}


@router.get("/who", response={200: AnswersOut, **documented()}, operation_id="who_answers", summary="谁负责这件事 Which post answers")
def who(request: HttpRequest, given: Query[WhoFilter]) -> dict[str, Any]:
    found = who_answers(given.q, _unit(given.unit), timezone.localdate(), start=given.cursor, size=given.limit)
    others = [
        {"kind": one.listed.kind, "code": one.listed.code, "title": in_words(one.listed.title, one.listed.title_en), "owner": one.listed.owner}
        for one in found.others
    ]
    return {"items": [_answer(one) for one in found.rows], "others": others, "total": found.total, "next": None if found.next is None else str(found.next)}


@router.get("/{pk}", response={200: DeterminationTextOut, **documented(404)}, operation_id="read_determination", summary="一版三定规定 One issued version")
def read_version(request: HttpRequest, pk: int) -> dict[str, Any]:
    row = _issued().filter(pk=pk).first() if pk < 2**31 else None
    if row is None:
        raise Http404
    parts = [{"kind": part.kind.value, "lines": [line._asdict() for line in part.lines]} for part in versions.parts_of(row)]
    return {**_shown(row), "parts": parts}


def _issued() -> Any:
    return ThreeDeterminationVersion.objects.filter(status__in=ISSUED_CODES).select_related("unit")


def _unit(code: str) -> Any:
    found = versions.units(timezone.localdate()).filter(code=code).first()
    if found is None:
        raise Unknown("query.unit", NO_UNIT)
    return found


def _shown(row: ThreeDeterminationVersion) -> dict[str, Any]:
    return {
        "id": row.pk, "unit": row.unit.code, "number": row.number, "status": row.status, "document_number": row.document_number,
        "adopted_on": row.adopted_on, "issued_on": row.issued_on, "effective_from": row.effective_from, "effective_to": row.effective_to, "sample": row.sample,
    }


def _answer(one: Answer) -> dict[str, Any]:
    item = one.row.item
    return {
        "list_kind": item.list_kind, "code": item.code, "title": in_words(item.title, item.title_en), "basis": item.basis,
        "office": in_words(one.office.name, one.office.name_en) if one.office else one.office_name, "office_code": one.office.code if one.office else None,
        "phone": one.office.phone if one.office else "", "named": one.named, "office_assists": not one.office_leads,
        "leads": [_lead(each) for each in one.leads],
        "carriers": [{"post": each.post.code, "title": each.post.shown_title, "share": each.share.value if each.share else None} for each in one.row.carriers],
        "document_number": one.version.document_number if one.version else "",
    }


def _lead(one: Lead) -> dict[str, Any]:
    line = book().bodies.get(one.body_id)
    return {
        "department": one.department, "body": one.name, "body_code": line.code if line else "", "title": one.post_title, "mode": one.mode.value,
        "types": list(one.kinds), "communities": list(one.communities),
    }
