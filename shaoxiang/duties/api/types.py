"""/api/v1/duties/types/{code}: one type whole, what was changed of it and why, its end and its return; read by everyone with a key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, TypeAlias

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Path, Query, Router, Schema
from pydantic import Field

from shaoxiang.duties import actions
from shaoxiang.duties.api import TypeOut, type_out
from shaoxiang.duties.api.versions import READ, WRITE, Cursor
from shaoxiang.duties.models import EventType, SettingChange
from shaoxiang.duties.queries import duty_book, forget_books, lists
from shaoxiang.duties.queries.setting_words import told
from shaoxiang.duties.queries.settings import end_of
from shaoxiang.duties.rules import ChangeRefused, DutyBook, DutyLine, StreetLine
from shaoxiang.duties.vocabulary import CatalogueSource, DutyRole, ListKind, TypeKind
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.kernel.interface.once import answer_once
from shaoxiang.kernel.interface.problems import Unknown, documented
from shaoxiang.kernel.interface.schemas import Code, IdempotencyKey, Input, PageOut, Text, words
from shaoxiang.kernel.journal.queries import as_read
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.places.models import StreetUnit

router = Router(tags=["duties"])
TypeCode = Annotated[str, Path(max_length=8, pattern=r"^[A-Za-z0-9]+$", description="Code of a type, such as 0111")]
KindWord: TypeAlias = words("EventTypeKind", TypeKind)  # type: ignore[valid-type]
RoleWord: TypeAlias = words("TypeDutyRole", DutyRole)  # type: ignore[valid-type]
ListWord: TypeAlias = words("TypeDutyList", ListKind)  # type: ignore[valid-type]
SourceWord: TypeAlias = words("CatalogueSourceWord", CatalogueSource)  # type: ignore[valid-type]
Seen = Annotated[str, Field(max_length=40, description="`seen` of the type as the caller read it; a change in between is answered with 409")]


class TypeDutyOut(Schema):
    street: str = Field(description="Code of the street or town")
    name: str
    item: str | None = Field(description="The item of its list that answers; null: on no list (职责空白)")
    listed: ListWord | None = Field(description="On which list")
    title: str
    office: str
    role: RoleWord | None
    departments: list[str] = Field(description="Codes of the bodies named, the first leads where the street does not")


class CatalogueLineOut(Schema):
    id: int
    street: str | None = Field(description="Code of the street; null: the whole district")
    lead: str = Field(description="Code of the body")
    cooperating: list[str]
    source: SourceWord
    reference: str
    since: date
    until: date | None
    sample: bool = Field(description="Composed (示例)")


class TypeWhole(TypeOut):
    kind: KindWord
    filing_condition: str
    filing_condition_en: str
    closing_condition: str
    closing_condition_en: str
    season: str
    source: str
    duties: list[TypeDutyOut] = Field(description="By today's lists, street by street")
    catalogue: list[CatalogueLineOut]
    sample: bool = Field(description="Composed (示例)")
    seen: str = Field(description="Send it with the next write")


class ChangedPartOut(Schema):
    part: str
    label: str
    before: str
    after: str


class TypeChangeOut(Schema):
    id: int
    kind: str = Field(description="What was done, as the journal says it", examples=["duties.type_changed"])
    at: datetime
    why: str
    parts: list[ChangedPartOut]


class TypeChangesOut(PageOut):
    items: list[TypeChangeOut]


class ChangesFilter(Schema):
    limit: int = Field(50, ge=1, le=200)
    cursor: Cursor = ""


class ResumeIn(Input):
    seen: Seen
    since: date = Field(description="Today or later, at most a year ahead")
    why: Text = Field(min_length=1, max_length=200)


class EndIn(ResumeIn):
    successor: Code = Field("", max_length=8, description="Type used instead; needed while an item of a list answers for this one")


@router.get(
    "/{code}", auth=READ, response={200: TypeWhole, **documented(404)}, operation_id="read_type", summary="一类事项 One type, its duties street by street",
)
def read_type(request: HttpRequest, code: TypeCode) -> dict[str, Any]:
    return _whole(_kind(code))


@router.get(
    "/{code}/changes", auth=READ, response={200: TypeChangesOut, **documented(404)}, operation_id="list_type_changes",
    summary="改动记录 What was changed of a type and why, newest first",
)
def list_changes(request: HttpRequest, code: TypeCode, given: Query[ChangesFilter]) -> dict[str, Any]:
    """For colleagues, as on its page: a key bound to a post."""
    kind = _kind(code)
    if request.actor.post_id is None:  # type: ignore[attr-defined]
        raise PermissionDenied
    page = keyset(SettingChange.objects.filter(type=kind), order=("-id",), cursor=given.cursor or None, size=given.limit)
    if page.lost:
        raise Unknown("query.cursor", _("这个 cursor 不完整或已经失效：请从第一页重新读。"))
    return {"items": [_step(row) for row in page.rows], "next": page.next}


@router.post(
    "/{code}/end", auth=WRITE, response={201: TypeWhole, **documented(404, 409)}, operation_id="end_type", summary="停用一类 End a type",
)
def end_type(request: HttpRequest, code: TypeCode, given: EndIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """From that day on nothing new is of it; what is open finishes under it. Refused while an item of a list answers for it and no other takes its place."""
    return answer_once(request, idempotency_key, lambda: _done(code, lambda kind: actions.end_type(
        kind, since=given.since, successor=given.successor, why=given.why, seen=given.seen, actor=request.actor, at=timezone.now())))  # type: ignore[attr-defined]


@router.post(
    "/{code}/resume", auth=WRITE, response={201: TypeWhole, **documented(404, 409)}, operation_id="resume_type", summary="恢复一类 Bring a type back",
)
def resume_type(request: HttpRequest, code: TypeCode, given: ResumeIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    return answer_once(request, idempotency_key, lambda: _done(code, lambda kind: actions.resume_type(
        kind, since=given.since, why=given.why, seen=given.seen, actor=request.actor, at=timezone.now())))  # type: ignore[attr-defined]


def _kind(code: str) -> EventType:
    try:
        return lists.type_page(code.upper(), timezone.localdate())
    except EventType.DoesNotExist:
        raise Http404 from None


def _done(code: str, act: Callable[[str], EventType]) -> TypeWhole:
    """The type as it stands then. What was written meanwhile is a conflict (409)."""
    kind = _kind(code)
    try:
        act(kind.code)
    except ChangeRefused as refused:
        raise ChangeRefused(refused.field or "version", refused.reason, **refused.facts) from None
    forget_books()
    return TypeWhole.model_validate(_whole(_kind(code)))


def _whole(kind: EventType) -> dict[str, Any]:
    today, known = timezone.localdate(), duty_book()
    line, end = known.types.get(kind.code), end_of(kind, today)
    if line is None:
        raise Http404
    streets = dict(StreetUnit.objects.filter(pk__in=known.streets).values_list("pk", "code"))
    there = sorted(known.streets.values(), key=lambda one: streets[one.street_id])
    return type_out(line) | {
        "ended_from": end.valid_from if end else None, "successor": end.successor.code if end and end.successor else None,
        "kind": kind.kind, "filing_condition": kind.filing_condition, "filing_condition_en": kind.filing_condition_en,
        "closing_condition": kind.closing_condition, "closing_condition_en": kind.closing_condition_en, "season": kind.season, "source": kind.source,
        "duties": [_duty(streets[street.street_id], street, known.item_of(kind.code, street), known) for street in there],
        "catalogue": [_line(row) for row in lists.catalogue(today).filter(type=kind)], "sample": kind.sample, "seen": str(as_read("event_type", kind.pk)),
    }


def _duty(code: str, street: StreetLine, item: DutyLine | None, known: DutyBook) -> dict[str, Any]:
    bodies = body_book().bodies
    return {
        "street": code, "name": in_words(street.name, street.name_en), "item": item.code if item else None, "listed": item.list_kind if item else None,
        "title": in_words(item.title, item.title_en) if item else "", "office": item.office_name if item else "", "role": item.role if item else None,
        "departments": [bodies[key].code for key in item.departments if key in bodies] if item else [],
    }


def _line(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk, "street": row.street.code if row.street else None, "lead": row.lead.code, "cooperating": [body.code for body in row.cooperating.all()],
        "source": row.source_code, "reference": row.source_reference, "since": row.valid_from, "until": row.valid_to, "sample": row.sample,
    }


def _step(row: SettingChange) -> dict[str, Any]:
    lines = {name: told({name: both}, timezone.localdate(row.at)) for name, both in row.parts.items()}
    parts = [{"part": name, "label": gettext(one.part), "before": one.before, "after": one.after} for name, found in lines.items() for one in found]
    return {"id": row.pk, "kind": row.kind, "at": row.at, "why": row.why, "parts": parts}
