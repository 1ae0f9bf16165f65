"""Outlines for maps: GeoJSON for the map component, an SVG picture for pages without it."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import shapely
import shapely.geometry
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.geo import MetreFrame
from shaoxiang.kernel.language import reads_english
from shaoxiang.places.models import Community, District, Grid, StreetUnit
from shaoxiang.places.queries.book import place_book
from shaoxiang.places.rules.outlines import CODE_LENGTH
from shaoxiang.places.vocabulary import GridKind, PlaceLevel

SHOWN_DECIMALS = 5  # of a degree: one metre, enough to draw
PARENT_CODE = {PlaceLevel.STREET: "district__code", PlaceLevel.COMMUNITY: "street__code", PlaceLevel.GRID: "community__code"}
_MODELS: dict[PlaceLevel, Any] = {
    PlaceLevel.DISTRICT: District, PlaceLevel.STREET: StreetUnit, PlaceLevel.COMMUNITY: Community, PlaceLevel.GRID: Grid,
}
SPECIAL = frozenset(str(kind) for kind in GridKind if kind != GridKind.ORDINARY)
_WIDTH, _MARGIN, _FONT = 720, 12, 20  # drawn large: on a phone it is shown at half the size
_GRID_TAIL = re.compile(r"第\d+网格$| Grid \d+$")


@dataclass(frozen=True, slots=True)
class OutlineFile:
    """A GeoJSON file ready to send, plain and packed, with its ETag."""

    body: bytes
    packed: bytes
    etag: str


def outlines_in_force(level: PlaceLevel, on: date) -> dict[str, tuple[str, Any]]:
    """code -> (parent's code, shapely polygon) of the drawn places of a level on a day."""
    rows = _MODELS[level].objects.filter(in_force(on), geometry__isnull=False).values_list("code", PARENT_CODE.get(level, "code"), "geometry")
    return {code: (above, shapely.geometry.shape(geometry)) for code, above, geometry in rows.iterator(chunk_size=500)}


def outline_file(level: PlaceLevel, within: str = "") -> OutlineFile:
    """Today's outlines of a level, those inside the place with code `within` only when given. Made once per change of places."""
    return _outline_file(level, within, place_book().version, timezone.localdate())


@lru_cache(maxsize=64)
def _outline_file(level: PlaceLevel, within: str, version: str, on: date) -> OutlineFile:
    features = [
        {
            "type": "Feature", "id": number,
            "properties": {
                "code": row.code, "special": _special(row), "label": short_label(row.name), "label_en": short_label(row.name_en or row.name),
                "at": shapely.get_coordinates(shapely.point_on_surface(shape))[0].tolist(),
            },
            "geometry": shapely.geometry.mapping(shape),
        }
        for number, (row, shape) in enumerate(_drawn(level, within, on), start=1)
    ]
    body = json.dumps({"type": "FeatureCollection", "features": _rounded(features)}, ensure_ascii=False, separators=(",", ":")).encode()
    return OutlineFile(body, gzip.compress(body, 6, mtime=0), f'"{version}-{on:%y%m%d}-{level}-{within}"')


def _drawn(level: PlaceLevel, within: str, on: date) -> list[tuple[Any, Any]]:
    """(row, outline) of the places of a level that lie inside `within`, by their parents (codes alone may mislead after changes)."""
    rows = _MODELS[level].objects.filter(in_force(on), geometry__isnull=False)
    if within:
        path = _path_up(level, within)
        if path is None:
            return []
        rows = rows.filter(**{path: within})
    kinds = ("kind",) if level is PlaceLevel.GRID else ()
    found = list(rows.only("code", "name", "name_en", "geometry", *kinds).order_by("code"))
    if not found and level is PlaceLevel.GRID and len(within) == CODE_LENGTH[PlaceLevel.GRID]:  # a larger grid is its parts
        parts = Grid.objects.filter(in_force(on), geometry__isnull=False, parent__code=within)
        found = list(parts.only("code", "name", "name_en", "geometry", *kinds).order_by("code"))
    return [(row, shapely.set_precision(shapely.geometry.shape(row.geometry), 10**-SHOWN_DECIMALS, mode="pointwise")) for row in found]


def _path_up(level: PlaceLevel, within: str) -> str | None:
    """The look-up path from a level to the code of the place above it that `within` names; its own code for its own level."""
    order = [PlaceLevel.DISTRICT, PlaceLevel.STREET, PlaceLevel.COMMUNITY, PlaceLevel.GRID]
    above = next((each for each, length in CODE_LENGTH.items() if length == len(within)), None)
    if above is None or order.index(above) > order.index(level):
        return None
    steps = [str(each) for each in reversed(order[order.index(above) : order.index(level)])]
    return "__".join([*steps, "code"])


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, SHOWN_DECIMALS)
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list | tuple) else value


# --- the picture ------------------------------------------------------------------------------------------------------


def picture(within: str = "", marker: tuple[float, float] | None = None) -> bytes:
    """An SVG of the outlines, with a marker: what a page shows where the map cannot run (no WebGL2, no script).

    `within`: the place to show with what lies in it; else the district, or, with a marker, the street round the marker.
    """
    book = place_book()
    if not within and marker:
        street = book.locate(*marker).street
        within = street.code if street else ""
    language = "en" if reads_english() else "zh"
    return _picture(within, marker and (round(marker[0], 6), round(marker[1], 6)), language, book.version, timezone.localdate())


@lru_cache(maxsize=64)
def _picture(within: str, marker: tuple[float, float] | None, language: str, version: str, on: date) -> bytes:
    ground, lines, labels = _layers(within, on)
    shapes = [shape for _row, shape in ground or lines]
    if not shapes:
        return _empty_picture().encode()
    spread = shapely.union_all([*shapes, *([shapely.Point(marker)] if marker else [])])
    west, south, east, north = spread.bounds
    frame = MetreFrame.around(west, north)
    width_m, height_m = frame.point(east, south)
    scale = (_WIDTH - 2 * _MARGIN) / max(width_m, 1.0)
    height = min(-height_m * scale, 2.0 * _WIDTH) + 2 * _MARGIN
    scale = min(scale, (height - 2 * _MARGIN) / max(-height_m, 1.0))

    def place(lon: float, lat: float) -> tuple[float, float]:
        x, y = frame.point(lon, lat)
        return round(x * scale + _MARGIN, 1), round(-y * scale + _MARGIN, 1)

    parts = [_svg_path(shape, place, f'fill="{_fill(row)}" stroke="#17568f" stroke-width="2"') for row, shape in ground]
    parts += [_svg_path(shape, place, f'fill="{_fill(row) if _special(row) else "none"}" stroke="#6b7d90" stroke-width="0.8"') for row, shape in lines]
    parts += _svg_labels(labels, place, language)
    if marker:
        x, y = place(*marker)
        parts.append(f'<path d="M{x} {y}l-16 -34a18 18 0 1 1 32 0z" fill="#b3261e" stroke="#fff" stroke-width="2.5"/>')
    parts.append(f'<text x="{_MARGIN}" y="{height - 6:.0f}" font-size="18" fill="#4a5868">{escape(_("示意边界"))}</text>')
    title = escape(_("区划示意图"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" width="{_WIDTH}" height="{height:.0f}" role="img" '
        f'font-family="sans-serif"><title>{title}</title><rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>'
    ).encode()


Layer = list[tuple[Any, Any]]


def _special(row: Any) -> bool:
    return getattr(row, "kind", "") in SPECIAL


def _fill(row: Any) -> str:
    """专属网格 stand out."""
    return "#efeafa" if _special(row) else "#f3f6fa"


def _layers(within: str, on: date) -> tuple[Layer, Layer, Layer]:
    """(filled, lined, labelled): a district shows streets, a street its communities and grids, a community its grids."""
    if len(within) == CODE_LENGTH[PlaceLevel.STREET]:
        communities = _drawn(PlaceLevel.COMMUNITY, within, on)
        return communities, _drawn(PlaceLevel.GRID, within, on), communities
    if len(within) == CODE_LENGTH[PlaceLevel.COMMUNITY]:
        grids = _drawn(PlaceLevel.GRID, within, on)
        return grids or _drawn(PlaceLevel.COMMUNITY, within, on), [], grids
    if len(within) == CODE_LENGTH[PlaceLevel.GRID]:
        grids = _drawn(PlaceLevel.GRID, within, on)
        return grids, [], grids
    streets = _drawn(PlaceLevel.STREET, within, on)
    return streets, _drawn(PlaceLevel.COMMUNITY, within, on), streets


def _svg_path(shape: Any, place: Any, attributes: str) -> str:
    rings: Iterable[Any] = (ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors))
    path = "".join("M" + "L".join(f"{x} {y}" for x, y in (place(lon, lat) for lon, lat, *_up in ring.coords)) + "z" for ring in rings)
    return f'<path d="{path}" fill-rule="evenodd" {attributes}/>'


def _svg_labels(labels: Layer, place: Any, language: str) -> list[str]:
    """Names, largest places first; one that would lie over another is left out (the page lists them all)."""
    taken: list[tuple[float, float, float]] = []
    parts = []
    for row, shape in sorted(labels, key=lambda pair: -float(pair[1].area)):
        middle = shapely.point_on_surface(shape)
        x, y = place(middle.x, middle.y)
        name = short_label((row.name_en if language == "en" else "") or row.name)
        half = sum(_FONT if ord(letter) > 0x2E80 else _FONT * 0.55 for letter in name) / 2
        if any(abs(x - other_x) < half + other_half and abs(y - other_y) < _FONT for other_x, other_y, other_half in taken):
            continue
        taken.append((x, y, half))
        parts.append(
            f'<text x="{x}" y="{y}" font-size="{_FONT}" text-anchor="middle" fill="#1c2733" stroke="#fff" stroke-width="4" '
            f'paint-order="stroke">{escape(name)}</text>'
        )
    return parts


def short_label(name: str) -> str:
    """A name as short as a map bears: 海拉尔东路街道 -> 海拉尔东路, 公主府社区第1网格 -> 第1网格."""
    grid = _GRID_TAIL.search(name)
    if grid:
        return grid[0].strip()
    for tail in ("社区居委会", "村委会", "街道", "社区", " Sub-district", " Community", " Village"):
        if name.endswith(tail) and len(name) > len(tail) + 1:
            return name[: -len(tail)]
    return name


def _empty_picture() -> str:
    words = escape(_("还没有边界数据"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} 200" width="{_WIDTH}" height="200" role="img" font-family="sans-serif">'
        f'<rect width="100%" height="100%" fill="#f3f6fa"/><text x="{_WIDTH // 2}" y="105" font-size="16" text-anchor="middle">{words}</text></svg>'
    )
