"""Small made-up districts for tests: squares on a street grid."""

from __future__ import annotations

from typing import Any

from shapely.geometry import box

SIDE = 0.01  # degrees


def square(column: int, row: int = 0, *, width: int = 1, height: int = 1, shift: float = 0.0) -> Any:
    west, south = 111.60 + column * SIDE + shift, 40.80 + row * SIDE
    return box(west, south, west + width * SIDE, south + height * SIDE)


def feature(code: str, name: str, outline: Any, **properties: Any) -> dict[str, Any]:
    geometry = outline if isinstance(outline, dict) or outline is None else outline.__geo_interface__
    return {"type": "Feature", "properties": {"code": code, "name": name} | properties, "geometry": geometry}


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


STREETS = collection(
    feature("990101001", "甲街道", square(0, width=2)),
    feature("990101002", "乙镇", square(2, width=2)),
)
COMMUNITIES = collection(
    feature("990101001001", "甲一社区", square(0)),
    feature("990101001002", "甲二社区", square(1)),
    feature("990101002001", "乙一村", square(2, width=2), kind="VILLAGE"),
)
GRIDS = collection(
    feature("990101001001001", "甲一第1网格", square(0)),
    feature("990101001002001", "甲二第1网格", square(1)),
    feature("990101002001001", "乙一第1网格", square(2), households_est=300),
    feature("990101002001002", "乙一第2网格", square(3), kind="PARK"),
)
