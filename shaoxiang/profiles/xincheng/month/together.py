"""What belongs together, in the last days before the anchor: merged groups with those who joined, one split, one parent with three children. 示例."""

from __future__ import annotations

from datetime import datetime, timedelta

from shaoxiang.cases import actions
from shaoxiang.cases.actions.relations import Part
from shaoxiang.cases.models import Case
from shaoxiang.cases.rules import Report
from shaoxiang.cases.vocabulary import AppealKind, Source
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor
from shaoxiang.places.queries import place_book
from shaoxiang.profiles.xincheng.month.cast import RESIDENT, Cast
from shaoxiang.profiles.xincheng.month.morning import person
from shaoxiang.profiles.xincheng.month.reports import Composer

TOGETHER = 12  # cases made here
METRE = 1 / 111_320
RUBBLE, COVER, LAMP = "0103", "B0103", "B0108"
# Each group: type, hours before the anchor, what each of its reporters said (示例), and how many joined by one tap.
GROUPS = (
    (RUBBLE, 50, ("示例：菜市场后门的垃圾堆了三天，味道很大。", "示例：菜市场后门垃圾堆没人清，招苍蝇。", "示例：后门那堆垃圾到底什么时候清走。"), 4),
    (COVER, 28, ("示例：学校东侧人行道的井盖裂了，孩子上学要绕着走。", "示例：学校东侧井盖裂缝越来越大，晚上看不见。"), 2),
)


def live_together(cast: Cast, composer: Composer, anchor: datetime) -> int:
    """By the room's own actions, in the street where the demo people work. Returns how many cases were made."""
    worker = person(cast, "wang")
    street = place_book().grid(worker.grid_ids[0]).street_id if worker and worker.grid_ids else None
    if street is None:
        return 0
    desk = cast.by_street[street, Role.STREET_DESK.value][0]
    spots = [spot for spot in composer.spots if place_book().grid(spot.grid_id).street_id == street]
    for turn, (code, hours, said, joined) in enumerate(GROUPS):
        _group(cast, desk, composer, spots[turn % len(spots)].points[0], code, anchor - timedelta(hours=hours), said, joined)
    _split(desk, composer, spots[len(spots) // 2].points[0], anchor - timedelta(hours=20))
    _parent(desk, composer, spots[-1].points, anchor - timedelta(hours=16))
    return TOGETHER


def _report(composer: Composer, point: tuple[float, float], code: str, at: datetime, words: str) -> Case:
    composer.number += 1
    report = Report(
        source=Source.RESIDENT_PAGE, kind=AppealKind.HELP, description=words, type_code=code, lon=point[0], lat=point[1], private=composer.number % 2 == 0,
        client_id=f"demo-{composer.number:05d}", reporter={"name": "示例居民", "phone": f"1000000{9000 + composer.number % 900:04d}"},
    )
    return actions.report_case(report, actor=RESIDENT, at=at)


def _group(
    cast: Cast, desk: Actor, composer: Composer, point: tuple[float, float], code: str, at: datetime, said: tuple[str, ...], joined: int,
) -> None:
    """Neighbours report the same within metres and hours; some join, the desk merges the rest."""
    near = [(point[0], point[1] + turn * 15 * METRE) for turn in range(len(said))]
    cases = [_report(composer, where, code, at + timedelta(hours=2 * turn), words) for turn, (where, words) in enumerate(zip(near, said, strict=True))]
    main = cases[0]
    lead = running_lead(main.pk)
    if lead is not None:
        actions.sign(main.number, actor=cast.lead(lead), at=at + timedelta(hours=3))
    for turn in range(joined):
        actions.follow(
            main.number, actor=RESIDENT, at=at + timedelta(hours=4, minutes=25 * turn), source=Source.RESIDENT_PAGE, anonymous=turn % 3 == 2,
            reporter={} if turn % 3 == 2 else {"name": "示例邻居", "phone": f"10000008{composer.number % 100:02d}{turn}"}, words="示例：我也看见了。",
        )
    merged_at = at + timedelta(hours=7)
    actions.merge(main.number, [one.number for one in cases[1:]], actor=desk, at=merged_at, words="示例：同一处、同一周、说的是同一件事。")
    actions.tell_resident(main.number, actor=desk, at=merged_at + timedelta(minutes=20), words="示例：几位居民反映的是同一处，已并在一起办。")


def _split(desk: Actor, composer: Composer, point: tuple[float, float], at: datetime) -> None:
    """One letter, two matters."""
    case = _report(composer, point, "", at, "示例：楼后的路灯坏了两盏，垃圾也堆在灯杆下面，晚上走路又黑又绊脚。")
    actions.accept(case.number, actor=desk, at=at + timedelta(minutes=30))
    parts = [Part("示例：楼后的路灯坏了两盏，晚上很黑。", LAMP), Part("示例：灯杆下面堆了垃圾，走路绊脚。", RUBBLE)]
    actions.split(case.number, parts, actor=desk, at=at + timedelta(minutes=45))


def _parent(desk: Actor, composer: Composer, points: tuple[tuple[float, float], ...], at: datetime) -> None:
    """A cold snap along one lane: one case to lead, the single spots under it."""
    parent = _report(composer, points[0], "", at, "示例：降雪后整条巷子多处结冰、积雪没有清。")
    actions.accept(parent.number, actor=desk, at=at + timedelta(minutes=20))
    for turn, words in enumerate(("示例：巷口台阶结冰，老人滑倒过。", "示例：巷中段积雪堵住单元门。", "示例：巷尾下水口冻住，水漫出来结了冰。")):
        child = _report(composer, points[(turn + 1) % len(points)], "", at + timedelta(minutes=30 + turn), words)
        actions.link_child(parent.number, child.number, actor=desk, at=at + timedelta(hours=1, minutes=turn))
