from __future__ import annotations

from datetime import UTC, datetime, timedelta

from shaoxiang.cases.tests.walks import reported
from shaoxiang.dispatch.actions import order_unit
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.rules import Sent
from shaoxiang.dispatch.vocabulary import Part, Priority
from shaoxiang.forces.models import Shift
from shaoxiang.forces.vocabulary import DutyPart, ShiftKind
from shaoxiang.institutions.models import Body, Person
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import Actor
from shaoxiang.places.models import StreetUnit
from tests import people

MONDAY = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)  # 10:00 here, a working day
NIGHT = MONDAY + timedelta(hours=12)
HOUR = timedelta(hours=1)
FIRE, STATION, HOUSING = "DEP06-T1", f"S{people.HOME}-DEP01", "DEP07-T1"


def body(code: str) -> Body:
    return Body.objects.get(code=code)


def street(code: str = people.HOME) -> StreetUnit:
    return StreetUnit.objects.get(code=code)


def desk(code: str = people.HOME) -> Actor:
    return people.actor("STREET_DESK", street=code)


def district() -> Actor:
    return people.actor("DISTRICT_DESK")


def head_of(code: str) -> Actor:
    return in_post(code, "HEAD")


def handler_of(code: str) -> Actor:
    return in_post(code, "HANDLER")


def in_post(code: str, key: str) -> Actor:
    key = next(post.id for post in book().posts.values() if post.body_id == book().codes[code] and post.title == {"HEAD": "负责人", "HANDLER": "经办岗"}[key])
    return people.in_post(key)


def person_on(
    code: str, name: str = "示例·值班某", phone: str = "0471-0009999", *, starts_at: datetime, hours: int = 15, part: DutyPart = DutyPart.DUTY,
) -> Shift:
    somebody = Person.objects.create(name=name, work_phone=phone, sample=True)
    return Shift.objects.create(
        body=body(code), part=part, kind=ShiftKind.NIGHT, person=somebody, starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours),
    )


def engaged(code: str, priority: Priority = Priority.ROUTINE, *, at: datetime = MONDAY, by: Actor | None = None, where: str = people.HOME,
            mode: str = "FORCE") -> DispatchOrder:
    """A force out on a task of a street."""
    case, force = reported(at=at, street=where), body(code)
    return order_unit(case.matter, Sent(force.unit_id, force.pk), Part.COOPERATING, mode=mode, actor=by or desk(where), at=at, priority=priority)


