"""/api/v1/coordination: items read and raised, and the ledger of their tasks."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import date, datetime
from typing import Annotated, Any, TypeAlias

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from shaoxiang.cases.queries import cases_for
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.coordination import actions, queries
from shaoxiang.coordination.models import CoordinationCase, CoordinationTask
from shaoxiang.coordination.queries.page import ledger, listed
from shaoxiang.coordination.rules import TITLE_MAX, WORDS_MAX, CoordinationRefused
from shaoxiang.coordination.vocabulary import Agreement, CoordinationStatus, MeetingLevel, Source, TaskState, Verdict
from shaoxiang.duties.queries import duty_book
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.once import answer_once
from shaoxiang.kernel.interface.problems import documented
from shaoxiang.kernel.interface.schemas import Code, IdempotencyKey, Input, PageOut, Text, words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.matter import rules as matter_rules
from shaoxiang.kernel.matter.counting import among
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import Light
from shaoxiang.kernel.vocabulary import Vocabulary, _
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.places.queries import place_book

router = Router(tags=["coordination"])
READ, WRITE = BearerKey(Scope.COORDINATION_READ), BearerKey(Scope.COORDINATION_WRITE)
Number = Annotated[str, Path(description="Number of the item", max_length=24, pattern=r"^[A-Za-z0-9-]+$", examples=["XT20261102-0001"])]
NEWEST_FIRST = ("-matter__opened_at", "-matter_id")
LevelWord: TypeAlias = words("CoordinationLevel", MeetingLevel)  # type: ignore[valid-type]
StatusWord: TypeAlias = words("CoordinationState", CoordinationStatus)  # type: ignore[valid-type]
SourceWord: TypeAlias = words("CoordinationSource", Source)  # type: ignore[valid-type]
VerdictWord: TypeAlias = words("CoordinationVerdict", Verdict)  # type: ignore[valid-type]
TaskWord: TypeAlias = words("CoordinationTaskState", TaskState)  # type: ignore[valid-type]
AgreementWord: TypeAlias = words("CoordinationAgreement", Agreement)  # type: ignore[valid-type]


class CoordinationItemOut(Schema):
    number: str
    title: str = Field(description="Telephone and id numbers masked")
    source: SourceWord
    level: LevelWord
    status: StatusWord
    round: int = Field(description="+1 each time it came back or went up")
    street: str | None = Field(description="Code; null for the whole district")
    type: str = Field(description="Type of event; empty where none")
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    light: words("CoordinationLight", Light)  # type: ignore[valid-type]
    sample: bool = Field(description="Composed (示例)")
    uncounted: bool = Field(description="A street refused this work, or what it was raised from, as on no list: it counts in no assessment")


class ItemsOut(PageOut):
    items: list[CoordinationItemOut]


class CoordinationTaskOut(Schema):
    id: int
    item: str
    unit: str = Field(description="Code of the body")
    what: str
    evidence: str
    due_on: date
    first_due_on: date = Field(description="As first set; stays whatever was granted later")
    state: TaskWord
    returned: int
    uncounted: bool = Field(description="Work a street refused as on no list: it counts in no assessment")


class TasksOut(PageOut):
    items: list[CoordinationTaskOut]


class MinuteOut(Schema):
    meeting: str
    verdict: VerdictWord
    words: str
    lead: str | None
    cooperating: list[str]
    due_on: date | None
    type: str
    everywhere: bool
    agreement: AgreementWord | None
    catalogue_entry: int | None = Field(description="The line of the dispatch catalogue the ruling wrote")
    decided_at: datetime


class ItemWhole(CoordinationItemOut):
    reason: str
    outcome: str
    heard_number: str = Field(description="Number of the file on which the streets it is about were heard before the meeting; empty where none was asked")
    unheard_why: str = Field(description="Why they were not asked, of items on an agenda before no reason stood for it")
    units: list[str] = Field(description="Codes of the bodies it concerns")
    meeting: str | None
    minutes: list[MinuteOut]
    tasks: list[CoordinationTaskOut]


class ItemIn(Input):
    title: Text = Field(min_length=1, max_length=TITLE_MAX)
    reason: Text = Field(min_length=1, max_length=WORDS_MAX, description="What is stuck, what each side says, what should be decided")
    level: LevelWord = Field(MeetingLevel.MONTHLY.value, description="A street: up to MONTHLY; a department: MONTHLY; the command centre: MONTHLY or DISTRICT")
    street: Code = Field("", description="Code of the street; a street's own key needs none")
    type: Code = Field("", description="Type of event it is about")
    units: list[Code] = Field(default_factory=list, max_length=40, description="Codes of the bodies it concerns")
    case: Code = Field("", description="Number of the case it came from, one the key may see")


class Which(Vocabulary):
    """Which tasks."""

    OPEN = "open", _("没做完的")
    LATE = "late", _("超期的")
    MINE = "mine", _("本单位的")
    ALL = "all", _("全部")


class CoordinationFilter(Schema):
    level: LevelWord | None = None
    status: StatusWord | None = None
    all: bool = Field(False, description="true: those ended too")
    late: bool = Field(False, description="true: only those past their due time")
    limit: int = Field(50, ge=1, le=200)
    cursor: Text = Field("", max_length=400, description="`next` of the page before")


class TaskFilter(Schema):
    which: words("CoordinationTasksWanted", Which) = Which.OPEN.value  # type: ignore[valid-type]
    limit: int = Field(50, ge=1, le=200)
    cursor: Text = Field("", max_length=400, description="`next` of the page before")


@router.get("", auth=READ, response={200: ItemsOut, **documented()}, operation_id="list_coordination", summary="协调事项列表 Items, newest first")
def list_items(request: HttpRequest, given: Query[CoordinationFilter]) -> dict[str, Any]:
    """Rows the key's body or post may see. Without `status` only those not ended."""
    now = timezone.now()
    chosen: dict[str, object] = {
        "level": given.level and str(given.level), "state": str(given.status) if given.status else "ALL" if given.all else None, "late": given.late,
    }
    rows = listed(request.actor, {name: value for name, value in chosen.items() if value}, now=now)  # type: ignore[attr-defined]
    page = keyset(rows, order=NEWEST_FIRST, cursor=given.cursor or None, size=given.limit)
    if page.lost:
        raise ReportRefused("cursor", _("这个 cursor 不完整或已经失效：请从第一页重新读。"))
    left_out = _uncounted(page.rows)
    return {"items": [_row(item, now, left_out) for item in page.rows], "next": page.next}


@router.post("", auth=WRITE, response={201: ItemWhole, **documented(409, 413)}, operation_id="create_coordination", summary="提请协调 Raise an item")
def create_item(request: HttpRequest, given: ItemIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """While an item about the same case is open, that one is the answer."""
    return answer_once(request, idempotency_key, lambda: ItemWhole.model_validate(_whole(_raised(request, given), timezone.now())))


@router.get("/tasks", auth=READ, response={200: TasksOut, **documented()}, operation_id="list_coordination_tasks", summary="任务台账 Tasks, nearest day first")
def list_tasks(request: HttpRequest, given: Query[TaskFilter]) -> dict[str, Any]:
    rows = ledger(request.actor, which=str(given.which), today=timezone.localdate())  # type: ignore[attr-defined]
    page = keyset(rows, order=("due_on", "pk"), cursor=given.cursor or None, size=given.limit)
    if page.lost:
        raise ReportRefused("cursor", _("这个 cursor 不完整或已经失效：请从第一页重新读。"))
    left_out = _uncounted([task.case for task in page.rows])
    return {"items": [_task(task, left_out) for task in page.rows], "next": page.next}


@router.get(
    "/{number}", auth=READ, response={200: ItemWhole, **documented(404)}, operation_id="read_coordination",
    summary="一件协调事项 One item with its minutes and tasks",
)
def read_item(request: HttpRequest, number: Number) -> dict[str, Any]:
    item = queries.items_for(request.actor).filter(matter__number=number).first()  # type: ignore[attr-defined]
    if item is None:
        raise Http404
    return _whole(item, timezone.now())


def _raised(request: HttpRequest, given: ItemIn) -> CoordinationCase:
    actor = request.actor  # type: ignore[attr-defined]
    bodies = book().codes
    for code in given.units:
        if code not in bodies:
            raise ReportRefused("units", _("没有这个机构代码：请从 /institutions 读取。"))
    if given.type and given.type not in duty_book().types:
        raise ReportRefused("type", _("没有这个事项类别：请从 /duties/types 读取；不清楚就不要填。"))
    case = cases_for(actor).filter(matter__number=given.case).first() if given.case else None
    if given.case and case is None:
        raise ReportRefused("case", _("没有这个事件，或者不在您的范围里：请核对编号。"))
    try:
        return actions.raise_item(
            source=Source.BY_HAND, title=given.title, reason=given.reason, street_id=_street(given.street), level=MeetingLevel(str(given.level)), actor=actor,
            at=timezone.now(), source_matter_id=case.pk if case is not None else None, subject_code=given.type, unit_ids=[bodies[code] for code in given.units],
        )
    except CoordinationRefused as refused:
        raise ReportRefused({"street_id": "street", "unit_ids": "units"}.get(refused.field, refused.field or "title"), refused.reason) from None


def _street(code: str) -> int | None:
    if not code:
        return None
    try:
        return place_book().street_by_code(code).id
    except KeyError:
        raise ReportRefused("street", _("没有这个区划代码：请从 /places 读取。")) from None


def _code_of(key: int | None) -> str | None:
    body = book().bodies.get(key or 0)
    return body.code if body is not None else None


def _uncounted(items: Iterable[CoordinationCase]) -> set[int]:
    """Of these items and what they were raised from, the matters that count in no assessment."""
    return among(key for item in items for key in (item.pk, item.source_matter_id) if key is not None)


def _row(item: CoordinationCase, now: datetime, left_out: Set[int]) -> dict[str, Any]:
    matter = item.matter
    street = place_book().streets.get(matter.street_id) if matter.street_id is not None else None
    return {
        "number": matter.number, "title": mask_text(matter.title), "source": item.source, "level": item.level, "status": matter.status, "round": item.round,
        "street": street.code if street is not None else None, "type": matter.subject_code, "opened_at": matter.opened_at, "due_at": matter.due_at,
        "closed_at": matter.closed_at, "sample": item.sample, "uncounted": bool({item.pk, item.source_matter_id} & left_out),
        "light": matter_rules.light(warn_at=matter.warn_at, due_at=matter.due_at, closed_at=matter.closed_at, now=now).value,
    }


def _whole(item: CoordinationCase, now: datetime) -> dict[str, Any]:
    meetings = dict(Matter.objects.filter(pk__in=[item.meeting_id or 0, *item.minutes.values_list("meeting_id", flat=True)]).values_list("pk", "number"))
    minutes = [
        {
            "meeting": meetings[row.meeting_id], "verdict": row.verdict, "words": row.words, "lead": _code_of(row.lead_id),
            "cooperating": [_code_of(key) for key in row.cooperating], "due_on": row.due_on, "type": row.type_code, "everywhere": row.everywhere,
            "agreement": row.agreement or None, "catalogue_entry": row.entry_id, "decided_at": row.decided_at,
        }
        for row in item.minutes.order_by("decided_at")
    ]
    left_out = _uncounted([item])
    return _row(item, now, left_out) | {
        "reason": mask_text(item.reason), "outcome": mask_text(item.outcome), "units": [_code_of(row.body_id) for row in item.concerned.all()],
        "heard_number": item.heard_number, "unheard_why": item.unheard_why,
        "meeting": meetings.get(item.meeting_id or 0), "minutes": minutes,
        "tasks": [_task(task, left_out) for task in item.tasks.select_related("case__matter")],
    }


def _task(task: CoordinationTask, left_out: Set[int]) -> dict[str, Any]:
    return {
        "id": task.pk, "item": task.case.number, "unit": _code_of(task.body_id) or "", "what": task.what, "evidence": task.evidence, "due_on": task.due_on,
        "first_due_on": task.first_due_on, "state": task.state, "returned": task.returned,
        "uncounted": bool({task.case_id, task.case.source_matter_id} & left_out),
    }
