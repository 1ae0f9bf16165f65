"""/api/v1/duties/rules: written rules with every text, for everyone with a key; registering, writing, issuing and deciding for who may do it on the pages.

Every write says which revision its caller saw; somebody else's in between is answered with 409.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from shaoxiang.duties.actions import documents as actions
from shaoxiang.duties.models import InstitutionDocument, RuleText
from shaoxiang.duties.queries.documents import documents_for, draft_text, moves_for, reads_drafts
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.documents import ENGLISH_MAX, TEXT_MAX, Issue, paragraphs
from shaoxiang.duties.vocabulary import RuleKind, RuleStatus
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.once import answer_once
from shaoxiang.kernel.interface.problems import documented
from shaoxiang.kernel.interface.schemas import Code, CodeInPath, IdempotencyKey, Input, PageOut, Text, words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.navigation import item_of

router = Router(tags=["duties"])
READ, WRITE = BearerKey(Scope.DUTIES_READ), BearerKey(Scope.DUTIES_WRITE)
KindWord = words("RuleKindWord", RuleKind)
Seen = Annotated[int, Field(ge=0, le=2**31, description="`revision` of the rule as the caller read it; another one is answered with 409")]
Number = Annotated[int, Path(ge=1, le=32767, description="Number of an issued text")]
English = Annotated[Text, Field(max_length=ENGLISH_MAX, description="A summary for readers of English, a paragraph a line; without force")]


class RuleOut(Schema):
    """A written rule of the district: once it was issued for every key, a draft for keys of a post that writes them."""

    code: str
    kind: KindWord  # type: ignore[valid-type]
    title: str
    scope: str
    summary: str
    issued_by: str
    status: words("RuleStatusWord", RuleStatus)  # type: ignore[valid-type]
    document_number: str = Field(description="Of the text issued last")
    issued_on: date | None
    valid_from: date
    valid_to: date | None = Field(description="First day it no longer holds; null while it does")
    trial_until: date | None
    review_on: date | None
    revision: int = Field(description="Goes up with every change; a write says which one it saw")
    sample: bool = Field(description="Composed, not an official text (示例)")


class RulesOut(PageOut):
    items: list[RuleOut]


class ParagraphOut(Schema):
    label: str = Field(description="第一条 …; empty where no article begins")
    text: str
    heading: bool


class RuleTextOut(Schema):
    number: int
    document_number: str
    issued_on: date
    effective_from: date
    effective_to: date | None = Field(description="First day this text no longer holds")
    paragraphs: list[ParagraphOut] = Field(description="Chinese: the text that counts")
    english: str = Field(description="Summary for readers of English, a paragraph a line; without force, empty where none was written")


class RuleDraftOut(Schema):
    text: str = Field(description="Chinese, a paragraph a line")
    english: str


class RuleWhole(RuleOut):
    texts: list[RuleTextOut] = Field(description="Every text ever issued, newest first")
    draft: RuleDraftOut | None = Field(description="The text being written, for keys of a post that writes rules; null: none, or not for this key")
    moves: list[str] = Field(description="What this key may do with it now: describe, write, try_out, issue, amend, extend, confirm, keep, repeal")


class RuleFilter(Schema):
    status: words("RuleStatusFilter", RuleStatus) | None = None  # type: ignore[valid-type]
    limit: int = Field(50, ge=1, le=200)
    cursor: int = Field(0, ge=0, le=2**31, description="`next` of the page before")


class RuleIn(Input):
    title: Text = Field(min_length=1, max_length=120)
    kind: KindWord  # type: ignore[valid-type]
    code: Code = Field("", max_length=24, description="Empty: the next free one, R1, R2, …")


class RuleDescriptionIn(Input):
    revision: Seen
    title: Text | None = Field(None, min_length=1, max_length=120)
    title_en: Text | None = Field(None, max_length=160)
    kind: KindWord | None = None  # type: ignore[valid-type]
    issued_by: Text | None = Field(None, max_length=80)
    scope: Text | None = Field(None, max_length=200)
    scope_en: Text | None = Field(None, max_length=240)
    summary: Text | None = Field(None, max_length=1000)
    summary_en: Text | None = Field(None, max_length=1500)
    mechanism: Code | None = Field(None, description="Name of the page that carries it out, as in the navigation; empty: none")


class RuleTextIn(Input):
    revision: Seen
    text: Text = Field(max_length=TEXT_MAX, description="Chinese, a paragraph a line; articles begin 第…条")
    english: English | None = Field(None, description="null leaves it")


class RuleEnglishIn(Input):
    revision: Seen
    english: English


class RuleIssueIn(Input):
    revision: Seen
    move: Literal["try_out", "issue", "amend"]
    document_number: Text = Field(min_length=1, max_length=60)
    issued_on: date
    effective_from: date
    trial_until: date | None = Field(None, description="Of a trial")
    review_on: date | None = Field(None, description="When it is looked at next; obligatory without a trial")


class RuleDecisionIn(Input):
    revision: Seen
    move: Literal["extend", "confirm", "keep", "repeal"]
    why: Text = Field(min_length=1, max_length=1000)
    until: date | None = Field(None, description="Of a longer trial")
    review_on: date | None = Field(None, description="Of a rule that stays")


@router.get("", auth=READ, response={200: RulesOut, **documented()}, operation_id="list_rules", summary="制度文件 Written rules, oldest first")
def list_rules(request: HttpRequest, given: Query[RuleFilter]) -> dict[str, Any]:
    rows = documents_for(request.actor).filter(pk__gt=given.cursor).order_by("pk")  # type: ignore[attr-defined]
    found = list((rows.filter(status=given.status.value) if given.status is not None else rows)[: given.limit + 1])
    shown = found[: given.limit]
    return {"items": [_rule(row) for row in shown], "next": str(shown[-1].pk) if len(found) > len(shown) else None}


@router.get(
    "/{code}", auth=READ, response={200: RuleWhole, **documented(404)}, operation_id="read_rule",
    summary="一份制度文件 One written rule, with its texts",
)
def read_rule(request: HttpRequest, code: CodeInPath) -> dict[str, Any]:
    return whole_rule(request, code)


def whole_rule(request: HttpRequest, code: str) -> dict[str, Any]:
    """As the key may read it. Raises Http404."""
    actor = request.actor  # type: ignore[attr-defined]
    row = documents_for(actor).filter(code=code).first()
    if row is None:
        raise Http404
    draft = draft_text(row) if reads_drafts(actor) else None
    texts = [
        {"number": one.number, "document_number": one.document_number, "issued_on": one.issued_on, "effective_from": one.effective_from,
         "effective_to": one.effective_to, "paragraphs": [part._asdict() for part in paragraphs(one.text)], "english": one.english}
        for one in row.texts.filter(number__isnull=False).order_by("-number")
    ]
    shown = {"text": draft.text, "english": draft.english} if draft is not None else None
    return {**_rule(row), "texts": texts, "draft": shown, "moves": list(moves_for(row, actor))}


@router.post("", auth=WRITE, response={201: RuleWhole, **documented(409)}, operation_id="open_rule", summary="登记制度文件 Register a rule, as a draft")
def open_rule(request: HttpRequest, given: RuleIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    def made() -> RuleWhole:
        if given.code and documents_for(_actor(request)).filter(code=given.code).exists():
            raise ChangeRefused("code", _("这个代码已经用过：请换一个，或者不写，由系统给。"))
        row = actions.open_rule(title=given.title, kind=str(given.kind), code=given.code, actor=_actor(request), at=timezone.now())
        return RuleWhole.model_validate(whole_rule(request, row.code))

    return answer_once(request, idempotency_key, made)


@router.put(
    "/{code}/description", auth=WRITE, response={200: RuleWhole, **documented(404, 409)}, operation_id="describe_rule",
    summary="改说明 What it is about",
)
def describe(request: HttpRequest, code: CodeInPath, given: RuleDescriptionIn) -> dict[str, Any]:
    """Fields that are absent or null stay."""
    _found(request, code)
    said = {name: str(value) for name, value in given.dict(exclude={"revision"}).items() if value is not None}
    if said.get("mechanism") and item_of(said["mechanism"]) is None:
        raise ChangeRefused("mechanism", _("系统里没有这一页：请写导航里一页的名字，如 opinions:list。"))
    actions.describe_rule(code, said, revision=given.revision, actor=_actor(request), at=timezone.now())
    return whole_rule(request, code)


@router.put(
    "/{code}/draft", auth=WRITE, response={200: RuleWhole, **documented(404, 409)}, operation_id="write_rule",
    summary="写文本 The text of the next version",
)
def write(request: HttpRequest, code: CodeInPath, given: RuleTextIn) -> dict[str, Any]:
    _found(request, code)
    actions.write_rule(code, given.text, english=given.english, revision=given.revision, actor=_actor(request), at=timezone.now())
    return whole_rule(request, code)


@router.put(
    "/{code}/texts/{number}/english", auth=WRITE, response={200: RuleWhole, **documented(404, 409)}, operation_id="put_rule_english",
    summary="写英文摘要 English summary of an issued text",
)
def english(request: HttpRequest, code: CodeInPath, number: Number, given: RuleEnglishIn) -> dict[str, Any]:
    _found(request, code)
    if not RuleText.objects.filter(document__code=code, number=number).exists():
        raise Http404
    actions.put_english(code, number, given.english, revision=given.revision, actor=_actor(request), at=timezone.now())
    return whole_rule(request, code)


@router.post(
    "/{code}/issue", auth=WRITE, response={200: RuleWhole, **documented(404, 409)}, operation_id="issue_rule",
    summary="印发 Let the drafted text hold",
)
def issue(request: HttpRequest, code: CodeInPath, given: RuleIssueIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    _found(request, code)
    said = Issue(given.document_number, given.issued_on, given.effective_from, given.trial_until, given.review_on)

    def made() -> RuleWhole:
        actions.issue_rule(code, given.move, said, revision=given.revision, actor=_actor(request), at=timezone.now())
        return RuleWhole.model_validate(whole_rule(request, code))

    return answer_once(request, idempotency_key, made, status=200)


@router.post(
    "/{code}/decide", auth=WRITE, response={200: RuleWhole, **documented(404, 409)}, operation_id="decide_rule",
    summary="延长试行、转正、继续施行、废止 Decide on a rule in force",
)
def decide(request: HttpRequest, code: CodeInPath, given: RuleDecisionIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    _found(request, code)

    def made() -> RuleWhole:
        actions.decide_rule(code, given.move, why=given.why, until=given.until, review_on=given.review_on, revision=given.revision,
                            actor=_actor(request), at=timezone.now())
        return RuleWhole.model_validate(whole_rule(request, code))

    return answer_once(request, idempotency_key, made, status=200)


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _found(request: HttpRequest, code: str) -> None:
    """Raises Http404 for a rule that is not among the key's."""
    if not documents_for(_actor(request)).filter(code=code).exists():
        raise Http404


def _rule(row: InstitutionDocument) -> dict[str, Any]:
    return {
        "code": row.code, "kind": row.kind, "title": in_words(row.title, row.title_en), "scope": in_words(row.scope, row.scope_en),
        "summary": in_words(row.summary, row.summary_en), "issued_by": row.issued_by, "status": row.status, "document_number": row.number,
        "issued_on": row.issued_on, "valid_from": row.valid_from, "valid_to": row.valid_to, "trial_until": row.trial_until, "review_on": row.review_on,
        "revision": row.revision, "sample": row.sample,
    }
