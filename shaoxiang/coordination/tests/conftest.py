from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from shaoxiang.coordination import actions
from shaoxiang.coordination.models import CoordinationCase, Meeting
from shaoxiang.coordination.queries.hearing import to_hear
from shaoxiang.coordination.queries.rows import SUBJECT
from shaoxiang.coordination.rules import Decision, Planned, TaskGiven
from shaoxiang.coordination.vocabulary import MeetingLevel, Source, Verdict
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.opinions.queries.places import units_of_district
from tests import people
from tests.hearing import heard

MONDAY = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)  # 09:30 in Hohhot, a working Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHY = "示例：小区外这段路两家都说不归自己管，居民反映了三次。"


def desk(street: str = people.HOME) -> Actor:
    return people.actor("STREET_DESK", street=street)


def leader(street: str = people.HOME) -> Actor:
    return people.actor("STREET_LEADER", street=street)


def district() -> Actor:
    return people.actor("DISTRICT_DESK")


def colleague() -> Actor:
    return people.actor("DISTRICT_DESK", skip=1)


def body(code: str) -> int:
    return int(Body.objects.values_list("pk", flat=True).get(code=code))


def liaison(code: str = "DEP07") -> Actor:
    return people.actor("DEPARTMENT_LIAISON", body=Body.objects.get(code=code).name)


def raised(*, at: datetime = MONDAY, actor: Actor | None = None, **changes: Any) -> CoordinationCase:
    who = actor or desk()
    given: dict[str, Any] = {
        "source": Source.BY_HAND, "title": "示例：路面破损由谁修", "reason": WHY, "street_id": who.street_id, "level": MeetingLevel.WEEKLY,
        "unit_ids": [body("DEP07")],
    }
    return actions.raise_item(actor=who, at=at, **{**given, **changes})


def fresh(item: CoordinationCase) -> CoordinationCase:
    return CoordinationCase.objects.select_related("matter", "meeting__matter").get(pk=item.pk)


def kinds(matter_id: int) -> list[str]:
    return list(Entry.objects.filter(subject_kind="matter", subject_id=matter_id).order_by("seq").values_list("kind", flat=True))


def awaited(matter_id: int) -> list[tuple[str, str]]:
    return list(DeskRow.objects.filter(OPEN, matter_id=matter_id).order_by("pk").values_list("what", "role"))


def planned(start: datetime, chair: int, **changes: Any) -> Planned:
    given: dict[str, Any] = {"title": "示例：路面管护协调会", "place": "二楼会议室", "starts_at": start, "ends_at": start + 2 * HOUR, "chair_post_id": chair}
    return Planned(**{**given, **changes})


def heard_on(item: CoordinationCase, convener: Actor, at: datetime, *, whole: bool = False) -> str:
    """Number of the file on which every street was heard that is still to be before this convener's meeting has it, or all of them; "" none is."""
    units = units_of_district() if whole else to_hear(item, command_center() if convener.has_role("DISTRICT_DESK") else convener.unit_id)
    return heard(units, item.matter.title, at=at, subject=(SUBJECT, item.pk)) if units else ""


def meeting_of(
    *items: CoordinationCase, at: datetime = MONDAY, actor: Actor | None = None, chair: Actor | None = None, whole: bool = False, **changes: Any,
) -> Meeting:
    """Planned and called, with these items, on which whom it concerns (`whole`: every street) was heard."""
    who = actor or desk()
    head = chair or (people.actor("DISTRICT_LEADER") if who.has_role("DISTRICT_DESK") else leader())
    assert head.post_id is not None
    for item in items:
        heard_on(item, who, at, whole=whole)
    meeting = actions.plan_meeting(
        planned(at + DAY, head.post_id), level=items[0].level, actor=who, at=at, items=[item.number for item in items], **changes,
    )
    actions.call(meeting.number, actor=who, at=at + HOUR)
    return again(meeting)


def opened(
    *items: CoordinationCase, at: datetime = MONDAY, actor: Actor | None = None, absent: tuple[int, ...] = (), chair_present: bool = True, **changes: Any,
) -> Meeting:
    who = actor or desk()
    meeting = meeting_of(*items, at=at, actor=who, **changes)
    marks = {row.body_id: "ABSENT" if row.body_id in absent else "PRESENT" for row in meeting.members.all()}
    actions.open_meeting(meeting.number, actor=who, at=at + DAY, attendance=marks, chair_present=chair_present)
    return again(meeting)


def again(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_related("matter").get(pk=meeting.pk)


def task(body_id: int, due: date = date(2026, 11, 12), what: str = "示例：补好路面") -> TaskGiven:
    return TaskGiven(body_id, what, due, "示例：现场看过")


def sharing(*tasks: TaskGiven, **changes: Any) -> Decision:
    """分工办理."""
    given: dict[str, Any] = {"verdict": Verdict.TASKS, "words": "示例：由住建局补路面，街道围挡。", "lead_id": tasks[0].body_id, "tasks": tasks}
    return Decision(**{**given, **changes})


def ruling(lead_id: int, type_code: str, **changes: Any) -> Decision:
    return Decision(**{"verdict": Verdict.RULE_COMPETENCE, "words": "示例：以后这一类由它主责。", "lead_id": lead_id, "type_code": type_code, **changes})
