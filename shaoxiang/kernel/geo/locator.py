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


@dataclass(frozen=True, slots=True)
class Located:
    """Where a point lies. `candidates`: (code, distance in metres), nearest first; the one it lies in is the first, at 0.

    `border`: another outline is within 30 m, or the point is outside every outline but within 30 m of one.
    """

    code: str | None
    candidates: tuple[tuple[str, float], ...]
    border: bool


NOWHERE = Located(None, (), False)


class Locator:
    """An index of outlines by code; built once, never changed, safe to share between threads.

    outlines: (code, polygon or multipolygon in WGS-84 degrees). A point on a shared edge always goes to the smallest code,
    whatever the order of loading.
    """

    __slots__ = ("_codes", "_flat", "_frame", "_tree")

    def __init__(self, outlines: Iterable[tuple[str, Any]]) -> None:
        rows = sorted(outlines, key=lambda row: row[0])
        self._codes: tuple[str, ...] = tuple(code for code, _shape in rows)
        shapes = np.array([shape for _code, shape in rows], dtype=object)
        west, south, east, north = shapely.total_bounds(shapes) if rows else (0.0, 0.0, 0.0, 0.0)
        self._frame = MetreFrame.around(float(west + east) / 2, float(south + north) / 2)
        self._flat = self._frame.flatten(shapes)
        self._tree = shapely.STRtree(self._flat)

    def __len__(self) -> int:
        return len(self._codes)

    def locate(self, lon: float, lat: float) -> Located:
        """The outline at a WGS-84 point. Nonsense numbers are simply nowhere."""
        if not (abs(lon) <= 180 and abs(lat) <= 90):  # also false for what is not a number
            return NOWHERE
        point = shapely.Point(*self._frame.point(lon, lat))
        near = self._tree.query(point, predicate="dwithin", distance=BORDER_M)
        if not len(near):
            return NOWHERE
        metres = shapely.distance(self._flat[near], point).tolist()
        found = sorted((0.0 if far <= TOUCH_M else round(far, 1), self._codes[row]) for row, far in zip(near.tolist(), metres, strict=True))
        inside = found[0][1] if found[0][0] == 0.0 else None
        return Located(inside, tuple((code, far) for far, code in found), len(found) > 1 or inside is None)
