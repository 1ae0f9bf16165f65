"""/api/v1/cases: report, list, read, act."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from shaoxiang.cases import actions, queries
from shaoxiang.cases.actions.relations import Part
from shaoxiang.cases.api import show
from shaoxiang.cases.api.moves import MOVES
from shaoxiang.cases.api.schemas import (
    CaseIn,
    CaseMade,
    CasesOut,
    CaseWhole,
    ChildIn,
    FollowerIn,
    FollowerMade,
    Kind,
    MergeIn,
    MoveIn,
    RelationsOut,
    SplitIn,
    Status,
    WordsIn,
)
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries.relations import relations_of
from shaoxiang.cases.rules import Report, ReportRefused
from shaoxiang.cases.vocabulary import AppealKind, Source
from shaoxiang.duties.queries import duty_book
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.kernel.geo import convert
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.once import answer_once
from shaoxiang.kernel.interface.problems import documented
from shaoxiang.kernel.interface.schemas import Code, IdempotencyKey, Moment, Text
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.matter.counting import among
from shaoxiang.kernel.search.queries import matching
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.places.queries import place_book

router = Router(tags=["cases"])
Number = Annotated[str, Path(description="Number of the case", max_length=24, pattern=r"^[A-Za-z0-9-]+$", examples=["SJ20260701-0001"])]
NEWEST_FIRST = ("-matter__opened_at", "-matter_id")


class Known(Exception):
    """The caller's own number is already there: HTTP 409, with the case's number."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


@router.post(
    "", auth=BearerKey(Scope.CASES_WRITE), response={201: CaseMade, **documented(409, 413)}, operation_id="create_case",
    summary="上报一件事 Report a case",
)
def create_case(request: HttpRequest, report: CaseIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """Locates the point, finds the owner by the lists in force, starts the clocks, writes the record: one transaction.

    Never refused for a missing type or place. A point outside the district is kept, routed to the district desk, and said so (`outside`).
    """
    return answer_once(request, idempotency_key, lambda: _report(request, report))


def _report(request: HttpRequest, given: CaseIn) -> CaseMade:
    now = timezone.now()
    made = actions.report_within(_as_report(request, given), actor=request.actor, at=now)  # type: ignore[attr-defined]
    shown = show.row_of(made.case, now=now) | show.rest_of(made.case, made.orders, made.clocks)
    return CaseMade.model_validate(shown | {"tracking_code": made.case.tracking_code})


def _as_report(request: HttpRequest, given: CaseIn) -> Report:
    if given.type and not duty_book().chosen(given.type):
        raise ReportRefused("type", _("没有这个事项类别：请从 /duties/types 读取；不清楚就不要填。"))
    lon, lat = given.lon, given.lat
    if lon is not None and lat is not None:
        lon, lat = convert(lon, lat, given.crs, "wgs84")
    client_id = f"{request.auth.key_id}:{given.client_id}" if given.client_id else ""  # type: ignore[attr-defined]
    if client_id:
        known = Case.objects.filter(source=given.source.value, client_id=client_id).values_list("matter__number", flat=True).first()
        if known is not None:
            raise Known(known)
    return Report(
        source=Source(given.source.value), kind=AppealKind(given.kind), description=given.description, type_code=given.type, lon=lon, lat=lat,
        raw_lon=given.lon, raw_lat=given.lat, raw_crs=given.crs if given.lon is not None else "", accuracy_m=given.accuracy_m,
        grid_id=_grid(given.grid), address=given.address, anonymous=given.anonymous, private=given.private,
        wants_call_back=given.wants_call_back, client_id=client_id, reporter=given.reporter.model_dump() if given.reporter else {},
    )


def _grid(code: str) -> int | None:
    if not code:
        return None
    try:
        return place_book().grid_by_code(code).id
    except KeyError:
        raise ReportRefused("grid", _("没有这个网格代码：请从 /places/grids 读取；不清楚就不要填。")) from None


class CaseFilter(Schema):
    """All of them hold together."""

    status: Status | None = None
    kind: Kind | None = None
    open: bool | None = Field(None, description="true: not yet ended; false: ended")
    late: bool | None = Field(None, description="true: past its due time and not ended")
    type: Code = ""
    street: Code = ""
    community: Code = ""
    grid: Code = ""
    unit: Code = Field("", description="Code of the responsible street or department")
    opened_from: Moment | None = None
    opened_to: Moment | None = None
    q: Text = Field("", max_length=60, description="Words, at least two characters")
    limit: int = Field(50, ge=1, le=200)
    cursor: Text = Field("", max_length=400, description="`next` of the page before")


@router.get("", auth=BearerKey(Scope.CASES_READ), response={200: CasesOut, **documented()}, operation_id="list_cases", summary="事项列表 Cases, newest first")
def list_cases(request: HttpRequest, given: Query[CaseFilter]) -> dict[str, Any]:
    """The rows this key's body or post may see. No counts; a page costs the same wherever it is."""
    now = timezone.now()
    rows = queries.cases_for(request.actor).defer(*queries.LONG).filter(_wanted(given, now))  # type: ignore[attr-defined]
    page = keyset(rows, order=NEWEST_FIRST, cursor=given.cursor or None, size=given.limit)
    if page.lost:
        raise ReportRefused("cursor", _("这个 cursor 不完整或已经失效：请从第一页重新读。"))
    left_out = among(case.pk for case in page.rows)
    return {"items": [show.row_of(case, now=now, uncounted=left_out) for case in page.rows], "next": page.next}


def _wanted(given: CaseFilter, now: datetime) -> Q:
    wanted = Q()
    for name, value in (("status", given.status), ("subject_code", given.type), ("opened_at__gte", given.opened_from), ("opened_at__lt", given.opened_to)):
        if value:
            wanted &= Q(**{f"matter__{name}": value})
    if given.kind:
        wanted &= Q(kind=given.kind)
    if given.open is not None:
        wanted &= Q(matter__closed_at__isnull=given.open)
    if given.late is not None:
        late = Q(matter__closed_at__isnull=True, matter__due_at__lt=now)
        wanted &= late if given.late else ~late
    wanted &= _within(given)
    return wanted & matching(given.q, key="matter_id") if given.q else wanted


def _within(given: CaseFilter) -> Q:
    """Places and units named by code. Raises ReportRefused for a code nobody has."""
    wanted, book = Q(), place_book()
    levels = (("street", given.street, book.street_by_code), ("community", given.community, book.community_by_code), ("grid", given.grid, book.grid_by_code))
    for name, code, find in levels:
        if code:
            try:
                wanted &= Q(**{f"matter__{name}_id": find(code).id})
            except KeyError:
                raise ReportRefused(name, _("没有这个区划代码：请从 /places 读取。")) from None
    if given.unit:
        if given.unit not in body_book().codes:
            raise ReportRefused("unit", _("没有这个机构代码：请从 /institutions 读取。"))
        wanted &= Q(matter__unit_id=body_book().codes[given.unit])
    return wanted


@router.get(
    "/{number}", auth=BearerKey(Scope.CASES_READ), response={200: CaseWhole, **documented(404)}, operation_id="read_case",
    summary="一件事 One case with its record",
)
def read_case(request: HttpRequest, number: Number) -> dict[str, Any]:
    """404 also for a case outside the key's rows."""
    return _whole(request, number)


def _whole(request: HttpRequest, number: str) -> dict[str, Any]:
    case = queries.cases_for(request.actor).filter(matter__number=number).first()  # type: ignore[attr-defined]
    if case is None:
        raise Http404
    return show.whole_of(case, actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]


@router.get(
    "/{number}/relations", auth=BearerKey(Scope.CASES_READ), response={200: RelationsOut, **documented(404)}, operation_id="read_relations",
    summary="并件、同样遇到的人、子件 What belongs to a case",
)
def read_relations(request: HttpRequest, number: Number) -> dict[str, Any]:
    """Numbers of cases outside the key's rows are null. Nothing about people but how many."""
    case = queries.cases_for(request.actor).filter(matter__number=number).first()  # type: ignore[attr-defined]
    if case is None:
        raise Http404
    return show.relations_as(relations_of(case, request.actor))  # type: ignore[attr-defined]


@router.post(
    "/{number}/followers", auth=BearerKey(Scope.CASES_WRITE), response={201: FollowerMade, **documented(404, 409, 413)}, operation_id="follow_case",
    summary="我也遇到 Join a running case",
)
def follow_case(request: HttpRequest, number: Number, given: FollowerIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """Instead of a second report of the same. Of a merged case, its main is joined; the answer says which. 409 when the case is over: report it then."""

    def act() -> FollowerMade:
        client_id = f"{request.auth.key_id}:{given.client_id}" if given.client_id else ""  # type: ignore[attr-defined]
        made = actions.follow(
            number, actor=request.actor, at=timezone.now(), source=Source(given.source.value), anonymous=given.anonymous,  # type: ignore[attr-defined]
            reporter=given.reporter.model_dump() if given.reporter else {}, words=given.words, client_id=client_id,
        )
        return FollowerMade(number=made.case.number, tracking_code=made.tracking_code, joined_at=made.joined_at)

    return answer_once(request, idempotency_key, act)


RELATE: dict[str, Any] = {"auth": BearerKey(Scope.CASES_READ, Scope.CASES_WRITE), "response": {200: RelationsOut, **documented(404, 409, 413)}}


@router.post("/{number}/merge", **RELATE, operation_id="merge_cases", summary="合并 Merge others into this case")
def merge_cases(request: HttpRequest, number: Number, given: MergeIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """For keys bound to a desk's post. 409 says why not, and what to do instead."""

    def act() -> RelationsOut:
        actions.merge(number, given.numbers, actor=request.actor, at=timezone.now(), words=given.words)  # type: ignore[attr-defined]
        return _relations(request, number)

    return answer_once(request, idempotency_key, act, status=200)


@router.post("/{number}/unmerge", **RELATE, operation_id="unmerge_case", summary="拆开 Take a merged case out again")
def unmerge_case(request: HttpRequest, number: Number, given: WordsIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """`losses` names what could not be put back."""

    def act() -> RelationsOut:
        result = actions.unmerge(number, actor=request.actor, at=timezone.now(), words=given.words)  # type: ignore[attr-defined]
        return _relations(request, number).model_copy(update={"losses": [loss.value for loss in result.losses]})

    return answer_once(request, idempotency_key, act, status=200)


@router.post("/{number}/split", **RELATE, operation_id="split_case", summary="拆成几件 Split into children")
def split_case(request: HttpRequest, number: Number, given: SplitIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """Each part becomes a child with its own type, place, owner and clocks; the reporter stays with all."""

    def act() -> RelationsOut:
        parts = [Part(one.description, one.type, one.lon, one.lat, one.address) for one in given.parts]
        actions.split(number, parts, actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        return _relations(request, number)

    return answer_once(request, idempotency_key, act, status=200)


@router.post("/{number}/children", **RELATE, operation_id="link_child", summary="关联子件 Put an existing case under this one")
def link_child(request: HttpRequest, number: Number, given: ChildIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    def act() -> RelationsOut:
        actions.link_child(number, given.number, actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        return _relations(request, number)

    return answer_once(request, idempotency_key, act, status=200)


def _relations(request: HttpRequest, number: str) -> RelationsOut:
    case = queries.cases_for(request.actor).get(matter__number=number)  # type: ignore[attr-defined]
    return RelationsOut.model_validate(show.relations_as(relations_of(case, request.actor)))  # type: ignore[attr-defined]


MoveName = StrEnum("MoveName", {name.upper(): name for name in MOVES})  # type: ignore[misc]


@router.post(
    "/{number}/moves/{move}", auth=BearerKey(Scope.CASES_READ, Scope.CASES_WRITE), response={200: CaseWhole, **documented(404, 409, 413)},
    operation_id="take_move", summary="办一步 Take a move",
)
def take_move(request: HttpRequest, number: Number, move: MoveName, given: MoveIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """For keys bound to a post: what the post may do, the key may do. 403 for a move that is not the post's; 409 for one that is not open now.

    Needs: accept –; decline decline_reason, words; answer words; classify type and/or lon+lat; dispatch (lead, words); recall (words);
    sign –; hand_back cited_list, cited_item, words; progress words or arrived; suspend suspend_reason, words; resume –;
    extend days, words; finish outcome (answer); tell_resident words; supervise note_kind, words.
    """

    def act() -> CaseWhole:
        MOVES[move.value](number, request.actor, timezone.now(), given)  # type: ignore[attr-defined]
        return CaseWhole.model_validate(_whole(request, number))

    return answer_once(request, idempotency_key, act, status=200)
