"""What a million cases are cast from: points, routes, due times and words, made by the project's own rules and copied into temporary tables."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

import shapely
from django.db import connection
from django.utils import timezone

from shaoxiang.cases.actions.intake import assignment_for
from shaoxiang.cases.actions.steps import handling_specs
from shaoxiang.duties.queries import duty_book, ground_json
from shaoxiang.institutions.queries.desks import command_center, street_unit
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.queries import earliest
from shaoxiang.kernel.search.rules import tokens_of
from shaoxiang.places.queries import outlines_in_force, place_book
from shaoxiang.places.vocabulary import PlaceLevel

POINTS_PER_GRID = 12
ROADS = [
    "海拉尔东路", "迎新路", "兴安北路", "成吉思汗大街", "东风路", "中山东路", "锡林北路", "呼伦贝尔北路", "车站东街",
    "爱民街", "哲里木路", "通道北街", "新华东街", "光华街",
]
NAMES = ["阳光", "幸福", "锦绣", "东方", "都市", "康居", "丽苑", "滨河", "润和", "学府", "金桥", "桃李"]
ESTATES = [name + kind for name in NAMES for kind in ("小区", "花园", "家园", "新城", "嘉苑")]
PROBLEMS = [
    "漏水严重", "无人清运", "占了人行道", "晚上声音很大", "堵住消防通道", "破损", "温度不达标", "收费说不清",
    "频繁停运", "污水外溢", "扬尘很大", "有人受伤", "墙皮脱落", "树倒了压住车", "油烟扰民", "乱停乱放", "多日没有处理",
    "夜间不亮", "地面塌了一块", "异味很重",
]
MORE = [
    "希望尽快处理", "多次反映没有解决", "居民出行不便", "有安全隐患", "请给答复", "老人小孩经过危险", "夜间尤其明显",
    "已经三个月了", "物业互相推", "请到现场看看", "影响休息", "冬天容易结冰", "请恢复原状", "建议加个标识", "请协调",
]
RARE_CHARACTERS = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 2500))  # the long tail of shop and people's names


def make(*, anchor: datetime, days: int, seed: int = 7) -> None:
    """Fill the temporary tables bench_spot, bench_kind, bench_route, bench_due, bench_type, bench_place … of this connection."""
    luck = random.Random(seed)
    _copy("bench_spot", "n int, lon float8, lat float8, grid_id bigint, community_id bigint, street_id bigint", _spots(luck))
    _copy("bench_kind", "n int, code text, name text", _kinds(luck))
    _copy(
        "bench_route", "grid_id bigint, code text, unit_id bigint, office_id bigint, post_id bigint, helper_unit bigint, helper_office bigint, "
        "mode text, gap boolean, desk_unit bigint, ground jsonb", _routes(anchor),
    )
    _copy("bench_due", "begun date, code text, warn_at timestamptz, due_at timestamptz", _dues(anchor, days))
    for part, pieces in _words(luck).items():
        _copy(f"bench_{part}", "n int, words text, tokens text[]", [(n, words, tokens_of(words)) for n, words in enumerate(pieces, 1)])
    _copy("bench_type", "code text, tokens text[]", [(kind.code, tokens_of(kind.name)) for kind in duty_book().types.values()])


def _copy(table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    made = list(rows)  # some read the database themselves, which a COPY under way would keep waiting for ever
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns})")
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row in made:
                copy.write_row(row)
        cursor.execute(f"ANALYZE {table}")


def _spots(luck: random.Random) -> Iterable[Sequence[Any]]:
    """Points in every grid of the district: as many cases from a small grid as from a wide one."""
    book, n = place_book(), 0
    for code, (_parent, shape) in outlines_in_force(PlaceLevel.GRID, timezone.localdate()).items():
        grid = book.grid_by_code(code)
        west, south, east, north = shape.bounds
        for _turn in range(POINTS_PER_GRID):
            point = next(
                (spot for spot in (shapely.Point(luck.uniform(west, east), luck.uniform(south, north)) for _try in range(200)) if shape.contains(spot)),
                shape.representative_point(),
            )
            n += 1
            yield n, round(point.x, 6), round(point.y, 6), grid.id, grid.community_id, grid.street_id


def _kinds(luck: random.Random) -> Iterable[Sequence[Any]]:
    """Every event and component type, some a hundred times as frequent as others: 1,000 slots to draw from."""
    types = list(duty_book().types.values())
    weights = [luck.paretovariate(1.0) for _each in types]
    for n, kind in enumerate(luck.choices(types, weights, k=1000), 1):
        yield n, kind.code, kind.name


def _routes(anchor: datetime) -> Iterable[Sequence[Any]]:
    on = timezone.localtime(anchor).date()
    for grid in place_book().grids.values():
        desk = street_unit(grid.street_id) or command_center()
        for code in duty_book().types:
            found = assignment_for(code, street_id=grid.street_id, community_id=grid.community_id, grid_id=grid.id, on=on)
            helper = next((each for each in found.cooperating if (each.unit_id, each.office_id) != (found.lead.unit_id, found.lead.office_id)), None)
            ground = json.dumps(ground_json(found.ground), ensure_ascii=False)
            yield (
                grid.id, code, found.lead.unit_id, found.lead.office_id, found.lead.post_id, helper and helper.unit_id, helper and helper.office_id,
                str(found.mode), found.gap, command_center() if found.gap else desk, ground,
            )


def _dues(anchor: datetime, days: int) -> Iterable[Sequence[Any]]:
    """Warning and due time of a type's handling, by the day it began (counted from 10:00)."""
    today = timezone.localtime(anchor).date()
    by_limits: dict[tuple[Any, ...], list[str]] = {}
    for code in duty_book().types:
        by_limits.setdefault(tuple(handling_specs(code, at=anchor).values()), []).append(code)
    for back in range(days + 2):
        day = today - timedelta(days=back)
        at = timezone.make_aware(datetime.combine(day, time(10)))
        for specs, codes in by_limits.items():
            warn_at, due_at = earliest(clocks.plan(specs, at=at))
            for code in codes:
                yield day, code, warn_at, due_at


def _words(luck: random.Random) -> dict[str, list[str]]:
    """Pieces of descriptions. Between them stands punctuation, so their pairs of characters never run over and tokens can be made by piece."""
    return {
        "place": [f"{luck.choice(ROADS)}{luck.choice(ESTATES)}{luck.randint(1, 40)}号楼{luck.randint(1, 6)}单元" for _turn in range(6000)],
        "problem": list(PROBLEMS),
        "more": ["，".join(luck.sample(MORE, luck.randint(1, 5))) for _turn in range(2000)],
        "rare": ["".join(luck.choices(RARE_CHARACTERS, k=luck.randint(4, 12))) for _turn in range(20000)],
    }
