from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import Actor
from shaoxiang.staffing import actions
from shaoxiang.staffing.models import QuotaChange, QuotaEntry
from shaoxiang.staffing.rules import Wanted
from shaoxiang.staffing.vocabulary import QuotaType
from tests import people

MONDAY = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
DAY = timedelta(days=1)
ON = date(2026, 11, 3)
ADMIN, INSTITUTIONAL = QuotaType.ADMINISTRATIVE.value, QuotaType.INSTITUTIONAL.value


def office() -> Actor:
    return people.actor("STAFFING_OFFICE")


def reviewer() -> Actor:
    return people.actor("STAFFING_OFFICE", skip=1)


def commission() -> Actor:
    return people.actor("STAFFING_COMMISSION")


def street(code: str = people.HOME) -> Body:
    return Body.objects.get(code=f"S{code}")


def department(code: str = "DEP05") -> Body:
    return Body.objects.get(code=code)


def drafted(delta: int = 2, body: Body | None = None, at: datetime = MONDAY, **more) -> QuotaChange:
    given = {"quota_type": INSTITUTIONAL, "effective_on": ON, "reason": "示例：下放事项增加", **more}
    if more.get("corrects_id") is not None and "right_figure" not in more:  # as the paper of that day has it
        wrong = QuotaEntry.objects.select_related("change").get(pk=more["corrects_id"])
        given |= {"right_figure": max(0, wrong.delta + delta), "read_in": wrong.change.meeting_number if wrong.change else "示例原件"}
    return actions.draft(Wanted((body or street()).pk, delta=delta, **given), actor=office(), at=at)


def effective(delta: int = 2, body: Body | None = None, **more) -> QuotaChange:
    change = drafted(delta, body, **more)
    actions.review(change.number, actor=reviewer(), at=MONDAY)
    actions.approve(change.number, actor=commission(), at=MONDAY, meeting_on=MONDAY.date(), meeting_number="示例编委〔2026〕1号")
    return actions.take_effect(change.number, actor=office(), at=MONDAY + DAY)


def total(body: Body, kind: str = INSTITUTIONAL) -> int:
    return sum(QuotaEntry.objects.filter(body=body, quota_type=kind).values_list("delta", flat=True))
