from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from shaoxiang.coordination import actions
from shaoxiang.coordination.models import CoordinationCase
from shaoxiang.coordination.vocabulary import MeetingLevel, Source
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.journal.models import Entry
from tests import people

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
