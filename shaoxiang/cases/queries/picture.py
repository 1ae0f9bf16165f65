"""A plain picture of the district in SVG numbers: works without WebGL, without scripts, and on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from typing import Any

import shapely
from django.utils import timezone

from shaoxiang.kernel.geo import BBox, zoom_for
from shaoxiang.places.queries import current_version, outlines_in_force, place_book
from shaoxiang.places.vocabulary import PlaceLevel

WIDTH = 720
SIMPLIFIED = 0.0002  # degrees, about 20 m: below a pixel at district size
MARGIN = 0.02
NAME_WIDTH, NAME_HEIGHT = 14, 18  # pixels of a character
ACROSS = 1.35  # a picture is a third wider than high, whatever it shows


@dataclass(frozen=True, slots=True)
class Outline:
    """One place's outline as an SVG path, and where its name stands; `named` False where it would lie over a larger one's."""

    code: str
    place_id: int
    name: str
    name_en: str
    path: str
    x: float
    y: float
    named: bool = True


@dataclass(frozen=True, slots=True)
class Frame:
    """Degrees (WGS-84) to pixels of a picture WIDTH wide; north is up."""

    west: float
    south: float
    east: float
    north: float

    @property
    def box(self) -> BBox:
        return self.west, self.south, self.east, self.north

    @property
    def words(self) -> str:
        return f"{self.west:.6f},{self.south:.6f},{self.east:.6f},{self.north:.6f}"

    @property
    def zoom(self) -> float:
        """The zoom of a live map that shows as much: the picture counts by the same cells."""
        return zoom_for(self.box, pixels=WIDTH)

    @property
    def per_degree(self) -> float:
        return WIDTH / max(self.east - self.west, 1e-6)

    @property
    def stretch(self) -> float:
        """A degree of latitude is longer than one of longitude."""
        return 1 / cos(radians((self.south + self.north) / 2))

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def height(self) -> int:
        return round((self.north - self.south) * self.per_degree * self.stretch)

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        return round((lon - self.west) * self.per_degree, 1), round((self.north - lat) * self.per_degree * self.stretch, 1)


@lru_cache(maxsize=4)
def _shapes(level: PlaceLevel, on: Any, version: str) -> dict[str, Any]:
    return {code: shapely.simplify(shape, SIMPLIFIED) for code, (_parent, shape) in outlines_in_force(level, on).items()}


def shapes(level: PlaceLevel) -> dict[str, Any]:
    """code -> simplified outline of the places of a level in force today."""
    return _shapes(level, timezone.localdate(), current_version())


def whole_district() -> Frame | None:
    """The frame of everything drawn; None where nothing is."""
    return _frame(shapes(PlaceLevel.STREET).values())


def frame_of(street_id: int | None = None) -> Frame | None:
    book = place_book()
    if street_id is None or street_id not in book.streets:
        return whole_district()
    shape = shapes(PlaceLevel.STREET).get(book.streets[street_id].code)
    return _frame([shape]) if shape is not None else whole_district()


def _frame(found: Iterable[Any]) -> Frame | None:
    drawn = [shape for shape in found if shape is not None]
    if not drawn:
        return None
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(drawn))
    wide, high = (east - west) * (1 + 2 * MARGIN), (north - south) * (1 + 2 * MARGIN)
    stretch = 1 / cos(radians((south + north) / 2))
    wide, high = max(wide, high * stretch * ACROSS), max(high, wide / stretch / ACROSS)
    lon, lat = (west + east) / 2, (south + north) / 2
    return Frame(lon - wide / 2, lat - high / 2, lon + wide / 2, lat + high / 2)


def outlines(frame: Frame, level: PlaceLevel = PlaceLevel.STREET) -> list[Outline]:
    """The outlines of a level that meet the frame, cut to it."""
    book = place_book()
    window = shapely.box(*frame.box)
    by_code: dict[str, Any] = {place.code: place for place in (book.streets if level == PlaceLevel.STREET else book.grids).values()}
    found: list[Outline] = []
    met = [(code, shape) for code, shape in shapes(level).items() if code in by_code and shape.intersects(window)]
    for code, shape in sorted(met, key=lambda pair: -float(pair[1].area)):
        cut = shape if window.contains(shape) else shape.intersection(window)
        middle = cut.representative_point()
        x, y = frame.point(middle.x, middle.y)
        place = by_code[code]
        clear = not any(
            other.named and abs(x - other.x) < NAME_WIDTH * (len(place.name) + len(other.name)) / 2 and abs(y - other.y) < NAME_HEIGHT for other in found
        )
        found.append(Outline(code, place.id, place.name, place.name_en, _path(cut, frame), x, y, clear))
    return found


def _path(shape: Any, frame: Frame) -> str:
    parts = []
    for polygon in getattr(shape, "geoms", [shape]):
        if polygon.geom_type == "Polygon":
            parts += [_ring(ring, frame) for ring in (polygon.exterior, *polygon.interiors)]
    return "".join(parts)


def _ring(ring: Any, frame: Frame) -> str:
    return "M" + "L".join("{:g} {:g}".format(*frame.point(lon, lat)) for lon, lat in ring.coords) + "Z"
