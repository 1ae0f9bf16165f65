"""What a set of outlines must satisfy: each whole, none over another, none outside its parent, no gap (图斑检查)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import shapely
import shapely.geometry

from shaoxiang.kernel.geo import MetreFrame
from shaoxiang.kernel.vocabulary import Vocabulary, _
from shaoxiang.places.vocabulary import CommunityKind, FlawKind, GridKind, GridLevel, PlaceLevel, StreetKind

# Six decimals of a degree leave slivers a hand wide along every shared edge: thinner than this is no gap and no overlap.
SLIVER_M = 0.5
SPECK_M2 = 10.0
NEAR_M, SHARED_M = 20.0, 80.0  # of a boundary two places share; a corner where they meet is none
CODE_LENGTH = {PlaceLevel.DISTRICT: 6, PlaceLevel.STREET: 9, PlaceLevel.COMMUNITY: 12, PlaceLevel.GRID: 15}
KINDS: Mapping[PlaceLevel, type[Vocabulary]] = {
    PlaceLevel.STREET: StreetKind, PlaceLevel.COMMUNITY: CommunityKind, PlaceLevel.GRID: GridKind,
}
NAME_MAX = 60
LINE = "_line"  # what a reader of tables notes on a feature
PARENT = {PlaceLevel.STREET: "district", PlaceLevel.COMMUNITY: "street", PlaceLevel.GRID: "community"}

FLAW_WORDS: dict[FlawKind, tuple[str, str]] = {
    FlawKind.NO_CODE: (_("第 %(code)s 个要素没有代码。"), _("在属性表的 code 一栏填上统计用区划代码。")),
    FlawKind.BAD_CODE: (_("代码 %(code)s 不是 %(other)s 位数字。"), _("镇街 9 位，社区（村）12 位，网格为社区代码加 3 位；请改正 code 一栏。")),
    FlawKind.DUPLICATE: (_("代码 %(code)s 在文件里出现了不止一次，只读了第一个。"), _("一个代码只留一个要素；由几块组成的，合并为多部件面。")),
    FlawKind.NO_NAME: (_("代码 %(code)s 没有名称。"), _("在属性表的 name 一栏填上名称。")),
    FlawKind.BAD_VALUE: (
        _("代码 %(code)s 的属性“%(other)s”读不懂。"), _("种类和层级请用代码表里的代码，日期写成 2026-07-01，户数写整数，名称和别称不超过 60 字。"),
    ),
    FlawKind.NOT_POLYGON: (_("代码 %(code)s 的图形不是面。"), _("边界应为面（Polygon 或 MultiPolygon），请重新勾画或导出。")),
    FlawKind.NOT_DEGREES: (_("代码 %(code)s 的坐标不是经纬度。"), _("请以 WGS-84 经纬度（EPSG:4326）导出，不要用投影坐标。")),
    FlawKind.SWAPPED: (_("代码 %(code)s 的经度和纬度写反了。"), _("坐标应为先经度后纬度，请在导出时调整。")),
    FlawKind.INVALID: (_("代码 %(code)s 的边界自相交或没有闭合：%(other)s。"), _("用 GIS 软件的“修复几何”处理后重新导出。")),
    FlawKind.ORPHAN: (_("代码 %(code)s 的上级 %(other)s 不存在或已失效。"), _("先导入上一级，或改正上级代码。")),
    FlawKind.GAP: (_("%(code)s 里有 %(area)s 平方米没有下级覆盖，在 %(at)s 附近。"), _("把缝隙划给相邻的下级，或一并导入缺少的下级。")),
    FlawKind.OVERLAP: (_("%(code)s 与 %(other)s 重叠 %(area)s 平方米，在 %(at)s 附近。"), _("一个地方只能属于一个网格：请把重叠部分划给其中一个。")),
    FlawKind.RENAMED: (_("%(code)s 现在叫“%(other)s”，文件里是另一个名称。"), _("导入不改名：请走“区划变更”，先起草、看影响，再从某一天起生效。")),
    FlawKind.MOVED: (_("%(code)s 现在属于 %(other)s，文件里换了上级。"), _("导入不换上级：请走“区划变更”，先起草、看影响，再从某一天起生效。")),
    FlawKind.FOUNDED: (_("%(other)s 下面已经有同级的，文件不能再添 %(code)s。"),
                       _("新设、拆分、合并镇街和社区要有日子和文件：请走“街道和社区区划变更”；网格走“网格调整”。")),
    FlawKind.BACKDATED: (_("%(code)s 的生效日期 %(other)s 已经过去。"), _("往前写日子只能在这一级第一次导入时：请写今天或以后的日子，或空着。")),
    FlawKind.OUTSIDE: (_("%(code)s 有 %(area)s 平方米在上级 %(other)s 之外，在 %(at)s 附近。"), _("请收回边界，或改正上级代码。")),
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with a set of outlines. `other`: the neighbour or parent concerned; `where`: a point in it, degrees; `line`: of the file, 0 unknown."""

    kind: FlawKind
    code: str
    other: str = ""
    area_m2: float = 0.0
    where: tuple[float, float] | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """One feature of a file: code, parent's code, polygon in WGS-84 degrees, and the other properties as they stood."""

    code: str
    parent: str
    name: str
    shape: Any
    properties: Mapping[str, Any] = field(default_factory=dict)


class NotGeoJSON(ValueError):
    """The file is no GeoJSON FeatureCollection; the message says what is expected."""


def read_outlines(level: PlaceLevel, data: object) -> tuple[list[Outline], list[Flaw]]:
    """The usable features of a FeatureCollection, and a flaw for each of the others. Raises NotGeoJSON."""
    if not isinstance(data, Mapping) or data.get("type") != "FeatureCollection" or not isinstance(data.get("features"), list):
        raise NotGeoJSON("FeatureCollection")
    outlines: list[Outline] = []
    flaws: list[Flaw] = []
    seen: set[str] = set()
    for number, feature in enumerate(data["features"], start=1):
        read, line = _read_feature(level, feature, f"#{number}"), line_of(feature, number)
        if isinstance(read, Flaw):
            flaws.append(replace(read, line=line))
        elif read.code in seen:
            flaws.append(Flaw(FlawKind.DUPLICATE, read.code, line=line))
        else:
            seen.add(read.code)
            outlines.append(read)
    return outlines, flaws


def line_of(feature: object, number: int) -> int:
    """The line of the table a feature was read from; of GeoJSON, which of its features it is."""
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    line = properties.get(LINE) if isinstance(properties, Mapping) else None
    return line if isinstance(line, int) else number


def lines_of(data: object) -> dict[str, int]:
    """Code -> the line where a collection has it first."""
    found: dict[str, int] = {}
    features = data.get("features") if isinstance(data, Mapping) else None
    for number, feature in enumerate(features or (), start=1):
        properties = feature.get("properties") if isinstance(feature, Mapping) else None
        if isinstance(properties, Mapping):
            found.setdefault(str(properties.get("code") or ""), line_of(feature, number))
    return found


def column_of(flaw: Flaw, level: PlaceLevel) -> str:
    """Which property of the feature is meant."""
    if flaw.kind == FlawKind.BAD_VALUE:
        return flaw.other.split("=", 1)[0]
    if flaw.kind == FlawKind.ORPHAN:
        return PARENT.get(level, "")
    if flaw.kind == FlawKind.MOVED:
        return PARENT.get(level, "")
    if flaw.kind in (FlawKind.NO_CODE, FlawKind.BAD_CODE, FlawKind.DUPLICATE, FlawKind.FOUNDED):
        return "code"
    if flaw.kind == FlawKind.BACKDATED:
        return "valid_from"
    return "name" if flaw.kind in (FlawKind.NO_NAME, FlawKind.RENAMED) else "geometry"


def _read_feature(level: PlaceLevel, feature: object, number: str) -> Outline | Flaw:
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    if not isinstance(feature, Mapping) or not isinstance(properties, Mapping):
        return Flaw(FlawKind.NO_CODE, number)
    code = str(properties.get("code") or "").strip()
    if not code:
        return Flaw(FlawKind.NO_CODE, number)
    if not code.isascii() or not code.isdigit() or len(code) != CODE_LENGTH[level]:
        return Flaw(FlawKind.BAD_CODE, code[:40], str(CODE_LENGTH[level]))
    name = str(properties.get("name") or "").strip()
    if not name:
        return Flaw(FlawKind.NO_NAME, code)
    if len(name) > NAME_MAX:
        return Flaw(FlawKind.BAD_VALUE, code, f"name={name}"[:60])
    bad = _bad_property(level, properties)
    if bad:
        return Flaw(FlawKind.BAD_VALUE, code, bad)
    try:
        shape = shapely.geometry.shape(feature.get("geometry"))
    except Exception:  # whatever a broken geometry makes the reader raise
        return Flaw(FlawKind.NOT_POLYGON, code)
    if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
        return Flaw(FlawKind.NOT_POLYGON, code)
    west, south, east, north = shape.bounds
    if abs(south) > 90 or abs(north) > 90:
        return Flaw(FlawKind.SWAPPED, code)
    if not (west >= -180 and east <= 180 and np.isfinite([west, south, east, north]).all()):
        return Flaw(FlawKind.NOT_DEGREES, code)
    if not shapely.is_valid(shape):
        return Flaw(FlawKind.INVALID, code, str(shapely.is_valid_reason(shape)))
    parent = str(properties.get(PARENT.get(level, ""), "") or code[: CODE_LENGTH[level] - 3])
    return Outline(code, parent, name, shape, properties)


def _bad_property(level: PlaceLevel, given: Mapping[str, Any]) -> str:
    """The first optional property that cannot be read; empty when all can."""
    if given.get("kind") is not None and level in KINDS and given["kind"] not in list(KINDS[level]):
        return f"kind={given['kind']}"[:60]
    if level is PlaceLevel.GRID and given.get("level") is not None and given["level"] not in list(GridLevel):
        return f"level={given['level']}"[:60]
    households = given.get("households")
    if households is not None and not (type(households) is int and 0 <= households <= 1_000_000):
        return f"households={households}"[:60]
    aliases = given.get("aliases")
    if aliases is not None and not (isinstance(aliases, list) and all(isinstance(one, str) and len(one) <= NAME_MAX for one in aliases)):
        return f"aliases={aliases}"[:60]
    if given.get("valid_from") is not None:
        try:
            date.fromisoformat(str(given["valid_from"]))
        except ValueError:
            return f"valid_from={given['valid_from']}"[:60]
    return ""


LEAVE = frozenset({FlawKind.GAP})  # the lower level may not be drawn whole yet; nothing else is written wrong


def may_be_written(flaws: Iterable[Flaw], *, with_gaps: bool) -> bool:
    """Nothing until it is clean; by leave, with ground that no lower place covers yet."""
    return all(with_gaps and flaw.kind in LEAVE for flaw in flaws)


def compare(shapes: Mapping[str, Any], parent_of: Mapping[str, str], parents: Mapping[str, Any]) -> list[Flaw]:
    """Overlaps between neighbours, parts outside the parent, parts of a parent no child covers.

    shapes: outlines of one level by code. parents: outlines of the level above by code; a parent without children is not
    compared (its lower level is not drawn yet).
    """
    if not shapes:
        return []
    codes, frame = sorted(shapes), _frame(shapes.values())
    flat = frame.flatten(np.array([shapes[code] for code in codes], dtype=object))
    flaws = list(_overlaps(codes, flat, frame))
    children: dict[str, list[int]] = {}
    for row, code in enumerate(codes):
        children.setdefault(parent_of[code], []).append(row)
    for parent in sorted(children.keys() & parents.keys()):
        whole = frame.flatten(np.array([parents[parent]], dtype=object))[0]
        rows = children[parent]
        flaws += _pieces(shapely.difference(whole, shapely.union_all(flat[rows])), frame, lambda *at, p=parent: Flaw(FlawKind.GAP, p, "", *at))
        for row in rows:
            flaws += _pieces(
                shapely.difference(flat[row], whole), frame, lambda *at, c=codes[row], p=parent: Flaw(FlawKind.OUTSIDE, c, p, *at)
            )
    return flaws


def _overlaps(codes: list[str], flat: np.ndarray, frame: MetreFrame) -> Iterator[Flaw]:
    lefts, rights = shapely.STRtree(flat).query(flat, predicate="intersects")
    for left, right in zip(lefts, rights, strict=True):
        if left < right:
            both = shapely.intersection(flat[left], flat[right])
            yield from _pieces(both, frame, lambda *at, a=codes[left], b=codes[right]: Flaw(FlawKind.OVERLAP, a, b, *at))


def _pieces(shape: Any, frame: MetreFrame, flaw: Callable[..., Flaw]) -> Iterator[Flaw]:
    """One flaw for all the parts of `shape` that are more than slivers, placed in the largest."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and is_real(part)]
    if parts:
        largest = max(parts, key=lambda part: float(part.area))
        inside = frame.unflatten(shapely.point_on_surface(largest))
        yield flaw(round(sum(float(part.area) for part in parts), 1), (round(inside.x, 6), round(inside.y, 6)))


def is_real(part: Any) -> bool:
    """More than a sliver along a shared edge."""
    return bool(part.area > SPECK_M2 and 2 * part.area / part.length > SLIVER_M)


def share_boundary(one: Any, other: Any) -> bool:
    """接壤: do two outlines (degrees) run along each other for a while? Several hands draw them: some metres between two lines are none."""
    frame = _frame([one, other])
    near = shapely.buffer(frame.flatten(one), NEAR_M)
    return bool(shapely.length(shapely.intersection(near, shapely.boundary(frame.flatten(other)))) >= SHARED_M)


def _frame(shapes: Iterable[Any]) -> MetreFrame:
    west, south, east, north = shapely.total_bounds(np.array(list(shapes), dtype=object))
    return MetreFrame.around(float(west + east) / 2, float(south + north) / 2)
