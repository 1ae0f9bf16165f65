"""`shaoxiang locate LON,LAT [--crs gcj02] [--on DATE] [--json]`: which grid, community and street a point lies in."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from shaoxiang.kernel.geo import BadPoint, CoordinateSystem, TypedPoint, convert, parse_point
from shaoxiang.places.queries import place_book
from shaoxiang.places.rules import Found


def _point(text: str) -> TypedPoint:
    try:
        return parse_point(text)
    except BadPoint as error:
        raise argparse.ArgumentTypeError(_(str(error))) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("日期请写成 2026-07-01 的样子。")) from None


class Command(BaseCommand):
    help = "点位查格 / find the grid of a point"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("point", type=_point, metavar="LON,LAT")
        parser.add_argument("--crs", choices=[str(crs) for crs in CoordinateSystem], default=str(CoordinateSystem.WGS84))
        parser.add_argument("--on", type=_day, default=None, metavar="DATE")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, point: TypedPoint, crs: str, on: date | None, **options: Any) -> None:
        lon, lat = convert(point.lon, point.lat, crs, CoordinateSystem.WGS84)
        found = place_book(on).locate(lon, lat)
        if options["json"]:
            answer = {"lon": round(lon, 6), "lat": round(lat, 6), "swapped": point.swapped} | facts_of(found)
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            if point.swapped:
                self.stdout.write(_("按先纬度后经度理解。"))
            self.stdout.write(sentence(found))


def facts_of(found: Found) -> dict[str, Any]:
    """The answer as codes and names; null where outside."""
    grid, community, street = found.grid, found.community, found.street
    return {
        "grid": grid and grid.code, "community": community and community.code, "street": street and street.code,
        "border": found.border,
        "candidates": [{"grid": other.grid.code, "street": other.street.code, "distance_m": other.distance_m} for other in found.candidates],
        "names": {"grid": grid and grid.name, "community": community and community.name, "street": street and street.name},
        "sentence": sentence(found),
    }


def sentence(found: Found) -> str:
    """The answer as one sentence."""
    if found.street is None:
        return _("这个位置不在本区范围内；事项照收，由区指挥中心受理。")
    where = " ".join(place.name for place in (found.street, found.community, found.grid) if place is not None)
    if not found.border:
        return where
    others = "、".join(f"{other.grid.name}（{other.distance_m:.0f} m）" for other in found.candidates if other.grid != found.grid)
    return _("%(where)s；离边界不到 30 米，也可能属于：%(others)s") % {"where": where, "others": others}
