"""The place fields of a form: what the map component sends, and what is typed where there is no map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from shaoxiang.kernel.geo.coordinates import CoordinateSystem, convert
from shaoxiang.kernel.geo.typed import BadPoint, parse_point
from shaoxiang.kernel.vocabulary import _

FIELDS = ("lon", "lat", "raw_lon", "raw_lat", "accuracy", "crs", "point", "point_crs", "point_read")


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a person says it is (WGS-84 degrees), apart from what the device or the typed text said (`raw_*`, in `crs`).

    `accuracy_m`: of the device's fix, None for a typed or clicked point. `swapped`: typed latitude first; the page says so.
    """

    lon: float
    lat: float
    raw_lon: float | None = None
    raw_lat: float | None = None
    accuracy_m: float | None = None
    crs: str = CoordinateSystem.WGS84.value
    swapped: bool = False


def read_pin(fields: Mapping[str, str | None]) -> Pin | None:
    """The pin of a posted form (the names in FIELDS), or None where no place was given. Raises BadPoint.

    Typed coordinates win over the hidden pin when they were changed after the map last read them (no script: always).
    """
    typed = (fields.get("point") or "").strip()
    if typed and typed != (fields.get("point_read") or "").strip():
        point, crs = parse_point(typed), _system(fields.get("point_crs"))
        lon, lat = convert(point.lon, point.lat, crs, CoordinateSystem.WGS84)
        return Pin(round(lon, 6), round(lat, 6), point.lon, point.lat, None, crs.value, point.swapped)
    lon_text, lat_text = (fields.get("lon") or "").strip(), (fields.get("lat") or "").strip()
    if not lon_text and not lat_text:
        return None
    pinned_lon, pinned_lat = _degrees(lon_text, 180), _degrees(lat_text, 90)
    if pinned_lon is None or pinned_lat is None:
        raise BadPoint(_("地图上的位置没有读到，请再点一次，或在下面写经纬度。"))
    raw_lon, raw_lat = _degrees(fields.get("raw_lon"), 180), _degrees(fields.get("raw_lat"), 90)
    if raw_lon is None or raw_lat is None:
        return Pin(pinned_lon, pinned_lat)
    return Pin(pinned_lon, pinned_lat, raw_lon, raw_lat, _degrees(fields.get("accuracy"), 1_000_000), _system(fields.get("crs")).value)


def _degrees(text: str | None, limit: float) -> float | None:
    try:
        number = float((text or "").strip())
    except ValueError:
        return None
    return round(number, 7) if isfinite(number) and abs(number) <= limit else None


def _system(text: str | None) -> CoordinateSystem:
    try:
        system: CoordinateSystem = CoordinateSystem((text or "wgs84").strip().lower())
        return system
    except ValueError:
        raise BadPoint(_("坐标系只能是 wgs84、gcj02、bd09 或 cgcs2000。")) from None
