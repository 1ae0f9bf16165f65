"""The four coordinate systems met in China, and the way between any two of them."""

from __future__ import annotations

from collections.abc import Callable
from math import atan2, cos, pi, sin, sqrt

from shaoxiang.kernel.vocabulary import Vocabulary, _


class CoordinateSystem(Vocabulary):
    """坐标系. CGCS2000 and WGS-84 differ by centimetres: the same numbers here."""

    WGS84 = "wgs84", _("WGS-84（手机定位）")
    GCJ02 = "gcj02", _("GCJ-02（高德、腾讯）")
    BD09 = "bd09", _("BD-09（百度）")
    CGCS2000 = "cgcs2000", _("CGCS2000（天地图）")


# The published approximation of the GCJ-02 shift: Krasovsky ellipsoid, applied inside this rectangle only.
_AXIS = 6378245.0
_ECCENTRICITY_2 = 0.00669342162296594323
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_BD_TURN = pi * 3000.0 / 180.0
_CLOSE = 1e-10  # degrees; about 0.01 mm


def convert(lon: float, lat: float, source: str, target: str) -> tuple[float, float]:
    """The same point in another system, degrees, longitude first. Unknown systems raise ValueError.

    Outside the rectangle round China GCJ-02 is WGS-84. The way back from a shifted system is found by iteration,
    so there and back again returns the point to a fraction of a millimetre.
    """
    start, end = CoordinateSystem(source), CoordinateSystem(target)
    if start is end:
        return lon, lat
    if start is CoordinateSystem.BD09:
        lon, lat = _undo(_bd_from_gcj, lon, lat)
        start = CoordinateSystem.GCJ02
    if start is CoordinateSystem.GCJ02 and end in (CoordinateSystem.WGS84, CoordinateSystem.CGCS2000):
        return _undo(_gcj_from_wgs, lon, lat)
    if start is not CoordinateSystem.GCJ02 and end in (CoordinateSystem.GCJ02, CoordinateSystem.BD09):
        lon, lat = _gcj_from_wgs(lon, lat)
    return _bd_from_gcj(lon, lat) if end is CoordinateSystem.BD09 else (lon, lat)


def in_shifted_area(lon: float, lat: float) -> bool:
    """Does the GCJ-02 shift apply here?"""
    return _WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH


def _gcj_from_wgs(lon: float, lat: float) -> tuple[float, float]:
    if not in_shifted_area(lon, lat):
        return lon, lat
    x, y = lon - 105.0, lat - 35.0
    root = sqrt(abs(x))
    ripple = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0

    slope = lat / 180.0 * pi
    magic = 1 - _ECCENTRICITY_2 * sin(slope) ** 2
    d_lat = north * 180.0 / ((_AXIS * (1 - _ECCENTRICITY_2)) / (magic * sqrt(magic)) * pi)
    d_lon = east * 180.0 / (_AXIS / sqrt(magic) * cos(slope) * pi)
    return lon + d_lon, lat + d_lat


def _bd_from_gcj(lon: float, lat: float) -> tuple[float, float]:
    if not in_shifted_area(lon, lat):
        return lon, lat
    reach = sqrt(lon * lon + lat * lat) + 0.00002 * sin(lat * _BD_TURN)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BD_TURN)
    return reach * cos(angle) + 0.0065, reach * sin(angle) + 0.006


def _undo(forward: Callable[[float, float], tuple[float, float]], lon: float, lat: float) -> tuple[float, float]:
    """The point that `forward` moves to (lon, lat): the shifts are smooth, so a few corrections find it."""
    if not in_shifted_area(lon, lat):
        return lon, lat
    x, y = lon, lat
    for _turn in range(12):
        moved_lon, moved_lat = forward(x, y)
        miss_lon, miss_lat = lon - moved_lon, lat - moved_lat
        x, y = x + miss_lon, y + miss_lat
        if abs(miss_lon) < _CLOSE and abs(miss_lat) < _CLOSE:
            break
    return x, y
