"""人民调解（示例）: a handful of composed disputes in the demo cast's community, lived through by the room's own actions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from django.utils import timezone

from shaoxiang.institutions.models import Post
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor
from shaoxiang.mediation import actions
from shaoxiang.mediation.models import MediationCase
from shaoxiang.mediation.rules import Application, PartyGiven
from shaoxiang.mediation.vocabulary import AgreementForm, ChosenBy, Consent, DisputeKind, PoliceTold, Remedy, Said, Side
from shaoxiang.profiles.xincheng.month.cast import Cast
from shaoxiang.profiles.xincheng.mornings import last_time

HOME_DESK = "C150102006001:DESK"
HOUR = timedelta(hours=1)


class _Room:
    """The community's desk, a grid worker who mediates, and the judicial office of the street."""

    def __init__(self, cast: Cast, desk: Actor) -> None:
        self.desk = desk
        self.worker = next(actor for actor in cast.by_grid.values() if actor.office_id == desk.office_id and actor.unit_id == desk.unit_id)
        self.office = cast.by_street[desk.street_id or 0, Role.JUDICIAL_OFFICE.value][0]
        self.names: Iterator[int] = count(1)

    def registered(self, dispute: DisputeKind, facts: str, demands: str, at: datetime) -> MediationCase:
        turn = next(self.names)
        parties = [
            PartyGiven(side, {"name": f"示例{letter}某{turn}", "phone": f"1000001{turn:03d}{place}"})
            for place, (side, letter) in enumerate(((Side.FIRST, "甲"), (Side.SECOND, "乙")))
        ]
        return actions.register(Application(dispute, facts, parties, demands, community_id=self.desk.community_id), actor=self.desk, at=at, sample=True)

    def willing(self, mediation: MediationCase, at: datetime, *, mediator: Actor, sides: int = 2) -> None:
        for party in list(mediation.parties.all())[:sides]:
            actions.consent(mediation.number, actor=self.desk, at=at, party_id=party.pk, given=Consent.GIVEN, said=Said.TELEPHONE)
        actions.name_mediator(mediation.number, actor=self.desk, at=at + HOUR, post_id=mediator.post_id or 0, chosen_by=ChosenBy.COMMITTEE)
        if sides == 2:
            actions.accept(mediation.number, actor=self.desk, at=at + 2 * HOUR)


def mediate(cast: Cast, anchor: datetime) -> None:
    """Five disputes, each as far as the days before `anchor` take it. Nothing where the demo community is not seeded."""
    post = Post.objects.filter(code=HOME_DESK).first()
    desk = cast.by_post.get(post.pk) if post is not None else None
    if desk is None:
        return
    room = _Room(cast, desk)
    morning = last_time(anchor, 9, 20)
    _kept(room, morning - timedelta(days=24))
    _failed(room, morning - timedelta(days=16))
    _agreed(room, morning - timedelta(days=6))
    _under_way(room, morning - timedelta(days=3))
    facts = "示例：业主认为保洁没到位，三个月没有交物业费，物业上门催缴时起了争执。"
    new = room.registered(DisputeKind.ESTATE, facts, "说清楚保洁标准，欠费分期交", anchor - 5 * HOUR)
    room.willing(new, anchor - 4 * HOUR, mediator=room.office, sides=1)


def _kept(room: _Room, at: datetime) -> None:
    made = room.registered(DisputeKind.NEIGHBOUR, "示例：楼上卫生间漏水，泡了楼下的墙和柜子，两家说不到一起。", "修好漏水，赔墙面和柜子", at)
    room.willing(made, at + HOUR, mediator=room.worker)
    actions.hold(made.number, actor=room.worker, at=at + 26 * HOUR, place="社区调解室", words="示例：双方到场，一起看了漏点，楼上认可是自家软管老化。")
    day = timezone.localtime(at + 28 * HOUR).date()
    actions.agree(
        made.number, actor=room.worker, at=at + 28 * HOUR, form=AgreementForm.WRITTEN, effective_on=day, performance_on=day + timedelta(days=7),
        agreement="示例：一、乙方三日内换好软管。\n二、乙方一次付给甲方墙面粉刷费六百元。\n三、双方不再为此事争执。",
    )
    actions.follow_up(made.number, actor=room.worker, at=at + timedelta(days=5), words="示例：软管已换，墙面已刷。")
    actions.perform(made.number, actor=room.worker, at=at + timedelta(days=6), words="示例：钱已付清，双方都说满意。")


def _failed(room: _Room, at: datetime) -> None:
    made = room.registered(DisputeKind.TENANCY, "示例：租户提前退租，押金退多少各说各的。", "退一半押金", at)
    room.willing(made, at + HOUR, mediator=room.office)
    actions.hold(made.number, actor=room.office, at=at + 30 * HOUR, place="街道司法所", words="示例：分别谈了两次，差距没有缩小。")
    remedies = [Remedy.ARBITRATION, Remedy.LITIGATION]
    actions.fail(made.number, actor=room.office, at=at + 50 * HOUR, remedies=remedies, words="示例：双方都说不再谈，已讲清怎么起诉。")


def _agreed(room: _Room, at: datetime) -> None:
    made = room.registered(DisputeKind.DEBT, "示例：两户合伙进货，散伙后有一笔货款没有结清。", "结清货款", at)
    room.willing(made, at + HOUR, mediator=room.office)
    actions.hold(made.number, actor=room.office, at=at + 25 * HOUR, place="街道司法所", words="示例：对了账，双方认可尾款数。")
    day = timezone.localtime(at + 27 * HOUR).date()
    actions.agree(
        made.number, actor=room.office, at=at + 27 * HOUR, form=AgreementForm.WRITTEN, effective_on=day, performance_on=day + timedelta(days=20),
        agreement="示例：一、乙方分两次付清尾款。\n二、付清后双方再无货款往来。",
    )


def _under_way(room: _Room, at: datetime) -> None:
    made = room.registered(DisputeKind.NEIGHBOUR, "示例：楼道里堆放纸箱和自行车，邻居出入不便，昨天吵到推搡。", "清走杂物，以后不再堆", at)
    room.willing(made, at + HOUR, mediator=room.worker)
    actions.tell_police(made.number, actor=room.worker, at=at + 2 * HOUR, told=PoliceTold.STATION, words="示例：怕再起冲突，请派出所民警到场。")
    actions.hold(made.number, actor=room.worker, at=at + 26 * HOUR, place="社区调解室", words="示例：民警在场，双方冷静下来，约好后天一起清。")
