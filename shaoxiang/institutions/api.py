"""/api/v1/institutions: streets, departments, offices and teams in force. Office names and public telephones; no people."""

from __future__ import annotations

from typing import Any, TypeAlias

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.problems import Unknown, documented
from shaoxiang.kernel.interface.schemas import Code, CodeInPath, PageOut, words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.vocabulary import _

router = Router(tags=["institutions"], auth=BearerKey(Scope.INSTITUTIONS_READ))
BodyKindWord: TypeAlias = words("BodyKindWord", BodyKind)  # type: ignore[valid-type]


class BodyOut(Schema):
    code: str
    name: str
    short_name: str
    kind: BodyKindWord
    unit: str = Field(description="Code of the street or department it belongs to (itself if it is one)")
    parent: str | None
    phone: str
    sample: bool = Field(description="Composed (示例)")


class BodiesOut(PageOut):
    items: list[BodyOut]


class BodyFilter(Schema):
    kind: BodyKindWord | None = None
    unit: Code = Field("", description="Only bodies of this street or department")
    limit: int = Field(100, ge=1, le=500)
    cursor: Code = Field("", description="`next` of the page before")


@router.get("", response={200: BodiesOut, **documented()}, operation_id="list_institutions", summary="机构 Institutions, by code")
def list_bodies(request: HttpRequest, given: Query[BodyFilter]) -> dict[str, Any]:
    rows = _rows().filter(code__gt=given.cursor).order_by("code")
    if given.kind is not None:
        rows = rows.filter(kind=given.kind.value)
    if given.unit:
        if given.unit not in body_book().codes:
            raise Unknown("query.unit", _("没有这个机构代码：请从 /institutions 读取。"))
        rows = rows.filter(unit_id=body_book().codes[given.unit])
    found = list(rows[: given.limit + 1])
    shown = found[: given.limit]
    return {"items": [_shown(row) for row in shown], "next": shown[-1].code if len(found) > len(shown) else None}


@router.get("/{code}", response={200: BodyOut, **documented(404)}, operation_id="read_institution", summary="一个机构 One institution")
def read_body(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    row = _rows().filter(code=code).first()
    if row is None:
        raise Http404
    return _shown(row)


def _rows() -> Any:
    return Body.objects.filter(in_force(body_book().on)).select_related("unit", "parent")


def _shown(row: Body) -> dict[str, Any]:
    return {
        "code": row.code, "name": in_words(row.name, row.name_en), "short_name": row.short_name, "kind": row.kind,
        "unit": row.unit.code if row.unit else row.code, "parent": row.parent.code if row.parent else None, "phone": row.phone, "sample": row.sample,
    }
