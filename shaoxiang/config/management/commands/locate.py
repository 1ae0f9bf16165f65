"""`shaoxiang locate LON,LAT [--crs gcj02] [--on DATE] [--json]`: which grid, community and street a point lies in."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from shaoxiang.kernel.geo import BadPoint, CoordinateSystem, TypedPoint, convert, parse_point
from shaoxiang.places.queries import found_facts, found_sentence, place_book


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
            answer = {"lon": round(lon, 6), "lat": round(lat, 6), "swapped": point.swapped} | found_facts(found)
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            if point.swapped:
                self.stdout.write(_("按先纬度后经度理解。"))
            self.stdout.write(found_sentence(found))
