"""图格: the ground cut into cells that halve from level to level, so that many points are counted once and shown at any zoom.

At level n a cell is 360/2ⁿ degrees wide and 270/2ⁿ degrees high: nearly square at the latitudes of China (0.71 to 1.24 as high as
wide between 18° and 53°). Cell (x, y) of level n holds the four cells (2x, 2y) … (2x+1, 2y+1) of level n+1.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

FINEST = 19  # 58 m across at 41° north: one building; every count is kept from here up
ZOOM_AHEAD = 3  # a cell of level zoom + 3 is 64 pixels wide on a map of 512-pixel tiles
CELLS_SHOWN = 220  # at most in one answer: what keeps it under 30 kB
BBox = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Span:
    """A rectangle of cells of one level, both ends included."""

    level: int
    west: int
    south: int
    east: int
    north: int

    @property
    def cells(self) -> int:
        return (self.east - self.west + 1) * (self.north - self.south + 1)

    @property
    def box(self) -> BBox:
        """The degrees it covers: west, south, east, north."""
        wide, high = size(self.level)
        return self.west * wide - 180, self.south * high - 90, (self.east + 1) * wide - 180, (self.north + 1) * high - 90

    def at(self, level: int) -> Span:
        """The same ground in cells of a finer level."""
        finer = level - self.level
        return Span(level, self.west << finer, self.south << finer, ((self.east + 1) << finer) - 1, ((self.north + 1) << finer) - 1)


def size(level: int) -> tuple[float, float]:
    """Width and height of a cell, degrees."""
    return 360 / (1 << level), 270 / (1 << level)


def cell_of(lon: float, lat: float, level: int = FINEST) -> tuple[int, int]:
    """The cell a point (degrees, longitude first) lies in. The database counts by the same sum, in the same order."""
    return floor((lon + 180) * (1 << level) / 360), floor((lat + 90) * (1 << level) / 270)


def box_of(x: int, y: int, level: int) -> BBox:
    """The degrees of one cell: west, south, east, north."""
    return Span(level, x, y, x, y).box


def span_of(box: BBox, level: int) -> Span:
    """Every cell of a level that a window touches."""
    west, south = cell_of(box[0], box[1], level)
    east, north = cell_of(box[2], box[3], level)
    return Span(level, west, south, east, north)


def level_for(zoom: float, box: BBox, *, most: int = CELLS_SHOWN) -> int:
    """The level to show a window at: as fine as the zoom bears, coarser where more than `most` cells would be drawn."""
    level = min(max(floor(zoom) + ZOOM_AHEAD, 0), FINEST)
    while level > 0 and span_of(box, level).cells > most:
        level -= 1
    return level


def zoom_for(box: BBox, *, pixels: int = 720) -> float:
    """The zoom at which a window is `pixels` wide: for a picture, and for callers that name none."""
    wide, zoom = max(box[2] - box[0], 1e-6), 0.0
    while zoom < 19 and 512 * (1 << int(zoom + 1)) * wide / 360 <= pixels:
        zoom += 1
    return zoom
