"""/api/v1/board: the figures of the board over the rows a key may see, and its whistles for a GIS."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from shaoxiang.insight.queries import marks
from shaoxiang.insight.queries.board import board_of
from shaoxiang.insight.queries.late import LateLine
from shaoxiang.insight.vocabulary import Duty, Part, ScopeKind
from shaoxiang.kernel.geo import BBox
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.problems import Unknown, documented
from shaoxiang.kernel.interface.schemas import Text, words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.vocabulary import _
from shaoxiang.whistles.vocabulary import WhistleStatus

router = Router(tags=["board"], auth=BearerKey(Scope.CASES_READ))
BoardScope = words("BoardScope", ScopeKind)
WhistleState = words("WhistleState", WhistleStatus)
DutyState = words("DutyState", Duty)


class HolderOut(Schema):
    name: str = Field(description="Unit, office inside the key's own street, or (for a department) street")
    late: int
    soon: int
    whistles: int = Field(description="Whistles in which this holder is late")
    refused: int = Field(description="Of `late`: work a street refused as on no list, which counts in no assessment")
    refused_whistles: int = Field(description="The same of `whistles`")


class LateOut(Schema):
    late: int = Field(description="Running cases past due")
    soon: int = Field(description="Running cases nearly due")
    whistles: int = Field(description="Whistles in which a unit is late")
    refused: int = Field(description="Of `late`: work a street refused as on no list, which counts in no assessment")
    refused_whistles: int = Field(description="The same of `whistles`")
    by: list[HolderOut] = Field(description="Whose is longest overdue comes first: urgency, not a ranking")


class DecideOut(Schema):
    ours: int = Field(description="Awaited at the key's own level")
    others: int = Field(description="Awaited elsewhere, and late")


class BoardOut(Schema):
    """The same figures as the page, each the number of records its list shows."""

    scope: BoardScope  # type: ignore[valid-type]
    at: datetime
    decide: DecideOut
    late: LateOut
    whistles: dict[WhistleState, int] = Field(description="Running whistles by state")  # type: ignore[valid-type]
    forces: dict[DutyState, int] = Field(description="Forces by how busy they are")  # type: ignore[valid-type]


class MarksIn(Schema):
    bbox: Text = Field("", max_length=120, description="west,south,east,north, WGS-84 degrees; everything where left out", examples=["111.6,40.7,111.8,40.9"])


class MarksOut(Schema):
    """A GeoJSON FeatureCollection. `total`: all in the window; the newest 60 are given."""

    type: str
    features: list[dict[str, Any]]
    total: int


@router.get("", response={200: BoardOut, **documented()}, operation_id="read_board", summary="一盘棋 What is late and whose, what waits for a decision")
def read_board(request: HttpRequest) -> dict[str, Any]:
    board = board_of(request.actor)  # type: ignore[attr-defined]
    decide, late = board.data(Part.DECIDE), board.data(Part.LATE)
    return {
        "scope": board.scope.kind.value, "at": timezone.now(), "decide": {"ours": decide.ours, "others": decide.others},
        "late": {"late": late.late.n, "soon": late.soon.n, "whistles": late.whistles.n, "refused": late.refused.n,
                 "refused_whistles": late.refused_whistles.n, "by": [_holder(line) for line in late.lines]},
        "whistles": {one.status.value: one.n for one in board.data(Part.WHISTLES).counts},
        "forces": {one.duty.value: one.n for one in board.data(Part.FORCES).counts},
    }


@router.get("/whistles", response={200: MarksOut, **documented()}, operation_id="board_whistles", summary="正在办的哨 Running whistles of a window, as GeoJSON")
def board_whistles(request: HttpRequest, given: Query[MarksIn]) -> dict[str, Any]:
    """Points with number, title (masked), type, status and light; at most 30 kB. Never where a person is."""
    board = board_of(request.actor)  # type: ignore[attr-defined]
    return marks.geojson(board.data(Part.WHISTLES).lines, (), box=_box(given.bbox))


def _holder(line: LateLine) -> dict[str, Any]:
    return {
        "name": line.name, "late": line.late.n, "soon": line.soon.n, "whistles": line.whistles.n, "refused": line.refused.n,
        "refused_whistles": line.refused_whistles.n,
    }


def _box(text: str) -> BBox | None:
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise Unknown("query.bbox", _("范围应为 西,南,东,北 四个数。")) from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Unknown("query.bbox", _("范围应为 西,南,东,北 四个数。"))
    return west, south, east, north
