"""/api/v1/places: which grid a point lies in, and the streets, communities and grids in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeAlias

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from shaoxiang.kernel.geo import CoordinateSystem, convert
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.problems import Unknown, documented
from shaoxiang.kernel.interface.schemas import Code, Latitude, Longitude, PageOut, words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.models import DivisionChange
from shaoxiang.places.queries import place_book
from shaoxiang.places.queries.areas import AreaPlace, areas_on
from shaoxiang.places.rules import CommunityPlace, GridPlace, PlaceBook, StreetPlace
from shaoxiang.places.vocabulary import OF_COMMUNITIES, OF_STREETS, AreaChangeKind, AreaChangeStatus, CommunityKind, GridKind, StreetKind

router = Router(tags=["places"], auth=BearerKey(Scope.PLACES_READ))
Crs: TypeAlias = words("PointCrs", CoordinateSystem)  # type: ignore[valid-type]


class PointIn(Schema):
    lon: Longitude
    lat: Latitude
    crs: Crs = Field(CoordinateSystem.WGS84.value, validate_default=True)


class CandidateOut(Schema):
    grid: str
    community: str
    street: str
    distance_m: float


class PlaceNames(Schema):
    grid: str = ""
    community: str = ""
    street: str = ""


class LocatedOut(Schema):
    """Codes, null where the point lies in none. `border`: another grid is within 30 m; `candidates` names all, nearest first."""

    lon: float = Field(description="WGS-84")
    lat: float = Field(description="WGS-84")
    grid: str | None
    community: str | None
    street: str | None
    outside: bool
    border: bool
    candidates: list[CandidateOut]
    names: PlaceNames


class StreetOut(Schema):
    code: str
    name: str
    kind: words("StreetKindWord", StreetKind)  # type: ignore[valid-type]
    agricultural: bool


class CommunityOut(Schema):
    code: str
    name: str
    kind: words("CommunityKindWord", CommunityKind)  # type: ignore[valid-type]
    street: str


class GridOut(Schema):
    code: str
    name: str
    kind: words("GridKindWord", GridKind)  # type: ignore[valid-type]
    community: str
    street: str


class AreaOut(Schema):
    """执法片区. Of a street named with communities only those belong to it."""

    code: str
    name: str
    streets: list[str]
    communities: list[str] = Field(description="Codes; empty where whole streets are meant")
    sample: bool


class AreasOut(Schema):
    items: list[AreaOut]


class ChangedCommunityOut(Schema):
    code: str
    name: str
    street: str


class ChangedStreetOut(Schema):
    code: str
    name: str


class CommunityChangeOut(Schema):
    """区划变更. `sources`: codes of the communities that end on `effective_from`; `grids`: code of a grid -> code of the community it goes to."""

    id: int
    title: str
    kind: words("CommunityChangeKind", OF_COMMUNITIES)  # type: ignore[valid-type]
    status: words("CommunityChangeStatus", AreaChangeStatus)  # type: ignore[valid-type]
    effective_from: date
    decided_by: str
    document: str
    sample: bool
    sources: list[str]
    communities: list[ChangedCommunityOut]
    grids: dict[str, str]


class CommunityChangesOut(PageOut):
    items: list[CommunityChangeOut]


class HeirOut(Schema):
    community: str
    street: str


class StreetChangeOut(Schema):
    """街道区划变更. `sources`: codes of the streets that end on `effective_from` (of STREET_SPLIT: of the one that gives); `street`: the one that follows.

    `communities`: of STREET_SPLIT the codes that go; of the others everything in `sources` goes. `heirs`: of STREET_DISSOLVE which community goes to which
    street; `street` is then the one whose unit follows the unit of the street that ends.
    """

    id: int
    title: str
    kind: words("StreetChangeKind", OF_STREETS)  # type: ignore[valid-type]
    status: words("StreetChangeStatus", AreaChangeStatus)  # type: ignore[valid-type]
    effective_from: date
    decided_by: str
    document: str
    heard_number: str = Field(description="Number of the file on which the streets were heard")
    unheard_why: str = Field(description="Why they were not asked, of changes decided before no reason stood for it")
    sample: bool
    sources: list[str]
    street: ChangedStreetOut
    communities: list[str]
    heirs: list[HeirOut]


class StreetChangesOut(PageOut):
    items: list[StreetChangeOut]


class ChangeFilter(Schema):
    limit: int = Field(50, ge=1, le=200)
    cursor: int = Field(0, ge=0, le=2**62, description="`next` of the page before")


class StreetsOut(Schema):
    items: list[StreetOut]


class CommunitiesOut(Schema):
    items: list[CommunityOut]


class GridsOut(PageOut):
    items: list[GridOut]


@router.get("/locate", response={200: LocatedOut, **documented()}, operation_id="locate", summary="点位查格 Which grid a point lies in")
def locate(request: HttpRequest, point: Query[PointIn]) -> dict[str, Any]:
    lon, lat = convert(point.lon, point.lat, point.crs, "wgs84")
    found = place_book().locate(lon, lat)
    return {
        "lon": round(lon, 6), "lat": round(lat, 6), "outside": found.outside, "border": found.border,
        **{level: place and place.code for level, place in (("grid", found.grid), ("community", found.community), ("street", found.street))},
        "candidates": [
            {"grid": each.grid.code, "community": each.community.code, "street": each.street.code, "distance_m": each.distance_m}
            for each in found.candidates
        ],
        "names": {"grid": _said(found.grid), "community": _said(found.community), "street": _said(found.street)},
    }


@router.get("/streets", response={200: StreetsOut, **documented()}, operation_id="list_streets", summary="镇街 Streets and towns")
def list_streets(request: HttpRequest) -> dict[str, Any]:
    rows = sorted(place_book().streets.values(), key=lambda street: street.code)
    return {"items": [{"code": row.code, "name": _said(row), "kind": row.kind, "agricultural": row.agricultural} for row in rows]}


@router.get("/areas", response={200: AreasOut, **documented()}, operation_id="list_areas", summary="执法片区 Enforcement areas in force")
def list_areas(request: HttpRequest) -> dict[str, Any]:
    book, rows = place_book(), areas_on(timezone.localdate())
    return {"items": [
        {"code": row.code, "name": _said(row), "sample": row.sample,
         "streets": sorted(book.streets[key].code for key in row.streets if key in book.streets),
         "communities": sorted(book.communities[key].code for part in row.parts.values() for key in part if key in book.communities)}
        for row in rows.values()
    ]}


@router.get("/changes", response={200: CommunityChangesOut, **documented()}, operation_id="list_community_changes",
            summary="社区区划变更 Changes of communities, decided or in effect")
def list_community_changes(request: HttpRequest, given: Query[ChangeFilter]) -> dict[str, Any]:
    """Newest first. A source may have several heirs after a division; the first holds what no grid decides."""
    shown, following = _page_of_changes(OF_COMMUNITIES, given)
    return {
        "items": [
            {"id": row.pk, "title": row.title, "kind": row.kind, "status": row.status, "effective_from": row.effective_from, "decided_by": row.decided_by,
             "document": row.document, "sample": row.sample, "sources": row.plan["sources"],
             "communities": [{"code": part["code"], "name": part["name"], "street": part["street"]} for part in row.plan["parts"]], "grids": row.plan["grids"]}
            for row in shown
        ],
        "next": following,
    }


@router.get("/street-changes", response={200: StreetChangesOut, **documented()}, operation_id="list_street_changes",
            summary="街道区划变更 Changes of whole streets, decided or in effect")
def list_street_changes(request: HttpRequest, given: Query[ChangeFilter]) -> dict[str, Any]:
    """Newest first."""
    shown, following = _page_of_changes(OF_STREETS, given)
    return {
        "items": [
            {"id": row.pk, "title": row.title, "kind": row.kind, "status": row.status, "effective_from": row.effective_from, "decided_by": row.decided_by,
             "document": row.document, "heard_number": row.heard_number, "unheard_why": row.unheard_why,
             "sample": row.sample, "sources": row.plan["streets"], "communities": row.plan["communities"],
             "heirs": [{"community": community, "street": street} for community, street in row.plan.get("heirs", ())],
             "street": {"code": row.plan["part"]["code"], "name": row.plan["part"]["name"]}}
            for row in shown
        ],
        "next": following,
    }


def _page_of_changes(kinds: Iterable[AreaChangeKind], given: ChangeFilter) -> tuple[list[DivisionChange], str | None]:
    rows = DivisionChange.objects.filter(status__in=(AreaChangeStatus.DECIDED, AreaChangeStatus.EFFECTIVE), kind__in=list(kinds))
    if given.cursor:
        rows = rows.filter(pk__lt=given.cursor)
    found = list(rows.order_by("-pk")[: given.limit + 1])
    shown = found[: given.limit]
    return shown, str(shown[-1].pk) if len(found) > len(shown) else None


@router.get("/communities", response={200: CommunitiesOut, **documented()}, operation_id="list_communities", summary="社区(村) Communities and villages")
def list_communities(request: HttpRequest, street: Code = "") -> dict[str, Any]:
    """Of one street, or all."""
    book = place_book()
    within = _street(book, street).id if street else None
    rows = sorted((row for row in book.communities.values() if within in (None, row.street_id)), key=lambda row: row.code)
    return {"items": [{"code": row.code, "name": _said(row), "kind": row.kind, "street": book.streets[row.street_id].code} for row in rows]}


class GridFilter(Schema):
    street: Code = ""
    community: Code = ""
    limit: int = Field(200, ge=1, le=1000)
    cursor: Code = Field("", description="`next` of the page before")


@router.get("/grids", response={200: GridsOut, **documented()}, operation_id="list_grids", summary="网格 Grids, by code")
def list_grids(request: HttpRequest, given: Query[GridFilter]) -> dict[str, Any]:
    book = place_book()
    street = _street(book, given.street).id if given.street else None
    community = _community(book, given.community).id if given.community else None
    rows = sorted(
        (row for row in book.grids.values()
         if row.code > given.cursor and street in (None, row.street_id) and community in (None, row.community_id)),
        key=lambda row: row.code,
    )
    shown = rows[: given.limit]
    return {
        "items": [
            {"code": row.code, "name": _said(row), "kind": row.kind, "community": book.communities[row.community_id].code,
             "street": book.streets[row.street_id].code}
            for row in shown
        ],
        "next": shown[-1].code if len(rows) > len(shown) else None,
    }


def _street(book: PlaceBook, code: str) -> StreetPlace:
    try:
        return book.street_by_code(code)
    except KeyError:
        raise Unknown("query.street", _("没有这个镇街代码：请从 /places/streets 读取。")) from None


def _community(book: PlaceBook, code: str) -> CommunityPlace:
    try:
        return book.community_by_code(code)
    except KeyError:
        raise Unknown("query.community", _("没有这个社区代码：请从 /places/communities 读取。")) from None


def _said(place: AreaPlace | StreetPlace | CommunityPlace | GridPlace | None) -> str:
    if place is None:
        return ""
    return in_words(place.name, place.name_en)
