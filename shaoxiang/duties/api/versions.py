"""/api/v1/duties/versions: what was published and under which signature, for everyone with a key; drafting and publishing for who may do it on the pages.

Every write to a draft says which revision its caller saw: somebody else's change in between is answered with 409 and nothing is lost.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, TypeAlias

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from shaoxiang.duties import actions
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries import sealing, standing
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.queries.deadline import publish_days
from shaoxiang.duties.queries.papers import without_paper
from shaoxiang.duties.queries.retracting import retraction_of
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.sealing import signed_fields
from shaoxiang.duties.vocabulary import ChangeAct, ListForm, NewWork, VersionKind, VersionStage, VersionStatus
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.once import answer_once
from shaoxiang.kernel.interface.problems import documented
from shaoxiang.kernel.interface.schemas import Code, IdempotencyKey, Input, PageOut, Text, words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.paging import keyset

router = Router(tags=["duties"])
READ, WRITE = BearerKey(Scope.DUTIES_READ), BearerKey(Scope.DUTIES_WRITE)
MOST_CHANGES = 200
Key = Annotated[int, Path(ge=1, le=2**31, description="`id` of a version")]
KindWord: TypeAlias = words("ListVersionKind", VersionKind)  # type: ignore[valid-type]
FormWord: TypeAlias = words("ListVersionForm", ListForm)  # type: ignore[valid-type]
StageWord: TypeAlias = words("ListVersionStage", VersionStage)  # type: ignore[valid-type]
ActWord: TypeAlias = words("ListChangeAct", ChangeAct)  # type: ignore[valid-type]
NewWorkWord: TypeAlias = words("ListNewWork", NewWork)  # type: ignore[valid-type]
Revision = Annotated[int, Field(ge=0, le=2**31, description="`revision` of the draft as the caller read it; another one is answered with 409")]
Cursor = Annotated[Text, Field(max_length=400, description="`next` of the page before")]


class ListGroundOut(Schema):
    code: str
    more: NewWorkWord
    types: list[str] = Field(description="Types of event the street did not carry so before")
    stands_on: str = Field(description="Number of an admission, or of a document this house does not keep")
    paper: bool = Field(description="false: only the number of the document is known; its paper is attached on the page before review")
    lacks: str = Field(description="Why it keeps the draft from being published; empty where nothing does")


class ListVersionOut(Schema):
    id: int
    number: str = Field(description="Number of the matter")
    kind: KindWord
    version: int | None = Field(description="null: not published")
    form: FormWord | None = Field(description="Of a duty list")
    stage: StageWord
    title: str
    effective_from: date | None
    decided_by: str
    document: str
    decided_on: date | None
    first_decided_on: date | None = Field(description="The earliest day of the decision ever written; null: none, or an old version")
    redated_why: str = Field(description="Why a later day took its place; empty where none did")
    publish_by: date | None = Field(description="Twenty working days from the day of the decision (政府信息公开条例 26); null: not decided, or an old version")
    published_at: datetime | None
    reviewed_at: datetime | None = Field(description="When a second person of the keeping office confirmed it; null: not yet, or an old version")
    heard_number: str = Field(description="Number of the file on which the streets it touches were heard; empty where no street was asked")
    unheard_why: str = Field(description="Why they were not asked, of versions published before no reason stood for it")
    retracted_at: datetime | None = Field(description="When it was taken back before its day; null: it was not")
    retraction: str = Field(description="Why it was taken back; empty where it was not")
    refusal: str = Field(description="Why it was last sent back by whoever looked at it")
    digest: str = Field(description="SHA-256, hexadecimal; empty for a draft")
    revision: int = Field(description="Goes up with every change of a draft")
    grounds: list[ListGroundOut] = Field(description="Of a draft read by itself: what gives a street more than it carried, and what that stands on")
    sample: bool = Field(description="Composed, not an official text (示例)")


class ListVersionsOut(PageOut):
    items: list[ListVersionOut]


class VersionItemOut(Schema):
    code: str
    values: dict[str, Any] = Field(description="The fields of the list, as signed")
    answers: list[str] = Field(description="Types of event the item answered for on the day of publication")


class VersionItemsOut(PageOut):
    items: list[VersionItemOut]


class VersionFieldOut(Schema):
    field: str
    before: Any
    after: Any


class VersionLineOut(Schema):
    act: ActWord
    code: str
    title: str
    fields: list[VersionFieldOut] = Field(description="Of an amended item: the fields that differ")


class VersionDiffOut(PageOut):
    compared_with: int | None = Field(description="`id` of the version compared with; null: there is none before")
    items: list[VersionLineOut]


class SignatureOut(Schema):
    scheme: int = Field(description="1: the items; 2: also the decision, the form, amounts and the types each item answers for")
    digest: str = Field(description="SHA-256 of `text` in UTF-8, hexadecimal")
    signature: str = Field(description="Ed25519 over `text` in UTF-8, hexadecimal")
    public_key: str = Field(description="Ed25519, hexadecimal; compare it with the one the district made known elsewhere")
    text: str = Field(description="The canonical text, byte for byte")
    untouched: bool = Field(description="false: rows were changed after publication, so `text` no longer gives `digest`")


class ListVersionFilter(Schema):
    kind: KindWord | None = None
    published: bool | None = Field(None, description="true: published ones; false: drafts the key may see; absent: both")
    limit: int = Field(50, ge=1, le=200)
    cursor: Cursor = ""


class VersionItemFilter(Schema):
    limit: int = Field(100, ge=1, le=500)
    cursor: Cursor = ""


class DiffFilter(VersionItemFilter):
    other: int | None = Field(None, ge=1, le=2**31, description="`id` of another published version of the same list; absent: the one before")
    cursor: Code = Field("", description="`next` of the page before")


class DraftIn(Input):
    kind: KindWord
    title: Text = Field(min_length=1, max_length=80)
    form: FormWord | None = None


class DecisionIn(Input):
    revision: Revision
    title: Text = Field(min_length=1, max_length=80)
    effective_from: date | None = None
    decided_by: Text = Field("", max_length=60)
    document: Text = Field("", max_length=80, description="Its number, such as 新编发〔2026〕9号")
    decided_on: date | None = Field(None, description="Not in the future: from this day the time to publish runs")
    redated_why: Text = Field("", max_length=300, description="Needed where the day is later than the one written first, or taken away")


class WishIn(Input):
    act: ActWord
    code: Text = Field(min_length=1, max_length=12)
    values: dict[Code, Text | bool | int | list[Text] | None] = Field(
        default_factory=dict, description="Fields of the list; of an amendment only those that change",
    )
    reason: Text = Field("", max_length=200)
    basis: Text = Field("", max_length=160, description="Law, article or document the change rests on")
    answers: list[Code] | None = Field(None, max_length=40, description="Types of event it answers for from now on; null leaves them")


class WishesIn(Input):
    revision: Revision
    changes: list[WishIn] = Field(max_length=MOST_CHANGES, description="All changes of the draft: those not named are dropped")


class ReviewIn(Input):
    revision: Revision


class RetractionIn(Input):
    reason: Text = Field(min_length=10, max_length=400, description="Why; shown to everybody")


class PublishIn(Input):
    revision: Revision
    accept_gaps: bool = Field(False, description="true: types that nobody will answer for were decided so")
    heard_number: Text = Field("", max_length=24, description="Number (JC…) of the file on which the streets were heard; needed where no admission heard them")


@router.get("", auth=READ, response={200: ListVersionsOut, **documented()}, operation_id="list_list_versions", summary="清单版本 Versions, newest first")
def list_versions(request: HttpRequest, given: Query[ListVersionFilter]) -> dict[str, Any]:
    rows = queries.versions_for(request.actor)  # type: ignore[attr-defined]
    if given.kind is not None:
        rows = rows.filter(kind=str(given.kind))
    if given.published is not None:
        rows = rows.filter(status__in=[VersionStatus.PUBLISHED.value] if given.published else [VersionStatus.DRAFT.value])
    page = keyset(rows, order=("-id",), cursor=given.cursor or None, size=given.limit)
    if page.lost:
        raise ChangeRefused("cursor", _("这个 cursor 不完整或已经失效：请从第一页重新读。"))
    days = publish_days(page.rows)
    return {"items": [_row(row, days.get(row.matter_id)) for row in page.rows], "next": page.next}


@router.post("", auth=WRITE, response={201: ListVersionOut, **documented(409)}, operation_id="draft_list_version", summary="起草新版 Draft a version")
def draft(request: HttpRequest, given: DraftIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """From the version published last."""

    def made() -> ListVersionOut:
        form = str(given.form) if given.form else ""
        return _model(actions.draft_version(str(given.kind), title=given.title, form=form, actor=request.actor, at=timezone.now()))  # type: ignore[attr-defined]

    return answer_once(request, idempotency_key, made)


@router.get("/{pk}", auth=READ, response={200: ListVersionOut, **documented(404)}, operation_id="read_list_version", summary="一版清单 One version")
def read(request: HttpRequest, pk: Key) -> dict[str, Any]:
    return _shown(_found(request, pk))


@router.get(
    "/{pk}/items", auth=READ, response={200: VersionItemsOut, **documented(404)}, operation_id="list_list_version_items",
    summary="这一版的条目 Items of a published version, by code",
)
def items(request: HttpRequest, pk: Key, given: Query[VersionItemFilter]) -> dict[str, Any]:
    version = _published(request, pk)
    page = keyset(queries.published_rows(version), order=("code",), cursor=given.cursor or None, size=given.limit)
    if page.lost:
        raise ChangeRefused("cursor", _("这个 cursor 不完整或已经失效：请从第一页重新读。"))
    names = signed_fields(version.kind, version.scheme)
    shown = [
        {"code": row.code, "values": {name: getattr(row, name) for name in names}, "answers": version.answers.get(row.code, [])} for row in page.rows
    ]
    return {"items": shown, "next": page.next}


@router.get(
    "/{pk}/diff", auth=READ, response={200: VersionDiffOut, **documented(404)}, operation_id="compare_list_version",
    summary="和前一版比 What changed since another version, by code",
)
def diff(request: HttpRequest, pk: Key, given: Query[DiffFilter]) -> dict[str, Any]:
    version = _published(request, pk)
    other = queries.predecessor(version) if given.other is None else _published(request, given.other)
    if other is None:
        return {"compared_with": None, "items": [], "next": None}
    if other.kind != version.kind:
        raise ChangeRefused("other", _("只能和同一张清单的另一版比。"))
    changed = queries.between(other, version)
    begin = next((turn for turn, one in enumerate(changed.changes) if one.code > given.cursor), len(changed.changes))
    shown, more = changed.lines(changed.changes[begin : begin + given.limit]), len(changed.changes) > begin + given.limit
    return {
        "compared_with": other.pk, "next": shown[-1].code if more else None,
        "items": [
            {"act": line.act.value, "code": line.code, "title": line.title,
             "fields": [{"field": one.field.name, "before": one.before, "after": one.after} for one in line.fields]}
            for line in shown
        ],
    }


@router.get(
    "/{pk}/signature", auth=READ, response={200: SignatureOut, **documented(404)}, operation_id="read_list_version_signature",
    summary="签名文件 The signed text, its digest, signature and key",
)
def signature(request: HttpRequest, pk: Key) -> dict[str, Any]:
    version = _found(request, pk)
    if version.status not in queries.PUBLIC:
        raise Http404
    return sealing.signature_document(version) | {"untouched": sealing.is_untouched(version)}


@router.put(
    "/{pk}/decision", auth=WRITE, response={200: ListVersionOut, **documented(404, 409)}, operation_id="decide_list_version",
    summary="写明决定 Name, decision and first day of a draft",
)
def decide(request: HttpRequest, pk: Key, given: DecisionIn) -> dict[str, Any]:
    _found(request, pk)
    return _shown(actions.describe(pk, **given.dict(), actor=request.actor, at=timezone.now()))  # type: ignore[attr-defined]


@router.put(
    "/{pk}/changes", auth=WRITE, response={200: ListVersionOut, **documented(404, 409)}, operation_id="change_list_version",
    summary="改草案 All changes of a draft at once",
)
def change(request: HttpRequest, pk: Key, given: WishesIn) -> dict[str, Any]:
    _found(request, pk)
    wishes = [
        actions.Wanted(str(one.act), one.code, one.values, one.reason, None if one.answers is None else tuple(one.answers), one.basis)
        for one in given.changes
    ]
    return _shown(actions.put_changes(pk, wishes, revision=given.revision, actor=request.actor, at=timezone.now()))  # type: ignore[attr-defined]


@router.post(
    "/{pk}/review", auth=WRITE, response={200: ListVersionOut, **documented(404, 409)}, operation_id="send_list_version_for_review",
    summary="送复核 Send a decided draft to a second person",
)
def send_for_review(request: HttpRequest, pk: Key, given: ReviewIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """That somebody looked at it is a person's own word: it is confirmed, or sent back, on its page and not over the interface."""
    _found(request, pk)

    def made() -> ListVersionOut:
        return _model(actions.send_for_review(pk, actor=request.actor, at=timezone.now(), revision=given.revision))  # type: ignore[attr-defined]

    return answer_once(request, idempotency_key, made, status=200)


@router.post(
    "/{pk}/publish", auth=WRITE, response={200: ListVersionOut, **documented(404, 409)}, operation_id="publish_list_version",
    summary="公布 Publish a confirmed draft",
)
def publish(request: HttpRequest, pk: Key, given: PublishIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    _found(request, pk)

    def made() -> ListVersionOut:
        return _model(actions.publish(pk, actor=request.actor, at=timezone.now(), **given.dict()))  # type: ignore[attr-defined]

    return answer_once(request, idempotency_key, made, status=200)


@router.post(
    "/{pk}/retraction", auth=WRITE, response={200: ListVersionOut, **documented(404, 409)}, operation_id="ask_list_version_retraction",
    summary="提请撤回 Ask that a published version whose day has not come be taken back",
)
def ask_retraction(request: HttpRequest, pk: Key, given: RetractionIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """A second person confirms it on its page, not over the interface."""
    _found(request, pk)

    def made() -> ListVersionOut:
        return _model(actions.ask_retraction(pk, reason=given.reason, actor=request.actor, at=timezone.now()).version)  # type: ignore[attr-defined]

    return answer_once(request, idempotency_key, made, status=200)


def _found(request: HttpRequest, pk: int) -> ListVersion:
    version = queries.versions_for(request.actor).filter(pk=pk).first()  # type: ignore[attr-defined]
    if version is None:
        raise Http404
    return version


def _published(request: HttpRequest, pk: int) -> ListVersion:
    version = _found(request, pk)
    if version.status != VersionStatus.PUBLISHED:
        raise Http404
    return version


def _model(version: ListVersion) -> ListVersionOut:
    return ListVersionOut.model_validate(_shown(version))


def _shown(version: ListVersion) -> dict[str, Any]:
    version.matter.refresh_from_db(fields=["status"])
    waits = without_paper(version) if version.status == VersionStatus.DRAFT else []
    grounds = [
        {"code": one.code, "more": one.more, "types": list(one.types), "stands_on": one.on, "paper": one.on not in waits, "lacks": one.lacks}
        for one in standing.standings(version)
    ] if version.status == VersionStatus.DRAFT else []
    return _row(version, publish_days([version]).get(version.matter_id)) | {"grounds": grounds}


def _row(version: ListVersion, publish_by: date | None) -> dict[str, Any]:
    back = retraction_of(version) if version.status == VersionStatus.RETRACTED else None
    return {
        "id": version.pk, "number": version.matter.number, "kind": version.kind, "version": version.number, "form": version.form or None,
        "stage": version.matter.status, "title": version.title, "effective_from": version.effective_from, "decided_by": version.decided_by,
        "document": version.document, "decided_on": version.decided_on, "first_decided_on": version.first_decided_on,
        "redated_why": version.redated_why, "publish_by": publish_by,
        "published_at": version.published_at, "digest": version.digest, "revision": version.revision, "grounds": [], "sample": version.sample,
        "reviewed_at": version.reviewed_at, "refusal": version.refusal, "heard_number": version.heard_number,
        "retracted_at": back.done_at if back is not None else None, "retraction": back.reason if back is not None else "", "unheard_why": version.unheard_why,
    }
