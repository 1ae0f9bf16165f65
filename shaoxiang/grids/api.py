"""/api/v1/grids: the public cards, the duty list, and, within the key's scope, how each grid stands."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from shaoxiang.grids import queries
from shaoxiang.grids.models import WorkerDuty
from shaoxiang.grids.vocabulary import Employment
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.problems import Unknown, documented
from shaoxiang.kernel.interface.schemas import Code, CodeInPath, PageOut, words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.queries import place_book, shown_name
from shaoxiang.places.vocabulary import GridKind, GridLevel

PUBLIC = BearerKey(Scope.PLACES_READ)
router = Router(tags=["grids"], auth=PUBLIC)
EmploymentWord: TypeAlias = words("EmploymentWord", Employment)  # type: ignore[valid-type]


class CardWorkerOut(Schema):
    name: str
    employment: EmploymentWord
    since: date
    phone: str = Field(description="Office telephone; empty where only a private one is known")


class CardOut(Schema):
    """What the public card shows; nothing else of people leaves."""

    code: str
    name: str
    level: words("GridLevelWord", GridLevel)  # type: ignore[valid-type]
    kind: words("GridCardKind", GridKind)  # type: ignore[valid-type]
    community: str
    street: str
    area_m2: float | None
    households: int | None
    workers: list[CardWorkerOut]
    contact_phone: str = Field(description="Of the street office")
    supervision_phone: str
    sample: bool = Field(description="Composed (示例)")


class CardsOut(PageOut):
    items: list[CardOut]


class StandingOut(Schema):
    code: str
    complete: bool
    held: int
    wanted: int
    missing: list[str] = Field(description="WORKER, role codes of the standard, TEAM, PLACE")


class StandingsOut(PageOut):
    items: list[StandingOut]


class RoleOut(Schema):
    code: str
    label: str
    label_en: str


class StandardOut(Schema):
    version: int
    roles: list[RoleOut]
    teams: int
    places: int


class DutyOut(Schema):
    number: int
    version: int
    title: str
    title_en: str
    text: str
    basis: str
    sample: bool


class DutiesOut(Schema):
    items: list[DutyOut]


class CardFilter(Schema):
    street: Code = Field("", description="Only grids of this street")
    limit: int = Field(100, ge=1, le=500)
    cursor: Code = Field("", description="`next` of the page before")


@router.get("/cards", response={200: CardsOut, **documented()}, operation_id="list_grid_cards", summary="网格公示牌 Public cards, by code")
def list_cards(request: HttpRequest, given: Query[CardFilter]) -> dict[str, Any]:
    today, street = timezone.localdate(), _street(given.street)
    rows = sorted((row for row in place_book(today).grids.values() if row.code > given.cursor and street in (None, row.street_id)), key=lambda row: row.code)
    shown = rows[: given.limit]
    return {"items": [_card(each) for each in queries.cards(shown, today)], "next": shown[-1].code if len(rows) > len(shown) else None}


@router.get("/standard", response={200: StandardOut, **documented()}, operation_id="read_grid_standard", summary="网格建设标准 The standard in force")
def read_standard(request: HttpRequest) -> dict[str, Any]:
    now = queries.standard(timezone.localdate())
    return {"version": now.version, "teams": now.teams, "places": now.places,
            "roles": [{"code": role.code, "label": role.label, "label_en": role.label_en} for role in now.roles]}


@router.get("/duties", response={200: DutiesOut, **documented()}, operation_id="list_worker_duties", summary="网格员职责 Duties of a grid worker in force")
def list_duties(request: HttpRequest) -> dict[str, Any]:
    return {"items": [_duty(row) for row in queries.duties_in_force(timezone.localdate())]}


@router.get("/standing", auth=BearerKey(Scope.INSTITUTIONS_READ), response={200: StandingsOut, **documented()}, operation_id="list_grid_standing",
            summary="达标情况 What each grid lacks, within the key's scope")
def list_standing(request: HttpRequest, given: Query[CardFilter]) -> dict[str, Any]:
    lines = queries.standing_lines(request.actor, on=timezone.localdate(), street_id=_street(given.street), grants="view")  # type: ignore[attr-defined]
    rows = [line for line in lines if line.grid.code > given.cursor]
    shown = rows[: given.limit]
    return {
        "items": [{"code": line.grid.code, "complete": line.standing.complete, "held": line.standing.held, "wanted": line.standing.wanted,
                   "missing": list(line.standing.missing)} for line in shown],
        "next": shown[-1].grid.code if len(rows) > len(shown) else None,
    }


@router.get("/{code}/card", response={200: CardOut, **documented(404)}, operation_id="read_grid_card", summary="一块公示牌 One public card")
def read_card(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    found = queries.card(code, timezone.localdate())
    if found is None:
        raise Http404
    return _card(found)


def _card(card: queries.Card) -> dict[str, Any]:
    return {
        "code": card.grid.code, "name": shown_name(card.grid), "level": card.grid.level, "kind": card.grid.kind, "community": card.community.code,
        "street": card.street.code, "area_m2": round(card.area_m2) if card.area_m2 else None, "households": card.households,
        "workers": [{"name": each.name, "employment": each.employment, "since": each.since, "phone": each.phone} for each in card.workers],
        "contact_phone": card.contact_phone, "supervision_phone": card.supervision_phone, "sample": card.sample,
    }


def _duty(row: WorkerDuty) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("number", "version", "title", "title_en", "text", "basis", "sample")}


def _street(code: str) -> int | None:
    if not code:
        return None
    try:
        return place_book().street_by_code(code).id
    except KeyError:
        raise Unknown("query.street", _("没有这个镇街代码：请从 /places/streets 读取。")) from None
