"""Short words for stories about whistles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.vocabulary import CitedList, Part
from shaoxiang.duties.models import DutyItem
from shaoxiang.forces.models import Team
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.journal.actions import deliver_pending
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.whistles import actions
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.rules import Call, UnitAsked
from shaoxiang.whistles.vocabulary import ArrivedHow, Point
from tests import people

MONDAY = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)  # 09:30 in Hohhot, a working Monday
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SUBJECT = "B0103"  # 污水井盖


@cache
def body(code: str) -> int:
    return Body.objects.get(code=code).pk


def fire() -> int:
    """消防应急服务队一队."""
    return body("DEP06-T1")


def housing() -> int:
    """住建应急服务队一队."""
    return body("DEP07-T1")


def health() -> int:
    return Body.objects.filter(kind="EMERGENCY_TEAM", name__contains="卫").order_by("pk").first().pk


def one_crew(body_id: int) -> None:
    """A force that can send one crew at a time."""
    Team.objects.filter(body_id=body_id).update(crews=1)


def of_body(body_id: int, role: str = "OFFICE_HANDLER") -> Actor:
    """Somebody of the team, in that role."""
    from shaoxiang.institutions.models import Assignment

    for one in Assignment.objects.select_related("person", "post__body__unit").filter(post__body_id=body_id).order_by("pk"):
        if role in one.post.roles:
            return people.acting(one)
    raise LookupError((body_id, role))


def desk(street: str = people.HOME) -> Actor:
    return people.actor("STREET_DESK", street=street)


def leader(street: str = people.HOME) -> Actor:
    return people.actor("STREET_LEADER", street=street)


def verifier(street: str = people.HOME) -> Actor:
    return people.actor("VERIFIER", street=street)


def community(street: str = people.HOME) -> Actor:
    return people.actor("COMMUNITY_DESK", street=street)


def district() -> Actor:
    return people.actor("DISTRICT_DESK")


def item() -> str:
    return DutyItem.objects.filter(valid_to=None).order_by("pk").first().code


def call(type_code: str = "EMERGENCY", *, street: str = people.HOME, turn: int = 0, **changes: Any) -> Call:
    lon, lat, _grid = people.point_in(street, turn)
    given: dict[str, Any] = {
        "type_code": type_code, "known": "示例：楼道里有明火和浓烟，已疏散居民。", "address": "示例路 1 号", "subject_code": SUBJECT,
        "power_needed": "灭火和进入现场处置", "cited_list": CitedList.DUTY_LIST.value, "cited_item": item(), "lon": lon, "lat": lat,
        "units": (UnitAsked(fire(), True, "灭火"), UnitAsked(housing(), False, "检查楼体")),
    }
    return Call(**{**given, **changes})


def blown(type_code: str = "EMERGENCY", *, at: datetime = MONDAY, actor: Actor | None = None, **changes: Any) -> Whistle:
    """A whistle that is out: approved by the street's leader (or the district) where the type wants it."""
    whistle = actions.blow(call(type_code, **changes), actor=actor or desk(), at=at)
    if whistle.matter.status == "PENDING":
        approver = district() if type_code == "KEY_ISSUE" else leader()
        actions.approve(whistle.number, actor=approver, at=at)
    return fresh(whistle)


def order(whistle: Whistle, body_id: int) -> DispatchOrder:
    """The newest order for this body (a team's or a whole department's)."""
    rows = DispatchOrder.objects.filter(matter_id=whistle.pk)
    return (rows.filter(office_id=body_id) or rows.filter(office_id=None, unit_id=body_id)).order_by("-pk")[0]


def lead(whistle: Whistle) -> DispatchOrder:
    return DispatchOrder.objects.filter(matter_id=whistle.pk, part=Part.LEAD, ended_at=None).get()


def arrived(whistle: Whistle, body_id: int, *, at: datetime) -> Actor:
    """This unit has acknowledged and is there. Returns who it was."""
    who = of_body(body_id)
    pk = order(whistle, body_id).pk
    actions.acknowledge(whistle.number, pk, actor=who, at=at)
    actions.arrive(whistle.number, pk, actor=who, at=at + MINUTE, how=ArrivedHow.ON_SITE, can_decide=True)
    return who


def claimed(*, at: datetime = MONDAY, type_code: str = "EMERGENCY", **changes: Any) -> Whistle:
    """Both units came and say they are done."""
    whistle = blown(type_code, at=at, **changes)
    for one in DispatchOrder.objects.filter(matter_id=whistle.pk):
        who = arrived(whistle, one.office_id or one.unit_id, at=at + 2 * MINUTE)
        actions.claim_done(whistle.number, one.pk, actor=who, at=at + 20 * MINUTE, words="示例：已处置完毕，现场清理干净。")
    return fresh(whistle)


def closed(*, at: datetime = MONDAY, **changes: Any) -> Whistle:
    whistle = claimed(at=at, **changes)
    actions.verify_pass(whistle.number, actor=verifier(), at=at + HOUR, on_site=True)
    actions.close(whistle.number, actor=desk(), at=at + HOUR)
    return fresh(whistle)


def scores(value: int = 5, **changes: int) -> dict[str, int]:
    return {**{point.value: value for point in Point}, **changes}


def fresh(whistle: Whistle) -> Whistle:
    return Whistle.objects.select_related("matter", "type").get(pk=whistle.pk)


def entries(whistle: Whistle) -> list[str]:
    return list(Entry.objects.filter(subject_kind="matter", subject_id=whistle.pk).order_by("seq").values_list("kind", flat=True))


def rows(whistle: Whistle) -> list[tuple[str, str]]:
    """(what, role) of the open desk rows."""
    return sorted(DeskRow.objects.filter(OPEN, matter_id=whistle.pk).values_list("what", "role"))


def delivered(at: datetime) -> int:
    return deliver_pending(now=at, limit=500)
