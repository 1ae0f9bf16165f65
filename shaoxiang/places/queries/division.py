"""What a division would do, what it has done, and how the grids in force stand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import shapely
import shapely.geometry
from django.db.models import Q
from django.utils.html import escape
from django.utils.translation import gettext as _

from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.geo import MetreFrame
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.places.models import Community, Grid, GridDivision, MapOverlay
from shaoxiang.places.queries.book import current_version
from shaoxiang.places.queries.drawing import outlines_in_force, short_label
from shaoxiang.places.rules import Change, Drawn, Flaw, compare, compare_division
from shaoxiang.places.vocabulary import ChangeKind, PlaceLevel

TOUCHING = (ChangeKind.MOVED, ChangeKind.GONE)
_WIDTH, _MARGIN = 720, 14
_PAINT = {
    ChangeKind.MOVED: 'fill="#fff3d6" stroke="#8a5300" stroke-width="2"', ChangeKind.NEW: 'fill="#e6f4ea" stroke="#1b6e3c" stroke-width="2"',
    ChangeKind.ALTERED: 'fill="#e8f0f8" stroke="#17568f" stroke-width="1.5"', ChangeKind.SAME: 'fill="#fff" stroke="#8592a1" stroke-width="1"',
    ChangeKind.GONE: 'fill="#fdeceb" stroke="#b3261e" stroke-width="2"',
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A proposal beside what is in force on its day. `open_matters`: not yet closed in the grids that move or end; they follow on the day."""

    changes: list[Change]
    flaws: list[Flaw]
    open_matters: int

    def of(self, kind: ChangeKind) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]

    @property
    def altering(self) -> list[Change]:
        return [change for change in self.changes if change.kind != ChangeKind.SAME]

    @property
    def counts(self) -> dict[str, int]:
        return {kind.value: len(self.of(kind)) for kind in ChangeKind}

    @property
    def households(self) -> tuple[int, int]:
        """(before, after) over the grids compared."""
        before = sum(change.before.households or 0 for change in self.changes if change.before)
        return before, sum(change.after.households or 0 for change in self.changes if change.after)


def proposed(division: GridDivision) -> dict[str, Drawn]:
    return {
        row["code"]: Drawn(row["code"], row["community"], row["name"], shapely.geometry.shape(row["geometry"]), row["level"], row["kind"], row["households"],
                           row.get("name_en", ""))
        for row in division.proposal["grids"]
    }


def drawn_in_force(on: date, *, codes: Iterable[str] = (), communities: Iterable[str] = ()) -> dict[str, Drawn]:
    """The drawn grids in force of these communities, and those of these codes wherever they lie."""
    rows = Grid.objects.filter(in_force(on), geometry__isnull=False).filter(Q(code__in=list(codes)) | Q(community__code__in=list(communities)))
    return {
        row.code: Drawn(row.code, row.community.code, row.name, shapely.geometry.shape(row.geometry), row.level, row.kind, row.households, row.name_en)
        for row in rows.select_related("community").order_by("code")
    }


def comparison(division: GridDivision) -> Comparison:
    after = proposed(division)
    before = drawn_in_force(division.effective_on, codes=after, communities=division.proposal["whole"])
    changes = compare_division(before, after)
    touched = [change.code for change in changes if change.kind in TOUCHING]
    return Comparison(changes, _flaws(after, changes, division.effective_on), open_matters_in(touched, division.effective_on))


def open_matters_in(codes: Iterable[str], on: date) -> int:
    """Matters not yet closed in these grids."""
    keys = Grid.objects.filter(in_force(on), code__in=list(codes)).values_list("pk", flat=True)
    return Matter.objects.filter(grid_id__in=list(keys), closed_at__isnull=True).count()


def _flaws(after: Mapping[str, Drawn], changes: Iterable[Change], on: date) -> list[Flaw]:
    """The drawing as it would lie among its neighbours: gaps, overlaps, ground outside the community."""
    shapes: dict[str, Any] = {}
    parent_of: dict[str, str] = {}
    for code, (parent, shape) in outlines_in_force(PlaceLevel.GRID, on).items():
        shapes[code], parent_of[code] = shape, parent
    for change in changes:
        if change.kind == ChangeKind.GONE:
            del shapes[change.code], parent_of[change.code]
    for code, drawn in after.items():
        shapes[code], parent_of[code] = drawn.shape, drawn.community
    above = {code: shape for code, (_parent, shape) in outlines_in_force(PlaceLevel.COMMUNITY, on).items()}
    return compare(shapes, parent_of, above)


@lru_cache(maxsize=4)
def _flaws_in_force(version: str, on: date) -> tuple[Flaw, ...]:
    shapes = outlines_in_force(PlaceLevel.GRID, on)
    above = {code: shape for code, (_parent, shape) in outlines_in_force(PlaceLevel.COMMUNITY, on).items()}
    return tuple(compare({code: shape for code, (_p, shape) in shapes.items()}, {code: parent for code, (parent, _s) in shapes.items()}, above))


def flaws_in_force(on: date, *, street: str = "") -> list[Flaw]:
    """Gaps, overlaps and ground outside, of the grids in force; of one street (by code) where given. Compared once per change of places."""
    flaws = _flaws_in_force(current_version(), on)
    if not street:
        return list(flaws)
    inside = set(Community.objects.filter(in_force(on), street__code=street).values_list("code", flat=True))
    inside |= set(Grid.objects.filter(in_force(on), community__street__code=street).values_list("code", flat=True))
    return [flaw for flaw in flaws if flaw.code in inside or flaw.other in inside]


def overlays(on: date) -> list[MapOverlay]:
    return list(MapOverlay.objects.filter(in_force(on)).order_by("-pk"))


# --- the picture of before and after ------------------------------------------------------------------------------------


def division_picture(division: GridDivision, side: str) -> bytes:
    """SVG of the grids compared: `before` or `after`; overlays of departments dashed over it."""
    changes = compared_or_recorded(division)
    shown = [(change.kind, drawn) for change in changes if (drawn := change.before if side == "before" else change.after)]
    every = [drawn.shape for change in changes for drawn in (change.before, change.after) if drawn]
    if not every:
        return b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"></svg>'
    west, south, east, north = shapely.union_all(every).bounds
    frame = MetreFrame.around(west, north)
    width_m, height_m = frame.point(east, south)
    scale = min((_WIDTH - 2 * _MARGIN) / max(width_m, 1.0), _WIDTH * 1.2 / max(-height_m, 1.0))
    height = -height_m * scale + 2 * _MARGIN

    def place(lon: float, lat: float) -> tuple[float, float]:
        x, y = frame.point(lon, lat)
        return round(x * scale + _MARGIN, 1), round(-y * scale + _MARGIN, 1)

    parts = [_path(drawn.shape, place, _PAINT[kind]) for kind, drawn in sorted(shown, key=lambda pair: pair[0] == ChangeKind.SAME, reverse=True)]
    parts += [_path(ground, place, 'fill="none" stroke="#5b3f9e" stroke-width="1.5" stroke-dasharray="6 4"') for ground in _overlaid(division.effective_on)]
    for _kind, drawn in shown:
        x, y = place(*shapely.get_coordinates(shapely.point_on_surface(drawn.shape))[0])
        parts.append(f'<text x="{x}" y="{y}" font-size="15" text-anchor="middle" fill="#1c2733" stroke="#fff" stroke-width="3" '
                     f'paint-order="stroke">{escape(short_label(drawn.name))}</text>')
    title = escape(_("调整前") if side == "before" else _("调整后"))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" width="{_WIDTH}" height="{height:.0f}" role="img" '
            f'font-family="sans-serif"><title>{title}</title><rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>').encode()


def _overlaid(on: date) -> list[Any]:
    """Areas of departments' overlays in force, in degrees; what is no area is passed by."""
    grounds = (_area(feature) for overlay in overlays(on) for feature in overlay.shapes.get("features", []))
    return [ground for ground in grounds if ground is not None]


def _area(feature: Any) -> Any:
    try:
        ground = shapely.geometry.shape(feature["geometry"])
    except Exception:  # whatever a broken geometry makes the reader raise
        return None
    return ground if ground.geom_type in ("Polygon", "MultiPolygon") else None


def compared_or_recorded(division: GridDivision) -> list[Change]:
    """A draft is compared now; what was decided is shown as it was recorded then."""
    if not division.lines.exists():
        return comparison(division).changes
    changes: dict[tuple[str, str], Change] = {}
    for line in division.lines.select_related("before__community", "after__community").order_by("pk"):
        row = line.before or line.after
        assert row is not None  # noqa: S101 (a constraint holds it)
        heirs = ((line.after.code, line.share),) if line.after and line.before else ()
        known = changes.get((row.code, line.kind))
        if known is not None:
            changes[row.code, line.kind] = Change(known.kind, known.code, known.before, known.after, known.heirs + heirs)
            continue
        changes[row.code, line.kind] = Change(
            ChangeKind(line.kind), row.code, _as_drawn(line.before), _as_drawn(line.after) if line.kind != ChangeKind.GONE else None, heirs)
    return list(changes.values())


def _as_drawn(row: Grid | None) -> Drawn | None:
    if row is None:
        return None
    return Drawn(row.code, row.community.code, row.name, shapely.geometry.shape(row.geometry), row.level, row.kind, row.households, row.name_en)


def _path(shape: Any, place: Any, attributes: str) -> str:
    rings = (ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors))
    path = "".join("M" + "L".join(f"{x} {y}" for x, y in (place(lon, lat) for lon, lat, *_up in ring.coords)) + "z" for ring in rings)
    return f'<path d="{path}" fill-rule="evenodd" {attributes}/>'


def overlay_file(overlay: MapOverlay) -> str:
    return json.dumps(overlay.shapes, ensure_ascii=False, separators=(",", ":"))
