from __future__ import annotations

from datetime import UTC, datetime, timedelta

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.opinions import actions
from shaoxiang.opinions.models import OpinionFile, OpinionRequest
from shaoxiang.opinions.vocabulary import Power, View
from tests import people

MONDAY = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORDS = "示例：请给老旧小区留出消防通道"


def asker() -> Actor:
    return people.actor("DEPARTMENT_LIAISON")


def desk(street: str = people.HOME) -> Actor:
    return people.actor("STREET_DESK", street=street)


def leader(street: str = people.HOME) -> Actor:
    return people.actor("STREET_LEADER", street=street)


def asked(power: Power = Power.RESOURCE_ALLOCATION, at: datetime = MONDAY, streets: tuple[str, ...] = (people.HOME, people.NEXT), **more) -> OpinionFile:
    units = [desk(street).unit_id for street in streets]
    return actions.ask(power=power, title="示例：下沉人员调整", units=units, asked_by=asker(), at=at, text="示例：调两人", **more)


def of(file: OpinionFile, street: str = people.HOME) -> OpinionRequest:
    return OpinionRequest.objects.select_related("matter", "file__matter").get(file=file, unit_id=desk(street).unit_id)


def fresh(file: OpinionFile) -> OpinionFile:
    return OpinionFile.objects.select_related("matter").get(pk=file.pk)


def awaited(actor, matter_id):
    return [row.what for row in desk_of(actor) if row.matter_id == matter_id]


def answered(file, street=people.HOME, view=View.SUGGEST, words=WORDS, at=MONDAY + HOUR):
    return actions.answer(of(file, street).number, view=view, words=words, actor=desk(street), at=at)
