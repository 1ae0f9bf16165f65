"""/api/v1/admission: requests read and drafted by departments, refusals issued by streets and answered by departments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, TypeAlias

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from shaoxiang.admission import actions, queries, rules
from shaoxiang.admission.models import AdmissionRequest, RefusalNotice
from shaoxiang.admission.rules import AdmissionRefused, Statement
from shaoxiang.admission.vocabulary import (
    UNCOUNTED,
    AdmissionStatus,
    Breach,
    Decided,
    Finding,
    ReceiptState,
    RefusalStatus,
    ResourceKind,
    ReviewKind,
    Tenure,
    WorkKind,
)
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.once import answer_once
from shaoxiang.kernel.interface.problems import documented
from shaoxiang.kernel.interface.schemas import Code, IdempotencyKey, Input, PageOut, Text, words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.vocabulary import Vocabulary, _
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.opinions.queries import Line
from shaoxiang.opinions.vocabulary import OpinionStatus, View

router = Router(tags=["admission"])
READ, WRITE = BearerKey(Scope.ADMISSION_READ), BearerKey(Scope.ADMISSION_WRITE)
Number = Annotated[str, Path(description="Number of the request or notice", max_length=24, pattern=r"^[A-Za-z0-9-]+$", examples=["ZR20261102-0001"])]
NEWEST_FIRST = ("-matter__opened_at", "-matter_id")
StatusWord: TypeAlias = words("AdmissionStatusWord", AdmissionStatus)  # type: ignore[valid-type]
TenureWord: TypeAlias = words("AdmissionTenure", Tenure)  # type: ignore[valid-type]
DecidedWord: TypeAlias = words("AdmissionDecided", Decided)  # type: ignore[valid-type]
RefusalWord: TypeAlias = words("RefusalStatusWord", RefusalStatus)  # type: ignore[valid-type]
WorkWord: TypeAlias = words("RefusedWork", WorkKind)  # type: ignore[valid-type]
AdmissionReviewKindWord: TypeAlias = words("AdmissionReviewKind", ReviewKind)  # type: ignore[valid-type]
AdmissionFindingWord: TypeAlias = words("AdmissionFinding", Finding)  # type: ignore[valid-type]
AdmissionStreetStatusWord: TypeAlias = words("AdmissionStreetStatus", OpinionStatus)  # type: ignore[valid-type]
AdmissionStreetViewWord: TypeAlias = words("AdmissionStreetView", View)  # type: ignore[valid-type]
AdmissionResourceWord: TypeAlias = words("AdmissionResource", ResourceKind)  # type: ignore[valid-type]
AdmissionReceiptStateWord: TypeAlias = words("AdmissionReceiptState", ReceiptState)  # type: ignore[valid-type]
AdmissionBreachWord: TypeAlias = words("AdmissionBreach", Breach)  # type: ignore[valid-type]
Written = Annotated[Text, Field(max_length=rules.WORDS_MAX)]


class Answer(Vocabulary):
    """What a department answers to a refusal."""

    ACCEPT = "ACCEPT", _("收回这件工作")
    APPLY = "APPLY", _("申请职责准入")
    ESCALATE = "ESCALATE", _("提请编办裁定")


AnswerWord: TypeAlias = words("RefusalAnswer", Answer)  # type: ignore[valid-type]


class AdmissionRow(Schema):
    number: str
    title: str
    department: str = Field(description="Code of the body")
    status: StatusWord
    tenure: TenureWord
    end_on: date | None
    decided: DecidedWord | None
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    sample: bool = Field(description="Composed (示例)")


class AdmissionsOut(PageOut):
    items: list[AdmissionRow]


class AdmissionReviewOut(Schema):
    kind: AdmissionReviewKindWord
    finding: AdmissionFindingWord | None
    words: str
    found_at: datetime | None


class AdmissionStreetOut(Schema):
    street: str = Field(description="Code of the body")
    status: AdmissionStreetStatusWord | None = Field(description="null: not asked yet; NO_OPINION is never consent")
    view: AdmissionStreetViewWord | None
    words: str


class AdmissionReceiptOut(Schema):
    resource: AdmissionResourceWord
    street: str
    state: AdmissionReceiptStateWord


class AdmissionOut(AdmissionRow):
    statement: dict[str, str] = Field(description="What the department states, field by field")
    missing: list[str] = Field(description="Fields still missing before it can be submitted; only while it is written")
    streets: list[AdmissionStreetOut]
    reviews: list[AdmissionReviewOut] = Field(description="Of the present round")
    resources: list[AdmissionReceiptOut]
    meeting: str
    decided_on: date | None
    document: str
    listed: list[str] = Field(description="Codes on the duty lists, or numbers in the register of admitted work")


class AdmissionIn(Input):
    title: Text = Field(min_length=1, max_length=rules.TITLE_MAX)
    streets: list[Code] = Field(default_factory=list, max_length=40, description="Codes of the street offices and towns it touches")
    tenure: TenureWord = Tenure.PERMANENT.value
    end_on: date | None = Field(None, description="Last day of temporary work")
    hours_a_month: int | None = Field(None, ge=1, le=100_000)
    legal_basis: Written = ""
    need: Written = ""
    workload: Written = ""
    staff: Written = ""
    money: Written = ""
    period: Written = ""
    standard: Written = ""
    process: Written = ""
    keeps: Written = Field("", description="What the department itself still does")
    technique: Written = ""
    requirements: Written = ""
    authority: Written = ""
    data_access: Written = ""
    training: Written = ""
    community_work: Written = ""
    touches_communities: bool = False
    no_forms: bool = Field(False, description="Confirms: no forms, figures or certificates are asked of communities")
    grid_work: bool = False


class RefusalRow(Schema):
    number: str
    title: str
    street: str
    department: str
    kind: WorkWord
    status: RefusalWord
    received_on: date
    late: bool = Field(description="Issued after the limit from receipt (three working days where nothing else is set)")
    counted: bool = Field(description="false: the work counts in no assessment")
    due_at: datetime | None
    closed_at: datetime | None
    sample: bool


class RefusalsOut(PageOut):
    items: list[RefusalRow]


class RefusalOut(RefusalRow):
    words: str
    letter: str
    answer: str
    request: str | None = Field(description="Number of the admission request made from it, where the key may see it")
    ruling: str
    item: str = Field(description="List and code, where ruled to be on a list")
    breach: AdmissionBreachWord | None


class RefusalIn(Input):
    title: Text = Field(min_length=1, max_length=rules.TITLE_MAX)
    words: Text = Field(min_length=1, max_length=rules.WORDS_MAX, description="What the street is asked to do and why it should not take it")
    department: Code = Field(description="Code of the body that asked")
    kind: WorkWord = WorkKind.LETTER.value
    number: Code = Field("", description="Of the case, item or task; empty for a letter")
    letter: Text = Field("", max_length=120, description="Number of the letter, or who said it and when")
    received_on: date | None = Field(None, description="Of letters and calls; when a case, an item or a task came, the house knows")


class AnswerIn(Input):
    answer: AnswerWord
    words: Written = ""


class AdmissionFilter(Schema):
    stage: StatusWord | None = None
    all: bool = Field(False, description="true: those ended too")
    limit: int = Field(50, ge=1, le=200)
    cursor: Text = Field("", max_length=400, description="`next` of the page before")


class RefusalFilter(Schema):
    all: bool = Field(False, description="true: those settled too")
    limit: int = Field(50, ge=1, le=200)
    cursor: Text = Field("", max_length=400, description="`next` of the page before")


@router.get("", auth=READ, response={200: AdmissionsOut, **documented()}, operation_id="list_admissions", summary="准入申请列表 Requests, newest first")
def list_admissions(request: HttpRequest, given: Query[AdmissionFilter]) -> dict[str, Any]:
    chosen = {"stage": str(given.stage) if given.stage else "", "all": "1" if given.all else ""}
    page = _page(queries.filtered(queries.requests_for(_actor(request)), chosen, _actor(request)), given)
    return {"items": [_row(row) for row in page.rows], "next": page.next}


@router.post("", auth=WRITE, response={201: AdmissionOut, **documented(409, 413)}, operation_id="create_admission", summary="起草准入申请 Draft a request")
def create_admission(request: HttpRequest, given: AdmissionIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """A draft of the key's department; `missing` names what is still needed. People of the department submit it."""
    return answer_once(request, idempotency_key, lambda: AdmissionOut.model_validate(_whole(_drafted(request, given), request)))


@router.get("/refusals", auth=READ, response={200: RefusalsOut, **documented()}, operation_id="list_refusals", summary="拒收通知列表 Refusals, newest first")
def list_refusals(request: HttpRequest, given: Query[RefusalFilter]) -> dict[str, Any]:
    rows = queries.refusals_for(_actor(request))
    page = _page(rows if given.all else rows.filter(matter__closed_at__isnull=True), given)
    return {"items": [_refusal(row) for row in page.rows], "next": page.next}


@router.post("/refusals", auth=WRITE, response={201: RefusalOut, **documented(409, 413)}, operation_id="create_refusal", summary="发拒收通知 Refuse work")
def create_refusal(request: HttpRequest, given: RefusalIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    return answer_once(request, idempotency_key, lambda: RefusalOut.model_validate(_refusal_whole(_refused(request, given), request)))


@router.get("/refusals/{number}", auth=READ, response={200: RefusalOut, **documented(404)}, operation_id="read_refusal", summary="一份拒收通知 One notice")
def read_refusal(request: HttpRequest, number: Number) -> dict[str, Any]:
    return _refusal_whole(_notice(request, number), request)


@router.post(
    "/refusals/{number}/answer", auth=WRITE, response={200: RefusalOut, **documented(404, 409)}, operation_id="answer_refusal",
    summary="回应拒收通知 Answer a notice",
)
def answer_refusal(request: HttpRequest, number: Number, given: AnswerIn) -> dict[str, Any]:
    """The department takes the work back, applies for admission (a draft is made) or asks the staffing office to rule."""
    _notice(request, number)
    act = {Answer.ACCEPT: actions.accept, Answer.APPLY: actions.apply, Answer.ESCALATE: actions.escalate}[Answer(str(given.answer))]
    _doing(lambda: act(number, words=given.words, actor=_actor(request), at=timezone.now()))
    return _refusal_whole(_notice(request, number), request)


@router.get("/{number}", auth=READ, response={200: AdmissionOut, **documented(404)}, operation_id="read_admission", summary="一份准入申请 One request")
def read_admission(request: HttpRequest, number: Number) -> dict[str, Any]:
    row = queries.requests_for(_actor(request)).filter(matter__number=number).first()
    if row is None:
        raise Http404
    return _whole(row, request)


# --- what is done and shown ----------------------------------------------------------------------------------------------


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _page(rows: Any, given: Any) -> Any:
    page = keyset(rows, order=NEWEST_FIRST, cursor=given.cursor or None, size=given.limit)
    if page.lost:
        raise ReportRefused("cursor", _("这个 cursor 不完整或已经失效：请从第一页重新读。"))
    return page


def _doing(act: Any) -> Any:
    try:
        return act()
    except AdmissionRefused as refused:
        field = {"units": "streets", "subject": "number"}.get(refused.field, refused.field or "title")
        raise ReportRefused(field, refused.reason) from None


def _body(code: str, field: str) -> int:
    key = book().codes.get(code)
    if key is None:
        raise ReportRefused(field, _("没有这个机构代码：请从 /institutions 读取。"))
    return key


def _code(key: int | None) -> str:
    body = book().bodies.get(key or 0)
    return body.code if body is not None else ""


def _drafted(request: HttpRequest, given: AdmissionIn) -> AdmissionRequest:
    told = given.dict(exclude={"streets", "tenure"})
    statement = Statement(units=tuple(_body(code, "streets") for code in given.streets), tenure=Tenure(str(given.tenure)), **told)
    made: AdmissionRequest = _doing(lambda: actions.open_request(statement, actor=_actor(request), at=timezone.now()))
    return made


def _refused(request: HttpRequest, given: RefusalIn) -> RefusalNotice:
    work = actions.Work(
        WorkKind(str(given.kind)), given.title, given.words, _body(given.department, "department"), given.received_on, given.number, given.letter,
    )
    made: RefusalNotice = _doing(lambda: actions.refuse(work, actor=_actor(request), at=timezone.now()))
    return made


def _notice(request: HttpRequest, number: str) -> RefusalNotice:
    row = queries.refusals_for(_actor(request)).filter(matter__number=number).first()
    if row is None:
        raise Http404
    return row


def _row(row: AdmissionRequest) -> dict[str, Any]:
    matter = row.matter
    return {
        "number": matter.number, "title": mask_text(matter.title), "department": _code(matter.unit_id), "status": matter.status, "tenure": row.tenure,
        "end_on": row.end_on, "decided": row.decided or None, "opened_at": matter.opened_at, "due_at": matter.due_at, "closed_at": matter.closed_at,
        "sample": row.sample,
    }


def _whole(row: AdmissionRequest, request: HttpRequest) -> dict[str, Any]:
    now, statement = timezone.now(), queries.statement_of(row)
    writing = row.status in (AdmissionStatus.DRAFT, AdmissionStatus.RETURNED)
    lines = dict(row.lines.values_list("pk", "kind"))
    return _row(row) | {
        "statement": {name: mask_text(getattr(statement, name)) for name in queries.TEXTS},
        "missing": sorted(rules.missing_statements(statement, timezone.localdate(now))) if writing else [],
        "streets": [_street(line) for line in queries.views_for(row, _actor(request), now=now)],
        "reviews": [
            {"kind": one.kind, "finding": one.finding or None, "words": mask_text(one.words), "found_at": one.found_at} for one in queries.reviews_of(row)
        ],
        "resources": [{"resource": lines[one.line], "street": _code(one.unit_id), "state": one.state.value} for one in queries.receipts_of(row)],
        "meeting": row.meeting, "decided_on": row.decided_on, "document": row.document,
        "listed": [*row.listings.values_list("code", flat=True), *row.register_numbers],
    }


def _street(line: Line) -> dict[str, Any]:
    one = line.request
    told = (one.status.value, one.view or None, mask_text(one.words)) if one is not None else (None, None, "")
    return {"street": _code(line.unit_id), **dict(zip(("status", "view", "words"), told, strict=True))}


def _refusal(row: RefusalNotice) -> dict[str, Any]:
    matter = row.matter
    return {
        "number": matter.number, "title": mask_text(matter.title), "street": _code(matter.unit_id), "department": _code(row.department_id), "kind": row.kind,
        "status": matter.status, "received_on": row.received_on, "late": row.late, "counted": row.status not in UNCOUNTED, "due_at": matter.due_at,
        "closed_at": matter.closed_at, "sample": row.sample,
    }


def _refusal_whole(row: RefusalNotice, request: HttpRequest) -> dict[str, Any]:
    applied = queries.requests_for(_actor(request)).filter(pk=row.request_id).first() if row.request_id else None
    return _refusal(row) | {
        "words": mask_text(row.words), "letter": mask_text(row.letter), "answer": mask_text(row.answer_words), "request": applied.number if applied else None,
        "ruling": mask_text(row.ruling_words), "item": f"{row.item_kind} {row.item_code}".strip(), "breach": row.breach or None,
    }
