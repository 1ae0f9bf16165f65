"""A request walked to any stage, and the people who do it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from shaoxiang.admission import actions
from shaoxiang.admission.models import AdmissionRequest, RefusalNotice
from shaoxiang.admission.rules import Statement
from shaoxiang.admission.vocabulary import Advice, Decided, Finding, ReviewKind, Tenure, WorkKind
from shaoxiang.cases.tests.walks import LINE_TYPE
from shaoxiang.duties.models import DutyItem
from shaoxiang.duties.queries import forget_books
from shaoxiang.kernel.access import Actor
from shaoxiang.opinions import actions as opinions
from shaoxiang.opinions.models import OpinionRequest
from shaoxiang.opinions.vocabulary import View
from tests import guards, people

MONDAY = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORDS = "示例：没有给人也没有给钱"
STREETS = (people.HOME, people.NEXT)
REVIEWER = {ReviewKind.LEGALITY: "JUSTICE_BUREAU", ReviewKind.STAFFING: "STAFFING_OFFICE", ReviewKind.FUNDING: "FINANCE_BUREAU"}
HOUSING, LAND = "区住房和城乡建设局", "区自然资源分局"
WHOLE = Statement(
    title="示例：楼道电动自行车充电巡查", legal_basis="示例：消防法 第三十一条", need="示例：部门人手到不了社区", workload="示例：每月 40 小时",
    hours_a_month=40, staff="示例：每个街道一人", money="示例：每年两万元", period="示例：两年", standard="示例：每周一次", process="示例：看、劝、报",
    keeps="示例：执法和培训仍由部门做",
    authority="示例：查看充电设施台账", training="示例：两次",
)


def liaison(skip: int = 0) -> Actor:
    return people.actor("DEPARTMENT_LIAISON", skip=skip)


def office(skip: int = 0) -> Actor:
    return people.actor("STAFFING_OFFICE", skip=skip)


def mayor() -> Actor:
    return people.actor("DISTRICT_LEADER")


def desk(street: str = people.HOME) -> Actor:
    return people.actor("STREET_DESK", street=street)


def stated(*streets: str, **more: Any) -> Statement:
    return replace(WHOLE, units=tuple(desk(street).unit_id or 0 for street in (streets or STREETS)), **more)


def temporary(*streets: str, **more: Any) -> Statement:
    return stated(*streets, tenure=Tenure.TEMPORARY, end_on=date(2027, 3, 31), technique="示例：检测仪", requirements="示例：只看不罚", **more)


def drafted(given: Statement | None = None, at: datetime = MONDAY) -> AdmissionRequest:
    return actions.open_request(given or stated(), actor=liaison(), at=at)


def fresh(request: AdmissionRequest) -> AdmissionRequest:
    return AdmissionRequest.objects.select_related("matter").get(pk=request.pk)


def submitted(given: Statement | None = None, at: datetime = MONDAY) -> AdmissionRequest:
    return actions.submit(drafted(given, at).number, actor=liaison(), at=at + HOUR)


def taken_in(given: Statement | None = None, at: datetime = MONDAY) -> AdmissionRequest:
    return actions.take_in(submitted(given, at).number, actor=office(), at=at + 2 * HOUR)


def found(request: AdmissionRequest, kind: ReviewKind, finding: Finding = Finding.SUPPORT, at: datetime = MONDAY + 3 * HOUR) -> AdmissionRequest:
    words = "" if finding == Finding.SUPPORT else WORDS
    return actions.review(request.number, kind=kind, finding=finding, words=words, actor=people.actor(REVIEWER[kind]), at=at)


def reviewed(given: Statement | None = None, at: datetime = MONDAY) -> AdmissionRequest:
    request = taken_in(given, at)
    for kind in ReviewKind:
        found(request, kind, at=at + 3 * HOUR)
    return fresh(request)


def asked(given: Statement | None = None, at: datetime = MONDAY) -> AdmissionRequest:
    return actions.consult(reviewed(given, at).number, actor=office(), at=at + 4 * HOUR)


def answers(request: AdmissionRequest, street: str, view: View = View.AGREE, words: str = "", at: datetime = MONDAY + 5 * HOUR) -> OpinionRequest:
    one = OpinionRequest.objects.get(file_id=request.consulted_id, unit_id=desk(street).unit_id)
    return opinions.answer(one.number, view=view, words=words, actor=desk(street), at=at)


def heard(given: Statement | None = None, at: datetime = MONDAY) -> AdmissionRequest:
    request = asked(given, at)
    for row in request.units.all():
        street = next(code for code in STREETS if desk(code).unit_id == row.unit_id)
        answers(request, street, at=at + 5 * HOUR)
    actions.heard(request.number, at=at + 6 * HOUR)
    return fresh(request)


def advised(given: Statement | None = None, at: datetime = MONDAY) -> AdmissionRequest:
    return actions.give_opinion(heard(given, at).number, advice=Advice.ADMIT, words=WORDS, meeting="示例会议", actor=office(), at=at + 7 * HOUR)


def decided(given: Statement | None = None, what: Decided = Decided.PERMANENT, at: datetime = MONDAY, end_on: date | None = None) -> AdmissionRequest:
    told = {"meeting": "示例：区政府常务会议", "decided_on": timezone.localdate(at + 8 * HOUR), "document": "示例〔2026〕1 号", "end_on": end_on}
    return actions.decide(advised(given, at).number, decided=what, actor=mayor(), at=at + 8 * HOUR, **told)


def delivered(request: AdmissionRequest, at: datetime = MONDAY + 2 * DAY, *, but: tuple[str, str] | None = None) -> AdmissionRequest:
    """Every line delivered and confirmed, but one: (kind of resource, street)."""
    units = {desk(street).unit_id: street for street in STREETS}
    for line in request.lines.order_by("pk"):
        keys = list(line.receipts.values_list("unit_id", flat=True))
        actions.deliver(request.number, line=line.pk, units=tuple(keys), words=WORDS, actor=liaison(), at=at)
        for key in keys:
            if but != (line.kind, units[key]):
                actions.confirm(request.number, line=line.pk, actor=desk(units[key]), at=at + HOUR)
    return fresh(request)


def taken_back(type_code: str = LINE_TYPE) -> None:
    """The department took back what it leads: the list has streets neither lead nor assist in it any more."""
    guards.aside()
    DutyItem.objects.filter(types__type__code=type_code, types__valid_to=None).update(role="WITHDRAWN")
    forget_books()


def refused(kind: WorkKind = WorkKind.LETTER, at: datetime = MONDAY, **more: Any) -> RefusalNotice:
    given: dict[str, Any] = {
        "title": "示例：代填报表", "words": WORDS, "department_id": liaison().unit_id, "received_on": at.date(), "letter": "示例：电话通知",
    }
    return actions.refuse(actions.Work(kind, **{**given, **more}), actor=desk(), at=at)
