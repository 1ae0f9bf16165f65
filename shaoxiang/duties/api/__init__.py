"""/api/v1/duties: the types of matters with their limits, and the duty list in force. Public lists, read from the compiled book."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from shaoxiang.duties.models import DutyItem
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.suggesting import suggested
from shaoxiang.duties.rules import TypeLine
from shaoxiang.duties.vocabulary import DutyRole, LimitUnit, ListKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.problems import documented
from shaoxiang.kernel.interface.schemas import Code, PageOut, Text, words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.language import in_words

router = Router(tags=["duties"], auth=BearerKey(Scope.DUTIES_READ))


class LimitOut(Schema):
    step: str
    amount: int = Field(description="0: at once")
    unit: words("LimitUnitWord", LimitUnit)  # type: ignore[valid-type]
    closes: bool = Field(description="The step that ends the handling")


class TypeOut(Schema):
    code: str
    name: str
    class_code: str
    class_name: str
    danger: bool
    emergency_numbers: list[str]
    grid_settles: bool = Field(description="Small: the grid worker may settle it on the spot")
    needs_photo: bool
    photo_reason: str
    limits: list[LimitOut]
    ended_from: date | None = Field(description="From this day on nothing new is of it; null: in use")
    successor: str | None = Field(description="Code of the type used instead")


class TypesOut(PageOut):
    items: list[TypeOut]


class TypeFilter(Schema):
    ended: bool = Field(False, description="true: also those that were ended")
    limit: int = Field(200, ge=1, le=500)
    cursor: Code = Field("", description="`next` of the page before")


class SuggestionOut(Schema):
    code: str
    name: str
    score: int
    probability: float | None = Field(description="How sure the learned model is, 0 to 1; null while the keyword rules answer alone")
    words: list[str]


class SuggestionsOut(Schema):
    items: list[SuggestionOut]


class ItemOut(Schema):
    code: str
    list: words("ListKindWord", ListKind)  # type: ignore[valid-type]
    title: str
    office: str
    role: words("DutyRoleWord", DutyRole)  # type: ignore[valid-type]
    departments: list[str]
    basis: str
    streets: list[str] = Field(description="The only streets it is for; empty: every unit of its list")
    sample: bool = Field(description="Composed, not an official text (示例)")


class ItemsOut(PageOut):
    items: list[ItemOut]


@router.get("/types", response={200: TypesOut, **documented()}, operation_id="list_types", summary="事项分类 Types of matters with their limits")
def list_types(request: HttpRequest, given: Query[TypeFilter]) -> dict[str, Any]:
    """Those that may be chosen, by code."""
    book = duty_book()
    found = [line for code, line in sorted((book.types if given.ended else book.offered).items()) if code > given.cursor]
    shown = found[: given.limit]
    return {"items": [type_out(line) for line in shown], "next": shown[-1].code if len(found) > len(shown) else None}


@router.get("/types/suggest", response={200: SuggestionsOut, **documented()}, operation_id="suggest_type", summary="按用词猜分类 Types the words speak for")
def suggest_type(request: HttpRequest, text: Query[Text], limit: Query[int] = 2) -> dict[str, Any]:
    book = duty_book()
    found = suggested(text, book, max(1, min(limit, 10)))
    return {"items": [one._asdict() | {"code": one.type_code, "name": _name(book.types[one.type_code]), "words": list(one.words)} for one in found]}


class ItemFilter(Schema):
    list: words("ListKindFilter", ListKind) | None = None  # type: ignore[valid-type]
    limit: int = Field(100, ge=1, le=200)
    cursor: Code = Field("", description="`next` of the page before")


@router.get("/items", response={200: ItemsOut, **documented()}, operation_id="list_duty_items", summary="职责清单 Duty items in force, by code")
def list_items(request: HttpRequest, given: Query[ItemFilter]) -> dict[str, Any]:
    rows = DutyItem.objects.filter(in_force(duty_book().on), code__gt=given.cursor).order_by("code")
    if given.list is not None:
        rows = rows.filter(list_kind=given.list.value)
    found = list(rows[: given.limit + 1])
    shown = found[: given.limit]
    return {
        "items": [
            {"code": row.code, "list": row.list_kind, "title": in_words(row.title, row.title_en), "office": row.office_name, "role": row.role,
             "departments": row.departments, "basis": row.basis, "streets": row.streets, "sample": row.sample}
            for row in shown
        ],
        "next": shown[-1].code if len(found) > len(shown) else None,
    }


def type_out(line: TypeLine) -> dict[str, Any]:
    return {
        "code": line.code, "name": _name(line), "class_code": line.class_code,
        "class_name": in_words(line.class_name, line.class_name_en), "danger": line.danger, "emergency_numbers": list(line.numbers),
        "grid_settles": line.grid_settles, "needs_photo": line.needs_photo, "photo_reason": line.photo_reason,
        "limits": [limit._asdict() for limit in line.limits],
        "ended_from": date.fromisoformat(line.ended) if line.ended else None, "successor": line.successor or None,
    }


def _name(line: TypeLine) -> str:
    return in_words(line.name, line.name_en)
