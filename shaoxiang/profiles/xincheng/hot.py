"""几处热点: neighbours who report the same thing within three weeks, each in their own words. Composed from the first to the last word (示例)."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

import shapely.geometry

from shaoxiang.cases.actions import report_case
from shaoxiang.cases.rules import Report
from shaoxiang.cases.vocabulary import AppealKind, Source
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.journal.models import Entry, Pending
from shaoxiang.places.models import Grid
from shaoxiang.topics.actions import gather

RESIDENT = Actor(kind=ActorKind.RESIDENT, roles=frozenset({"RESIDENT"}))
FIRST_PHONE = 10000090000  # no such number is ever given out


class Outbreak(NamedTuple):
    """The street (its code), which of its grids, the address, what people say, and the type where they choose one."""

    street: str
    grid: int
    address: str
    type_code: str
    said: tuple[str, ...]


OUTBREAKS = (
    Outbreak("150102006", 3, "云杉里小区东墙外", "0301", (
        "云杉里小区东边新建了一座混凝土搅拌站，从早响到晚，噪音大得没法开窗。",
        "投诉云杉里小区旁边的搅拌站，半夜还在拉料，车声和机器声吵得全家睡不着。",
        "搅拌站离云杉里小区不到一百米，粉尘落满阳台，孩子一直咳嗽。",
        "我住云杉里小区3号楼，搅拌站的扬尘和噪音已经一个多星期了，请来人查一查手续。",
        "云杉里小区附近的搅拌站晚上十一点还不停工，老人心脏受不了。",
        "请管管云杉里小区东侧的混凝土搅拌站，水泥灰飘到楼里，衣服都不敢晾。",
        "云杉里小区业主反映：搅拌站罐车进出不洗车，路上全是水泥点，噪音也大。",
        "搅拌站建在云杉里小区墙根下合规吗？粉尘噪音天天有。",
        "云杉里小区的老人都在说搅拌站吵，能不能让它白天干、晚上停。",
    )),
    Outbreak("150102002", 5, "长乐苑小区", "0412", (
        "长乐苑小区整栋楼暖气不热，屋里只有十五度。",
        "长乐苑小区5号楼暖气片冰凉，打了几次供热电话也没人来。",
        "孩子发烧，长乐苑小区暖气还是不热，请供热单位快来检修。",
        "长乐苑小区供暖十几天了，暖气一直温吞，晚上要穿棉袄睡。",
        "反映长乐苑小区换热站压力不够，高层暖气不热。",
        "长乐苑小区2号楼一单元暖气管道有气，放了好几次水还是不热。",
        "长乐苑小区的暖气什么时候能热起来？家里有月子里的产妇。",
    )),
    Outbreak("150102003", 2, "朝阳里小学门前", "0506", (
        "朝阳里小学放学时门口乱停车，孩子只能从车缝里钻出来。",
        "朝阳里小学门前双排停车，公交车都过不去，堵半个小时。",
        "建议朝阳里小学放学时段派人疏导停车，太危险了。",
        "朝阳里小学门口违停的车挡住了斑马线，昨天差点碰到学生。",
        "接孩子的车把朝阳里小学门前的路停满了，请设临时停车区。",
        "朝阳里小学早高峰拥堵，家长的车停在盲道上。",
    )),
    Outbreak("150102004", 1, "桂香巷夜市", "0509", (
        "桂香巷夜市的烧烤摊油烟直接往楼上冒，窗户不敢开。",
        "桂香巷夜市烧烤到凌晨两点，油烟呛人，划拳声也大。",
        "住在桂香巷夜市楼上，烧烤油烟把晾的衣服都熏黄了。",
        "桂香巷夜市的烧烤摊没有油烟净化器，请查一查。",
        "桂香巷夜市每晚烧烤，油烟顺着烟道进了我家厨房。",
    )),
)


def break_out(*, anchor: datetime, seed: int = 11) -> int:
    """Report every outbreak over the three weeks before `anchor`, then gather the topics as a night would. Returns how many topics there are."""
    rng = Random(seed)  # noqa: S311 (a story, not a secret)
    known = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    phone = FIRST_PHONE
    for outbreak in OUTBREAKS:
        grids = Grid.objects.filter(community__street__code=outbreak.street, valid_to=None, geometry__isnull=False).order_by("code")
        middle = shapely.geometry.shape(grids[outbreak.grid].geometry).representative_point()
        for words in outbreak.said:
            phone += 1
            at = anchor - timedelta(days=rng.uniform(0.2, 20))
            report = Report(
                source=Source.RESIDENT_PAGE, kind=AppealKind.COMPLAINT, description=words, type_code=outbreak.type_code, address=outbreak.address,
                lon=round(middle.x + rng.uniform(-0.0006, 0.0006), 6), lat=round(middle.y + rng.uniform(-0.0005, 0.0005), 6),
                reporter={"name": "示例居民", "phone": str(phone)}, client_id=f"demo-hot-{phone}",
            )
            report_case(report, actor=RESIDENT, at=at)
    Pending.objects.filter(entry_id__gt=known).delete()  # what happened in the story is not news
    return gather(now=anchor)
