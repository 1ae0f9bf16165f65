"""A point typed or pasted by a person."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from math import isfinite

from shaoxiang.kernel.vocabulary import _

_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_PART = re.compile(
    rf"(?P<before>东经|西经|北纬|南纬|经度|纬度|[EWNS]|LON|LNG|LAT)?[:=\s]*"
    rf"(?P<degrees>{_NUMBER})\s*[°度]?\s*(?:(?P<minutes>\d+(?:\.\d+)?)\s*['′分]\s*)?(?:(?P<seconds>\d+(?:\.\d+)?)\s*(?:\"|″|''|′′|秒)\s*)?"
    rf"(?P<after>[EWNS](?![A-Z]))?",
    re.IGNORECASE,
)
_LON_WORDS = {"东经", "西经", "经度", "E", "W", "LON", "LNG"}
_MINUS_WORDS = {"西经", "南纬", "W", "S"}


class BadPoint(ValueError):
    """Not a point; the message says in Chinese how to write one."""


@dataclass(frozen=True, slots=True)
class TypedPoint:
    """Longitude and latitude as meant. `swapped`: they were typed latitude first, and the page says so."""

    lon: float
    lat: float
    swapped: bool = False


def parse_point(text: str) -> TypedPoint:
    """"111.69，40.85", "111.69 40.85", "东经111.69° 北纬40.85°", "40°51′3″N 111°41′24″E". Raises BadPoint.

    Two bare numbers are longitude, latitude; where only the other order can be meant in China, it is taken and said.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace("、", ",")
    parts = [_reading(match) for match in _PART.finditer(plain)]
    rest = re.sub(r"[\s,;/()\[\]]+", "", _PART.sub("", plain))
    if len(parts) != 2 or rest:
        raise BadPoint(_("请写经度和纬度两个数，例如 111.6962,40.8563。"))
    (first, first_axis), (second, second_axis) = parts
    if first_axis and first_axis == second_axis:
        raise BadPoint(_("两个数都写成了经度或都写成了纬度，请各写一个，例如 东经111.6962 北纬40.8563。"))
    axis = first_axis or ({"lon": "lat", "lat": "lon"}[second_axis] if second_axis else "")
    swapped = axis == "lat" if axis else _looks_swapped(first, second)
    lon, lat = (second, first) if swapped else (first, second)
    if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise BadPoint(_("经度应在 -180 到 180 之间，纬度应在 -90 到 90 之间，请检查数字。"))
    return TypedPoint(lon, lat, swapped and not axis)


def _reading(match: re.Match[str]) -> tuple[float, str]:
    degrees = float(match["degrees"])
    size = abs(degrees) + float(match["minutes"] or 0) / 60 + float(match["seconds"] or 0) / 3600
    word = (match["before"] or match["after"] or "").upper()
    sign = -1 if degrees < 0 or word in _MINUS_WORDS else 1
    return sign * size, "" if not word else "lon" if word in _LON_WORDS else "lat"


def _looks_swapped(first: float, second: float) -> bool:
    if abs(second) > 90:
        return abs(first) <= 90
    return False
