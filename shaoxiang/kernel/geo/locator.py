"""Which outline a point lies in, and which neighbours are near enough to matter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from shaoxiang.kernel.geo.metres import MetreFrame

BORDER_M = 30.0  # a fix of a telephone is hardly better: both sides are kept and shown
TOUCH_M = 0.1  # outlines carry six decimals: nearer than this is on the line
CELL_M = 80.0
CELLS_KEPT = 100_000  # about 640 km2 and 30 MB at most


@dataclass(frozen=True, slots=True)
class Located:
    """Where a point lies. `candidates`: (code, distance in metres), nearest first; the one it lies in is the first, at 0.

    `border`: another outline is within 30 m, or the point is outside every outline but within 30 m of one.
    """

    code: str | None
    candidates: tuple[tuple[str, float], ...]
    border: bool


NOWHERE = Located(None, (), False)
_Cell = tuple[tuple[str, ...], np.ndarray]


class Locator:
    """An index of outlines by code; built once, safe to share between threads.

    outlines: (code, polygon or multipolygon in WGS-84 degrees). A point on a shared edge always goes to the smallest code,
    whatever the order of loading.
    """

    __slots__ = ("_cells", "_codes", "_flat", "_frame", "_tree")

    def __init__(self, outlines: Iterable[tuple[str, Any]]) -> None:
        rows = sorted(outlines, key=lambda row: row[0])
        self._codes: tuple[str, ...] = tuple(code for code, _shape in rows)
        shapes = np.array([shape for _code, shape in rows], dtype=object)
        west, south, east, north = shapely.total_bounds(shapes) if rows else (0.0, 0.0, 0.0, 0.0)
        self._frame = MetreFrame.around(float(west + east) / 2, float(south + north) / 2)
        self._flat = self._frame.flatten(shapes)
        self._tree = shapely.STRtree(self._flat)
        self._cells: dict[tuple[int, int], Located | _Cell] = {}

    def __len__(self) -> int:
        return len(self._codes)

    def locate(self, lon: float, lat: float) -> Located:
        """The outline at a WGS-84 point. Nonsense numbers are simply nowhere."""
        if not (abs(lon) <= 180 and abs(lat) <= 90):  # also false for what is not a number
            return NOWHERE
        x, y = self._frame.point(lon, lat)
        cell = self._cell(int(x // CELL_M), int(y // CELL_M))
        if isinstance(cell, Located):
            return cell
        codes, shapes = cell
        metres = shapely.distance(shapes, shapely.Point(x, y)).tolist()
        found = sorted((0.0 if far <= TOUCH_M else round(far, 1), code) for far, code in zip(metres, codes, strict=True) if far <= BORDER_M)
        if not found:
            return NOWHERE
        inside = found[0][1] if found[0][0] == 0.0 else None
        return Located(inside, tuple((code, far) for far, code in found), len(found) > 1 or inside is None)

    def _cell(self, column: int, row: int) -> Located | _Cell:
        """What lies in or near a square of the ground; asked of the tree once. Most squares lie deep inside one outline: answered at once."""
        known = self._cells.get((column, row))
        if known is None:
            square = shapely.box(column * CELL_M, row * CELL_M, (column + 1) * CELL_M, (row + 1) * CELL_M)
            near = sorted(self._tree.query(square, predicate="dwithin", distance=BORDER_M).tolist())
            codes = tuple(self._codes[index] for index in near)
            if not near:
                known = NOWHERE
            elif len(near) == 1 and shapely.contains_properly(self._flat[near[0]], square):
                known = Located(codes[0], ((codes[0], 0.0),), False)
            else:
                known = (codes, self._flat[near])
            if len(self._cells) < CELLS_KEPT:
                self._cells[(column, row)] = known
        return known
