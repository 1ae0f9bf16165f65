"""/api/v1/opinions: what streets are asked, what they said, what became of it. A key reaches the files and requests of its unit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, TypeAlias

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from shaoxiang.institutions.queries import book
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.once import answer_once
from shaoxiang.kernel.interface.problems import Unknown, documented
from shaoxiang.kernel.interface.schemas import Code, IdempotencyKey, Input, PageOut, Text, words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.vocabulary import Vocabulary, _
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.opinions import actions, queries
from shaoxiang.opinions.models import ConsultationScope, OpinionFile, OpinionRequest
from shaoxiang.opinions.rules import DAYS_LEAST, DAYS_MOST, TITLE_MAX, WORDS_MAX
from shaoxiang.opinions.vocabulary import DecisionGround, FileStatus, OpinionStatus, PlanStage, Power, Uptake, View

router = Router(tags=["opinions"])
READ, WRITE = BearerKey(Scope.OPINIONS_READ), BearerKey(Scope.OPINIONS_READ, Scope.OPINIONS_WRITE)
NUMBER = {"max_length": 24, "pattern": r"^[A-Za-z0-9-]+$"}
FileNumber = Annotated[str, Path(description="Number of the file", examples=["JC20261102-0001"], **NUMBER)]
RequestNumber = Annotated[str, Path(description="Number of one street's request", examples=["YJ20261102-0001"], **NUMBER)]
NEWEST_FIRST = ("-matter__opened_at", "-matter_id")
PowerWord: TypeAlias = words("StreetPower", Power)  # type: ignore[valid-type]
StageWord: TypeAlias = words("PlanStageWord", PlanStage)  # type: ignore[valid-type]
FileWord: TypeAlias = words("OpinionFileState", FileStatus)  # type: ignore[valid-type]
StatusWord: TypeAlias = words("OpinionState", OpinionStatus)  # type: ignore[valid-type]
ViewWord: TypeAlias = words("OpinionView", View)  # type: ignore[valid-type]
GroundWord: TypeAlias = words("DecisionGround", DecisionGround)  # type: ignore[valid-type]
UptakeWord: TypeAlias = words("OpinionUptake", Uptake)  # type: ignore[valid-type]


class State(Vocabulary):
    """Which requests."""

    WAITING = "waiting", _("等街道答复的")
    ANSWERED = "answered", _("答复过的")
    SILENT = "silent", _("期满没有答复的")


class ConsultationScopeOut(Schema):
    code: str
    title: str
    power: PowerWord
    days: int = Field(description="Working days a street has to answer")
    decision: bool = Field(description="A major decision: public comment and review of legality, whatever the power")
    marks: list[str] = Field(description="Words by which a matter put elsewhere is known to be one of these")
    basis: str
    valid_from: date
    sample: bool = Field(description="Composed (示例)")


class ConsultationScopesOut(Schema):
    items: list[ConsultationScopeOut]


class OpinionRequestOut(Schema):
    number: str
    file: str = Field(description="Number of the file it belongs to")
    title: str = Field(description="Telephone and id numbers masked")
    street: str = Field(description="Code of the street office or town asked")
    asking: str = Field(description="Code of the unit that asks")
    power: PowerWord
    status: StatusWord = Field(description="NO_OPINION: the time ran out. It is never consent")
    asked_at: datetime
    due_at: datetime
    view: ViewWord | None
    words: str = Field(description="What the street said, word for word")
    late: bool = Field(description="Answered after the time, before the meeting")
    answered_at: datetime | None
    uptake: UptakeWord | None
    feedback: str
    feedback_at: datetime | None
    sample: bool = Field(description="Composed (示例)")


class OpinionRequestsOut(PageOut):
    items: list[OpinionRequestOut]


class OpinionFileOut(Schema):
    number: str
    title: str = Field(description="Telephone and id numbers masked")
    asking: str = Field(description="Code of the unit that asks")
    power: PowerWord
    stage: StageWord | None = Field(description="Of a plan")
    scope: str | None = Field(description="Code of the kind of matter that must be asked about")
    status: FileWord
    days: int
    whole: bool = Field(description="The whole district: every street is asked")
    ground: GroundWord | None = Field(description="Why it takes the steps of a major decision; null: it does not")
    opened_at: datetime
    sent_at: datetime | None = Field(description="When it went to its meeting")
    closed_at: datetime | None
    sample: bool = Field(description="Composed (示例)")


class OpinionFilesOut(PageOut):
    items: list[OpinionFileOut]


class EarlierWordOut(Schema):
    street: str = Field(description="Code of the street; empty: the finding of justice")
    said: str = Field(description="What was answered (a view), or found")
    words: str
    said_at: datetime | None
    before: datetime = Field(description="When the paper came that it was said without")


class OpinionFileWhole(OpinionFileOut):
    text: str
    streets: list[str] = Field(description="Codes of the streets concerned, asked or not")
    requests: list[OpinionRequestOut]
    obstacles: list[str] = Field(description="What keeps it from its meeting, in the caller's language; empty: it may go")
    comment_ends_at: datetime | None = Field(description="Of a major decision: the end of public comment")
    comment_days: int | None = Field(description="For how many days it is open to public comment: given when it was published, never shortened afterwards")
    short_why: str = Field(description="Why fewer than thirty days")
    earlier: list[EarlierWordOut] = Field(description="What was said before another paper was attached; whoever said it is asked again")


class OpinionFileIn(Input):
    power: PowerWord
    title: Text = Field(min_length=1, max_length=TITLE_MAX)
    text: Text = Field("", max_length=WORDS_MAX, description="What is to be decided, how it touches the street, what you ask")
    streets: list[Code] = Field(default_factory=list, max_length=40, description="Codes of street offices and the town")
    whole: bool = Field(False, description="The whole district: every street is concerned without being listed")
    stage: StageWord | None = None
    scope: Code = Field("", description="Code from /opinions/scopes, where it is one of these")
    days: int | None = Field(None, ge=DAYS_LEAST, le=DAYS_MOST, description="Working days to answer; null: as the scope says, else five")
    ask: bool = Field(True, description="false: only opened; ask later with /ask")


class StreetsIn(Input):
    streets: list[Code] = Field(default_factory=list, max_length=40, description="More streets concerned; empty: those already there and not yet asked")


class OpinionAnswerIn(Input):
    view: ViewWord
    words: Text = Field("", max_length=WORDS_MAX, description="Needed unless the view is AGREE")


class OpinionFeedbackIn(Input):
    uptake: UptakeWord
    words: Text = Field(min_length=1, max_length=WORDS_MAX, description="How it was adopted, or why not: the street reads it")


class OpinionFileFilter(Schema):
    power: PowerWord | None = None
    all: bool = Field(False, description="true: those ended too")
    limit: int = Field(50, ge=1, le=200)
    cursor: Text = Field("", max_length=400, description="`next` of the page before")


class OpinionFilter(Schema):
    power: PowerWord | None = None
    state: words("OpinionsWanted", State) | None = None  # type: ignore[valid-type]
    uptake: UptakeWord | None = None
    street: Code = Field("", description="Code of the street office or town")
    limit: int = Field(50, ge=1, le=200)
    cursor: Text = Field("", max_length=400, description="`next` of the page before")


# --- reading ------------------------------------------------------------------------------------------------------------


@router.get("/scopes", auth=READ, response={200: ConsultationScopesOut, **documented()}, operation_id="list_opinion_scopes",
            summary="必须征求意见的事项 What streets must be asked about, in force today")
def list_opinion_scopes(request: HttpRequest) -> dict[str, Any]:
    return {"items": [
        {"code": row.code, "title": in_words(row.title, row.title_en), "power": row.power, "days": row.days, "decision": row.decision,
         "marks": list(row.words), "basis": row.basis,
         "valid_from": row.valid_from, "sample": row.sample} for row in queries.scopes_in_force(timezone.localdate())
    ]}


@router.get("/files", auth=READ, response={200: OpinionFilesOut, **documented()}, operation_id="list_opinion_files", summary="征求意见事项 Files, newest first")
def list_opinion_files(request: HttpRequest, given: Query[OpinionFileFilter]) -> dict[str, Any]:
    """Those the key's unit asks on. Without `all` only those under way."""
    rows = queries.files_for(request.actor)  # type: ignore[attr-defined]
    if given.power:
        rows = rows.filter(power=given.power)
    page = _page(rows if given.all else rows.filter(matter__closed_at__isnull=True), given.cursor, given.limit)
    return {"items": [_file(row) for row in page.rows], "next": page.next}


@router.get("/files/{number}", auth=READ, response={200: OpinionFileWhole, **documented(404)}, operation_id="read_opinion_file",
            summary="一件征求意见事项 One file with its requests")
def read_opinion_file(request: HttpRequest, number: FileNumber) -> dict[str, Any]:
    return _whole(queries.files_for(request.actor).get(matter__number=number))  # type: ignore[attr-defined]


@router.get("/requests", auth=READ, response={200: OpinionRequestsOut, **documented()}, operation_id="list_opinions",
            summary="问过街道什么 Requests, newest first")
def list_opinions(request: HttpRequest, given: Query[OpinionFilter]) -> dict[str, Any]:
    """A street's own; those a unit asked."""
    chosen = {"power": str(given.power or ""), "state": str(given.state or ""), "uptake": str(given.uptake or "")}
    rows = queries.filtered(queries.requests_for(request.actor), chosen)  # type: ignore[attr-defined]
    if given.street:
        rows = rows.filter(unit_id=_unit(given.street, "query.street"))
    page = _page(rows, given.cursor, given.limit)
    return {"items": [_request(row) for row in page.rows], "next": page.next}


@router.get("/requests/{number}", auth=READ, response={200: OpinionRequestOut, **documented(404)}, operation_id="read_opinion",
            summary="一个街道的征求意见 One request")
def read_opinion(request: HttpRequest, number: RequestNumber) -> dict[str, Any]:
    return _request(queries.requests_for(request.actor).get(matter__number=number))  # type: ignore[attr-defined]


# --- asking, answering, telling what became of it ------------------------------------------------------------------------


@router.post("/files", auth=WRITE, response={201: OpinionFileWhole, **documented(409, 413)}, operation_id="create_opinion_file",
             summary="立卷并征求意见 Open a file and ask the streets")
def create_opinion_file(request: HttpRequest, given: OpinionFileIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    def made() -> OpinionFileWhole:
        actor, at = request.actor, timezone.now()  # type: ignore[attr-defined]
        scope = queries.scope_in_force(given.scope) if given.scope else None
        if given.scope and scope is None:
            raise Unknown("body.scope", _("没有这一类必须征求意见的事项：请从 /opinions/scopes 读取。"))
        question = actions.Question(
            Power(given.power), given.title, tuple(_units(given.streets)), given.text, PlanStage(given.stage) if given.stage else None, scope, given.days,
            whole=given.whole,
        )
        file = actions.open_file(question, actor=actor, at=at)
        return OpinionFileWhole.model_validate(_whole(actions.send_out(file.number, actor=actor, at=at) if given.ask else file))

    return answer_once(request, idempotency_key, made)


@router.post("/files/{number}/ask", auth=WRITE, response={200: OpinionFileWhole, **documented(404, 409, 413)}, operation_id="ask_opinion_file",
             summary="发出征求意见 Ask the streets that were not asked yet")
def ask_opinion_file(request: HttpRequest, number: FileNumber, given: StreetsIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    def made() -> OpinionFileWhole:
        actor, at = request.actor, timezone.now()  # type: ignore[attr-defined]
        if given.streets:
            actions.concern(number, units=_units(given.streets), actor=actor, at=at)
        return OpinionFileWhole.model_validate(_whole(actions.send_out(number, actor=actor, at=at)))

    return answer_once(request, idempotency_key, made, status=200)


@router.post("/requests/{number}/answer", auth=WRITE, response={200: OpinionRequestOut, **documented(404, 409, 413)}, operation_id="answer_opinion",
             summary="街道答复 Answer, by the street asked")
def answer_opinion(request: HttpRequest, number: RequestNumber, given: OpinionAnswerIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    return answer_once(request, idempotency_key, lambda: OpinionRequestOut.model_validate(_request(actions.answer(
        number, view=View(given.view), words=given.words, actor=request.actor, at=timezone.now(),  # type: ignore[attr-defined]
    ))), status=200)


@router.post("/requests/{number}/feedback", auth=WRITE, response={200: OpinionRequestOut, **documented(404, 409, 413)},
             operation_id="give_opinion_feedback", summary="书面反馈采纳情况 Tell the street what became of its opinion")
def give_opinion_feedback(request: HttpRequest, number: RequestNumber, given: OpinionFeedbackIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    return answer_once(request, idempotency_key, lambda: OpinionRequestOut.model_validate(_request(actions.give_feedback(
        number, uptake=Uptake(given.uptake), words=given.words, actor=request.actor, at=timezone.now(),  # type: ignore[attr-defined]
    ))), status=200)


# --- shapes -------------------------------------------------------------------------------------------------------------


def _page(rows: Any, cursor: str, limit: int) -> Any:
    page = keyset(rows, order=NEWEST_FIRST, cursor=cursor or None, size=limit)
    if page.lost:
        raise Unknown("query.cursor", _("这个 cursor 不完整或已经失效：请从第一页重新读。"))
    return page


def _units(codes: list[str]) -> list[int]:
    return [_unit(code, "body.streets") for code in codes]


def _unit(code: str, field: str) -> int:
    found = book().codes.get(code)
    if found is None:
        raise Unknown(field, _("没有这个机构代码：请从 /institutions 读取。"))
    return found


def _code(key: int | None) -> str:
    body = book().bodies.get(key or 0)
    return body.code if body is not None else ""


def _file(row: OpinionFile) -> dict[str, Any]:
    scope: ConsultationScope | None = row.scope
    return {
        "number": row.number, "title": mask_text(row.matter.title), "asking": _code(row.matter.unit_id), "power": row.power, "stage": row.stage or None,
        "scope": scope.code if scope is not None else None, "status": row.matter.status, "days": row.days, "whole": row.whole,
        "ground": row.ground or None, "opened_at": row.matter.opened_at,
        "sent_at": row.sent_at, "closed_at": row.matter.closed_at, "sample": row.sample,
    }


def _whole(row: OpinionFile) -> dict[str, Any]:
    stand = queries.standing(row, now=timezone.now())
    requests = [line.request for line in stand.lines if line.request is not None]
    for one in requests:
        one.file = row
    return _file(row) | {
        "text": row.text, "streets": [_code(line.unit_id) for line in stand.lines], "requests": [_request(one) for one in requests],
        "obstacles": queries.bar_words(stand.obstacles), "comment_ends_at": queries.comment_ends(row),
        "comment_days": row.comment_days, "short_why": row.short_why,
        "earlier": [
            {"street": _code(one.unit_id), "said": one.said, "words": one.words, "said_at": one.said_at, "before": one.at}
            for said in queries.earlier_of(row).values() for one in said
        ],
    }


def _request(row: OpinionRequest) -> dict[str, Any]:
    return {
        "number": row.number, "file": row.file.number, "title": mask_text(row.matter.title), "street": _code(row.unit_id),
        "asking": _code(row.file.matter.unit_id), "power": row.file.power, "status": row.matter.status, "asked_at": row.asked_at, "due_at": row.due_at,
        "view": row.view or None, "words": row.words, "late": row.late, "answered_at": row.answered_at, "uptake": row.uptake or None,
        "feedback": row.feedback, "feedback_at": row.feedback_at, "sample": row.sample,
    }
