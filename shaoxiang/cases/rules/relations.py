"""When two reports are one matter, and which of them goes on: no database, no clock on the wall."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from shaoxiang.cases.vocabulary import ENDED, JOINABLE, MERGEABLE, CaseStatus, Likeness
from shaoxiang.kernel.search.rules import tokens_of
from shaoxiang.kernel.vocabulary import _

RADIUS_M = 150  # 多近算附近, where neither the type nor the district says otherwise
CLOSE_IN_TIME = timedelta(days=7)
MERGED_MOST = 50  # of one main case
CHILDREN_MOST = 20
WORDS_SHOWN = 4
TEXT_READ = 400  # characters compared: what it is about is said first
LIKELY = 5  # points from which a pair is suggested at the desk
METRES_PER_DEGREE = 111_320.0

# Said in nearly every complaint: having them in common means nothing.
_COMMON = re.compile(
    "居民|反映|我们|你们|小区|附近|这个|那个|有人|希望|请求|部门|相关|解决|处理|问题|"
    "情况|影响|严重|已经|一直|没有|现在|非常|时间|门口|路口|旁边|晚上|白天|尽快|示例"
)
# How far a case has come: what has been sent on is not thrown away for one that has not.
_RANK = {
    CaseStatus.REPORTED: 0, CaseStatus.ACCEPTED: 1, CaseStatus.OBJECTED: 2, CaseStatus.DISPATCHED: 2, CaseStatus.SUSPENDED: 3, CaseStatus.HANDLING: 3,
    CaseStatus.HANDLED: 4,
}


@dataclass(frozen=True, slots=True)
class Side:
    """One of two cases that may be one. lon/lat: WGS-84 degrees; `contacts`: blind indexes of its reporters' telephones."""

    pk: int
    status: CaseStatus
    type_code: str
    group: str
    opened_at: datetime
    lon: float | None = None
    lat: float | None = None
    street_id: int | None = None
    text: str = ""
    contacts: frozenset[str] = frozenset()
    parent: bool = False  # has children
    child: bool = False
    merged: int = 0  # how many have been merged into it


@dataclass(frozen=True, slots=True)
class Alike:
    """Why two cases may be one, and how much speaks for it (points, not a probability)."""

    reasons: tuple[Likeness, ...]
    words: tuple[str, ...]
    distance_m: float | None
    apart: timedelta
    points: int

    @property
    def likely(self) -> bool:
        return self.points >= LIKELY


def radii(text: str) -> dict[str, int]:
    """"B01:80, 0511:300" as metres by class or type code. Raises ValueError for what cannot be read or lies outside 20 to 2000."""
    found: dict[str, int] = {}
    for pair in filter(None, (one.strip() for one in re.split("[,，;；]", text))):
        code, _colon, amount = re.sub(r"\s", "", pair.replace("：", ":")).partition(":")
        if not code or not 20 <= int(amount) <= 2000:
            raise ValueError(pair)
        found[code] = int(amount)
    return found


def radius_m(type_code: str, group: str, by_type: Mapping[str, int], default: int = RADIUS_M) -> int:
    """多近算附近 for a type: its own, else its class's, else the district's. Metres."""
    return by_type.get(type_code) or by_type.get(group) or default


def metres(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """Distance in metres on the ground; good to a metre over a few kilometres."""
    east = (to_lon - lon) * METRES_PER_DEGREE * math.cos(math.radians((lat + to_lat) / 2))
    return math.hypot(east, (to_lat - lat) * METRES_PER_DEGREE)


def roughly(distance_m: float, *, public: bool) -> int:
    """Metres as told: to ten for a public case, to fifty (at least fifty) for a private one, so that no home can be measured out."""
    step = 10 if public else 50
    return max(step, round(distance_m / step) * step)


def window(lon: float, lat: float, radius_m: float) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees of the square around a point: what an index can look up."""
    high = radius_m / METRES_PER_DEGREE
    wide = high / max(math.cos(math.radians(lat)), 0.01)
    return lon - wide, lat - high, lon + wide, lat + high


def words_in_common(one: str, other: str, most: int = WORDS_SHOWN) -> tuple[str, ...]:
    """What both texts say, longest first: neighbouring bigrams of the search index joined again (楼道 道漏 漏水 → 楼道漏水)."""
    one, pairs = _pairs_of(one[:TEXT_READ])
    shared = pairs & _pairs_of(other[:TEXT_READ])[1]
    if not shared:
        return ()
    runs: list[str] = []
    run = ""
    for first, second in pairwise(one):
        if first + second in shared:
            run = run + second if run else first + second
        elif run:
            runs.append(run)
            run = ""
    found = dict.fromkeys([*runs, run] if run else runs)
    return tuple(sorted((word for word in found if not any(word != longer and word in longer for longer in found)), key=len, reverse=True)[:most])


@lru_cache(maxsize=128)
def _pairs_of(text: str) -> tuple[str, frozenset[str]]:
    """The text without what everybody says, and its bigrams."""
    bare = _COMMON.sub(" ", text)
    return bare, frozenset(token for token in tokens_of(bare) if len(token) == 2 and not token.isascii())


def alike(one: Side, other: Side, *, radius_m: float = RADIUS_M) -> Alike:
    """Place, type, time, words, contact: each adds its points; words the more, the more there are."""
    reasons: list[Likeness] = []
    points = 0
    distance = _apart_m(one, other)
    if one.type_code and one.type_code == other.type_code:
        reasons.append(Likeness.SAME_TYPE)
        points += 2
    elif one.group and one.group == other.group:
        reasons.append(Likeness.SAME_GROUP)
        points += 1
    if distance is not None and distance <= radius_m:
        reasons.append(Likeness.NEAR)
        points += 3 if distance <= radius_m / 3 else 2
    apart = abs(one.opened_at - other.opened_at)
    if apart <= CLOSE_IN_TIME:
        reasons.append(Likeness.CLOSE_IN_TIME)
        points += 1
    if words := words_in_common(one.text, other.text):
        reasons.append(Likeness.WORDS)
        points += min(3, 1 + sum(len(word) for word in words) // 4)
    if one.contacts & other.contacts:
        reasons.append(Likeness.SAME_CONTACT)
        points += 2
    return Alike(tuple(reasons), words, distance, apart, points)


def _apart_m(one: Side, other: Side) -> float | None:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    return metres(one.lon, one.lat, other.lon, other.lat)


def pick_main(sides: Iterable[Side]) -> Side:
    """主件: the one that has come furthest, then the one that others were merged into, then the earliest."""
    return min(sides, key=lambda side: (-_RANK.get(side.status, -1), -side.merged, side.opened_at, side.pk))


def merge_refusal(main: Side, other: Side) -> str:
    """Why `other` may not be merged into `main`, and what to do instead; empty where it may."""
    if main.pk == other.pk:
        return _("不能把一件事并入它自己：请选另一件。")
    if main.status == CaseStatus.MERGED:
        return _("主件自己已经并入别的事项：请选它并入的那一件作主件。")
    if main.status == CaseStatus.VERIFIED:
        return _("主件已核查、在等居民确认；又有人反映，可能是没有解决：请先看要不要重办，再合并。")
    if main.status in ENDED:
        return _("主件已经结束，不能再并入：新的反映请单独办理，写上它的编号。")
    if other.status == CaseStatus.OBJECTED:
        return _("要并入的一件正在等退单裁定：请先裁定，再合并。")
    if other.status not in MERGEABLE:
        return _("要并入的一件已经处置完毕或已经结束，不用再合并。")
    if _RANK[other.status] > _RANK[main.status]:
        return _("要并入的一件办得更靠前：请反过来，让已经在办的一件作主件。")
    if other.parent:
        return _("要并入的一件带有子件：请先解除关联，或者让它作主件。")
    if main.child or other.child:
        return _("子件不能参与合并：请在母件上处理，或者先解除关联。")
    if main.merged + other.merged + 1 > MERGED_MOST:
        return _("一个主件最多并入 50 件：请另立主件，或者建母件统一管理。")
    return ""


def join_refusal(status: CaseStatus) -> str:
    """Why one may not join this case any more; empty where one may."""
    if status in JOINABLE or status == CaseStatus.MERGED:
        return ""
    return _("这件事已经办完或已经结束，不能再加入：请照常反映一次，可以写上它的编号。")


def child_refusal(parent: Side, child: Side, *, children: int) -> str:
    """Why `child` may not be put under `parent`; one level only. Empty where it may."""
    if parent.pk == child.pk:
        return _("不能把一件事挂在它自己下面：请选另一件。")
    if parent.child:
        return _("这一件自己是子件，下面不能再挂子件（最多两级）：请挂到它的母件上。")
    if child.child:
        return _("要关联的一件已经挂在别的母件下：请先解除关联。")
    if child.parent:
        return _("要关联的一件自己带有子件（最多两级）：请先解除那些关联。")
    if children >= CHILDREN_MOST:
        return _("一个母件最多带 20 个子件：请分成几个母件。")
    if child.status in ENDED or parent.status in ENDED:
        return _("已经结束的事项不能再关联。")
    return ""


def split_refusal(texts: Sequence[str], *, children: int, child: bool) -> str:
    """Why a case may not be split into these; empty where it may."""
    if not texts:
        return _("请至少写出一件要拆出来的事。")
    if child:
        return _("这一件自己是子件，不能再拆（最多两级）：请在母件上拆。")
    if children + len(texts) > CHILDREN_MOST:
        return _("一个母件最多带 20 个子件：请分成几个母件。")
    if len(set(texts)) != len(texts):
        return _("有两件写得一模一样：请删掉一件。")
    return ""


def earlier(one: datetime | None, other: datetime | None) -> bool:
    """Is `one` due before `other`? What has no date is never earlier."""
    return one is not None and (other is None or one < other)
