"""网格调整: what a proposed drawing does to the grids in force: which move, begin, end, and who succeeds whom. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from shaoxiang.kernel.geo import MetreFrame
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.rules.outlines import is_real
from shaoxiang.places.vocabulary import ChangeKind, DivisionSource, GridLevel

HEIR_PERCENT = 5  # a smaller share of the old ground makes no heir
# A larger level stands above a smaller one, never the other way round.
RANK: Mapping[str, int] = {level.value: rank for rank, level in enumerate((GridLevel.LARGE, GridLevel.MEDIUM, GridLevel.SMALL, GridLevel.MICRO))}

ONLY_THE_DISTRICT = _(
    "网格由区里统一划分，部门不得另划（参照《滨州市社会治理网格化服务管理条例》第六条）。"
    "部门的图可以作为叠加图层附上；确需调整网格的，请书面提请区里，由区里划定后以“区（统一划分）”导入。"
)


class DivisionRefused(ValueError):
    """The division cannot be done so; `reason` is a Chinese sentence with the cure, `facts` fill it."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason % facts if facts else reason)
        self.reason, self.facts = reason, facts


@dataclass(frozen=True, slots=True)
class Drawn:
    """One grid as drawn. `shape`: shapely polygon in WGS-84 degrees; `households`: None where nobody counted."""

    code: str
    community: str
    name: str
    shape: Any
    level: str = GridLevel.SMALL.value
    kind: str = "ORDINARY"
    households: int | None = None
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the comparison. `heirs`: (code, percent of the old ground), largest first; `moved_m2`: ground lost and won."""

    kind: ChangeKind
    code: str
    before: Drawn | None
    after: Drawn | None
    heirs: tuple[tuple[str, int], ...] = ()
    moved_m2: float = 0.0


def check_source(source: str) -> None:
    """Raises DivisionRefused for a department's map."""
    if source != DivisionSource.DISTRICT:
        raise DivisionRefused(ONLY_THE_DISTRICT)


def check_levels(above: str, below: str) -> None:
    """A grid belongs to a larger one. Raises DivisionRefused."""
    if RANK[above] >= RANK[below]:
        raise DivisionRefused(_("上级网格的层级要比下级大：大网格、中网格、小网格、微网格依次往下。请改选上级或层级。"))


def compare_division(before: Mapping[str, Drawn], after: Mapping[str, Drawn]) -> list[Change]:
    """Both drawings of the same ground, by code. Order: moved, altered, new, gone, same; by code within."""
    shapes = [each.shape for each in (*before.values(), *after.values())]
    if not shapes:
        return []
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object))
    frame = MetreFrame.around(float(west + east) / 2, float(south + north) / 2)
    old = {code: frame.flatten(np.array([each.shape], dtype=object))[0] for code, each in before.items()}
    new = {code: frame.flatten(np.array([each.shape], dtype=object))[0] for code, each in after.items()}
    found = [_change(code, before.get(code), after.get(code), old, new) for code in sorted(before.keys() | after.keys())]
    order = list(ChangeKind)
    return sorted(found, key=lambda change: (order.index(change.kind), change.code))


def _change(code: str, before: Drawn | None, after: Drawn | None, old: Mapping[str, Any], new: Mapping[str, Any]) -> Change:
    if before is None:
        return Change(ChangeKind.NEW, code, None, after, moved_m2=round(float(new[code].area), 0))
    if after is None:
        return Change(ChangeKind.GONE, code, before, None, _heirs(old[code], new), round(float(old[code].area), 0))
    pieces = [part for part in shapely.get_parts(shapely.symmetric_difference(old[code], new[code])) if part.geom_type == "Polygon" and is_real(part)]
    if pieces or before.community != after.community:
        return Change(ChangeKind.MOVED, code, before, after, _heirs(old[code], new), round(sum(float(part.area) for part in pieces), 0))
    same = (before.name, before.level, before.kind, before.households) == (after.name, after.level, after.kind, after.households)
    return Change(ChangeKind.SAME if same else ChangeKind.ALTERED, code, before, after)


def _heirs(ground: Any, new: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """Who gets the old ground, by share."""
    shares = ((code, round(100 * float(shapely.intersection(ground, shape).area) / float(ground.area))) for code, shape in new.items())
    return tuple(sorted(((code, share) for code, share in shares if share >= HEIR_PERCENT), key=lambda pair: (-pair[1], pair[0])))


def carved(outline: Any, code: str, around: Mapping[str, Any]) -> dict[str, Any]:
    """The drawing after `outline` is cut out of the grids it lies in: itself and each grid that loses ground, by code.

    Raises DivisionRefused where it would swallow a grid whole.
    """
    drawn = {code: outline}
    for other, shape in around.items():
        if not shapely.intersects(shape, outline):
            continue
        rest = shapely.difference(shape, outline)
        if rest.area >= shape.area * (1 - 1e-9):
            continue
        if rest.is_empty or rest.area < shape.area * 0.02:
            raise DivisionRefused(_("这样划会把网格 %(code)s 全部占掉。请缩小范围，或直接把它改为专属网格。"), code=other)
        drawn[other] = shapely.multipolygons(_polygons(rest)) if rest.geom_type != "Polygon" else rest
    return drawn


def _polygons(shape: Any) -> list[Any]:
    return [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]


def next_code(community: str, taken: Iterable[str]) -> str:
    """The next free code of a community: its twelve digits and the next three. Raises DivisionRefused after 999."""
    used = {int(code[-3:]) for code in taken if code.startswith(community)}
    number = max(used, default=0) + 1
    if number > 999:
        raise DivisionRefused(_("这个社区的网格号用完了（最多 999 个）。请先整理编号。"))
    return f"{community}{number:03d}"
