"""/api/v1/institutions: streets, departments, offices and teams as they stood on a day, their posts and what was changed; handovers of posts.

Office names and public telephones; people only in handovers, for whoever leads the post."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, TypeAlias

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Path, Query, Router, Schema
from pydantic import Field

from shaoxiang.institutions import actions
from shaoxiang.institutions.models import Assignment, Body, Delegation, Handover, Plate, Post
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.institutions.queries.changes import ChangeLine, log_of
from shaoxiang.institutions.queries.deputies import deputies_for, last_day, named_person, named_seat
from shaoxiang.institutions.queries.handover import RUNNING, handovers_for, shown_lines
from shaoxiang.institutions.queries.spans import as_on, former_names, that_day
from shaoxiang.institutions.rules import HandoverRefused
from shaoxiang.institutions.vocabulary import BodyKind, ChangeAct, DeputyReason, HandoverStatus
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.once import answer_once
from shaoxiang.kernel.interface.problems import Unknown, documented
from shaoxiang.kernel.interface.schemas import Code, CodeInPath, IdempotencyKey, PageOut, Text, words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.paging import keyset

router = Router(tags=["institutions"], auth=BearerKey(Scope.INSTITUTIONS_READ))
BodyKindWord: TypeAlias = words("BodyKindWord", BodyKind)  # type: ignore[valid-type]
ChangeActWord: TypeAlias = words("ChangeActWord", ChangeAct)  # type: ignore[valid-type]
DeputyReasonWord: TypeAlias = words("DeputyReasonWord", DeputyReason)  # type: ignore[valid-type]
HandoverStatusWord: TypeAlias = words("HandoverStatusWord", HandoverStatus)  # type: ignore[valid-type]


class BodyOut(Schema):
    code: str
    name: str
    short_name: str
    kind: BodyKindWord
    unit: str = Field(description="Code of the street or department it belongs to (itself if it is one)")
    parent: str | None
    phone: str
    sample: bool = Field(description="Composed (示例)")


class PostOut(Schema):
    code: str
    title: str
    leader: bool
    answers: bool = Field(description="Answers for the body's matters by default")
    vacant: bool
    valid_from: date
    valid_to: date | None = Field(description="First day it no longer holds")


class ChangedField(Schema):
    field: str
    label: str
    before: str
    after: str


class ChangeOut(Schema):
    act: ChangeActWord
    label: str
    on: date = Field(description="From this day")
    document: str
    message: str = Field(description="Why")
    post: str | None = Field(description="Code of the post, where it was a post that changed")
    fields: list[ChangedField]


class FormerName(Schema):
    name: str
    valid_from: date
    valid_to: date


class BodyWholeOut(BodyOut):
    aliases: list[str]
    plates: list[str]
    agricultural: bool
    valid_from: date
    valid_to: date | None = Field(description="First day it no longer holds")
    former_names: list[FormerName]
    posts: list[PostOut]
    changes: list[ChangeOut] = Field(description="Newest first")


class BodiesOut(PageOut):
    items: list[BodyOut]


class BodyFilter(Schema):
    kind: BodyKindWord | None = None
    unit: Code = Field("", description="Only bodies of this street or department")
    on: date | None = Field(None, description="As they stood on this day; today where it is not given")
    limit: int = Field(100, ge=1, le=500)
    cursor: Code = Field("", description="`next` of the page before")


@router.get("", response={200: BodiesOut, **documented()}, operation_id="list_institutions", summary="机构 Institutions, by code")
def list_bodies(request: HttpRequest, given: Query[BodyFilter]) -> dict[str, Any]:
    on = given.on or body_book().on
    rows = _rows(on).filter(code__gt=given.cursor).order_by("code")
    if given.kind is not None:
        rows = rows.filter(kind=given.kind.value)
    if given.unit:
        if given.unit not in body_book().codes:
            raise Unknown("query.unit", _("没有这个机构代码：请从 /institutions 读取。"))
        rows = rows.filter(that_day(on, unit_id=body_book().codes[given.unit]))
    found = as_on(rows[: given.limit + 1], on)
    shown = found[: given.limit]
    return {"items": [_shown(row) for row in shown], "next": shown[-1].code if len(found) > len(shown) else None}


class HandoverLineOut(Schema):
    source: str
    words: str
    passed: bool
    note: str


class HandoverOut(Schema):
    id: int
    post: str = Field(description="Code of the post")
    body: str = Field(description="Code of its body")
    leaving: str
    successor: str
    planned_on: date
    status: HandoverStatusWord
    open_lines: int
    message: str


class HandoverWholeOut(HandoverOut):
    lines: list[HandoverLineOut]


class HandoversOut(PageOut):
    items: list[HandoverOut]


class HandoverFilter(Schema):
    running: bool = Field(True, description="Only those not over")
    limit: int = Field(50, ge=1, le=200)
    cursor: Text = Field("", max_length=400, description="`next` of the page before")


Key = Annotated[int, Path(description="`id` of the handover", ge=1, le=2**62)]


@router.get("/handovers", response={200: HandoversOut, **documented()}, operation_id="list_handovers", summary="岗位交接 Handovers of posts, newest first")
def list_handovers(request: HttpRequest, given: Query[HandoverFilter]) -> dict[str, Any]:
    """Those the key's post may see: of its own body or unit, or all for the staffing office."""
    rows = handovers_for(request.actor)  # type: ignore[attr-defined]
    page = keyset(rows.filter(status__in=RUNNING) if given.running else rows, order=("-started_at", "-id"), cursor=given.cursor or None, size=given.limit)
    if page.lost:
        raise Unknown("query.cursor", _("这个 cursor 不完整或已经失效：请从第一页重新读。"))
    return {"items": [_handover(one) for one in page.rows], "next": page.next}


@router.get("/handovers/{pk}", response={200: HandoverWholeOut, **documented(404)}, operation_id="read_handover", summary="一次交接 One handover with its list")
def read_handover(request: HttpRequest, pk: Key) -> dict[str, Any]:
    return _handover_whole(_found(request, pk), request.actor)  # type: ignore[attr-defined]


@router.post(
    "/handovers/{pk}/confirm", auth=BearerKey(Scope.INSTITUTIONS_READ, Scope.INSTITUTIONS_WRITE), response={200: HandoverWholeOut, **documented(404, 409)},
    operation_id="confirm_handover", summary="确认接手 Confirm: the post changes hands",
)
def confirm_handover(request: HttpRequest, pk: Key, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """By the staffing office's key, for a successor who has no post yet and so cannot sign in; everybody else confirms on the page."""
    found = _found(request, pk)

    def act() -> HandoverWholeOut:
        try:
            actions.complete(found.pk, actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        except HandoverRefused as refused:
            raise Unknown("path.pk", gettext(refused.reason) % refused.facts) from None
        return HandoverWholeOut.model_validate(_handover_whole(_found(request, pk), request.actor))  # type: ignore[attr-defined]

    return answer_once(request, idempotency_key, act, status=200)


class DeputyOut(Schema):
    id: int
    post: str = Field(description="Code of the post")
    body: str = Field(description="Code of its body")
    principal: str
    deputy: str
    since: date
    last: date | None = Field(description="The last day it holds")
    begun: bool
    reason: DeputyReasonWord | None
    sample: bool = Field(description="Composed (示例)")


class DeputiesOut(PageOut):
    items: list[DeputyOut]


class DeputyFilter(Schema):
    post: Code = Field("", description="Only at this post")
    limit: int = Field(50, ge=1, le=200)
    cursor: Text = Field("", max_length=400, description="`next` of the page before")


class DeputyIn(Schema):
    post: Code = Field(description="Code of the post")
    principal: Text = Field("", max_length=40, description="Who is stood in for, by name; needed where several sit in the post")
    deputy: Text = Field(max_length=40, description="Who stands in, by full name")
    number: Code = Field("", description="Number of the deputy in the register of appointments, where several have the name")
    since: date = Field(description="First day; today or later")
    last: date = Field(description="Last day it holds; at most a year after the first")
    reason: DeputyReasonWord


class DeputyEndIn(Schema):
    on: date = Field(description="First day it no longer holds; today or later")


DeputyKey = Annotated[int, Path(description="`id` of the deputyship", ge=1, le=2**62)]
WRITES = BearerKey(Scope.INSTITUTIONS_READ, Scope.INSTITUTIONS_WRITE)


@router.get("/deputies", response={200: DeputiesOut, **documented()}, operation_id="list_deputies", summary="代理 Who stands in for whom, now and to come")
def list_deputies(request: HttpRequest, given: Query[DeputyFilter]) -> dict[str, Any]:
    """Those the key's post may see: of its own unit, or all for the staffing office. By first day."""
    rows = deputies_for(request.actor, timezone.localdate())  # type: ignore[attr-defined]
    rows = rows.filter(principal__post__code=given.post) if given.post else rows
    page = keyset(rows, order=("valid_from", "id"), cursor=given.cursor or None, size=given.limit)
    if page.lost:
        raise Unknown("query.cursor", _("这个 cursor 不完整或已经失效：请从第一页重新读。"))
    return {"items": [_deputy(one) for one in page.rows], "next": page.next}


@router.post("/deputies", auth=WRITES, response={201: DeputyOut, **documented(409)}, operation_id="arrange_deputy", summary="安排代理 Arrange a deputy")
def arrange_deputy(request: HttpRequest, given: DeputyIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """By whoever leads the post's office or unit, or the staffing office. Both are told."""
    def act() -> DeputyOut:
        seat = named_seat(given.post, given.principal, given.since)
        person = named_person(given.deputy, given.number, beside=seat, on=given.since)
        made = actions.appoint_deputy(
            seat.pk, person, since=given.since, last=given.last, reason=given.reason.value, actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        return DeputyOut.model_validate(_deputy(made))

    return answer_once(request, idempotency_key, act)


@router.post("/deputies/{pk}/end", auth=WRITES, response={200: DeputyOut, **documented(404)}, operation_id="end_deputy", summary="提前结束代理 End it early")
def end_deputy(request: HttpRequest, pk: DeputyKey, given: DeputyEndIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    get_object_or_404(deputies_for(request.actor, timezone.localdate()), pk=pk)  # type: ignore[attr-defined]

    def act() -> DeputyOut:
        ended = actions.end_deputy(pk, on=given.on, actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        return DeputyOut.model_validate({**_deputy(ended), "id": pk})

    return answer_once(request, idempotency_key, act, status=200)


def _deputy(row: Delegation) -> dict[str, Any]:
    post = row.principal.post
    return {
        "id": row.pk, "post": post.code, "body": post.body.code, "principal": row.principal.person.shown_name, "deputy": row.deputy.shown_name,
        "since": row.valid_from, "last": last_day(row), "begun": row.valid_from <= timezone.localdate(), "reason": row.reason or None, "sample": row.sample,
    }


@router.get("/{code}", response={200: BodyWholeOut, **documented(404)}, operation_id="read_institution", summary="一个机构、岗位和变更记录 One institution")
def read_body(request: HttpRequest, code: CodeInPath, on: date | None = None) -> dict[str, Any]:
    """As it stood on `on` (today where it is not given): its plates and posts of that day, its former names, every change."""
    day = on or body_book().on
    row = _rows(day).filter(code=code).first()
    if row is None:
        raise Http404
    as_on([row], day)
    plates = Plate.objects.filter(in_force(day), body=row).order_by("pk").values_list("title", flat=True)
    seated = Assignment.objects.filter(in_force(day), post=OuterRef("pk"))
    posts = Post.objects.filter(in_force(day), body=row).annotate(seated=Exists(seated)).order_by("order", "pk")
    return {
        **_shown(row), "aliases": row.aliases, "plates": list(plates), "agricultural": row.agricultural, "valid_from": row.valid_from, "valid_to": row.valid_to,
        "former_names": former_names(row, day), "changes": [_change(line) for line in log_of(row)],
        "posts": [{"code": post.code, "title": post.shown_title, "leader": post.is_leader, "answers": post.answers, "vacant": not post.seated,
                   "valid_from": post.valid_from, "valid_to": post.valid_to} for post in posts],
    }


def _rows(on: date) -> QuerySet[Body]:
    return Body.objects.filter(in_force(on)).select_related("unit", "parent")


def _change(line: ChangeLine) -> dict[str, Any]:
    change = line.change
    fields = [{"field": field, "label": one.label, "before": one.before, "after": one.after} for field, one in zip(change.after, line.lines, strict=True)]
    return {"act": change.act, "label": gettext(ChangeAct.label_of(change.act)), "on": change.on, "document": change.document, "message": change.message,
            "post": change.post.code if change.post else None, "fields": fields}


def _found(request: HttpRequest, pk: int) -> Handover:
    return get_object_or_404(handovers_for(request.actor), pk=pk)  # type: ignore[attr-defined]


def _handover(one: Handover) -> dict[str, Any]:
    return {
        "id": one.pk, "post": one.post.code, "body": one.post.body.code, "leaving": one.leaving.person.shown_name, "successor": one.successor.shown_name,
        "planned_on": one.planned_on, "status": one.status, "open_lines": sum(line.passed_at is None for line in one.lines.all()), "message": one.message,
    }


def _handover_whole(one: Handover, actor: Actor) -> dict[str, Any]:
    lines = [{"source": line.source, "words": line.words, "passed": line.passed_at is not None, "note": line.note} for line in shown_lines(one, actor)]
    return {**_handover(one), "lines": lines}


def _shown(row: Body) -> dict[str, Any]:
    return {
        "code": row.code, "name": in_words(row.name, row.name_en), "short_name": row.short_name, "kind": row.kind,
        "unit": row.unit.code if row.unit else row.code, "parent": row.parent.code if row.parent else None, "phone": row.phone, "sample": row.sample,
    }
