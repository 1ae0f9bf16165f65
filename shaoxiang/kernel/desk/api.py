"""/api/v1/desk: what is awaited of the post or body the key is bound to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.problems import documented
from shaoxiang.kernel.interface.schemas import PageOut, words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.matter import rules
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import Light

router = Router(tags=["desk"], auth=BearerKey(Scope.DESK_READ))


class DeskOut(Schema):
    number: str
    title: str = Field(description="Telephone and id numbers masked")
    kind: str
    what: str = Field(description="The move awaited")
    opened_at: datetime
    due_at: datetime | None
    light: words("DeskLight", Light)  # type: ignore[valid-type]


class DeskPage(PageOut):
    items: list[DeskOut]


class DeskFilter(Schema):
    limit: int = Field(50, ge=1, le=200)
    cursor: int = Field(0, ge=0, le=2**62, description="`next` of the page before")


@router.get("", response={200: DeskPage, **documented()}, operation_id="read_desk", summary="待办 What is awaited of the key's post, oldest first")
def read_desk(request: HttpRequest, given: Query[DeskFilter]) -> dict[str, Any]:
    now = timezone.now()
    rows = list(desk_of(request.actor).filter(Q(pk__gt=given.cursor)).order_by("pk")[: given.limit + 1])  # type: ignore[attr-defined]
    shown = rows[: given.limit]
    matters = Matter.objects.in_bulk([row.matter_id for row in shown])
    return {
        "items": [
            {"number": matters[row.matter_id].number, "title": mask_text(matters[row.matter_id].title), "kind": matters[row.matter_id].kind,
             "what": row.what, "opened_at": row.opened_at, "due_at": row.due_at,
             "light": rules.light(warn_at=row.warn_at, due_at=row.due_at, closed_at=None, now=now).value}
            for row in shown
        ],
        "next": str(shown[-1].pk) if len(rows) > len(shown) else None,
    }
