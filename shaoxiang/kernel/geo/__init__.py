"""点位: coordinate systems, typed points, and which outline a point lies in. Pure: knows no Django and no place by name.

Everything stored is WGS-84 degrees, longitude first. Map clients in China deliver GCJ-02 or BD-09, official maps CGCS2000.
"""

from shaoxiang.kernel.geo.cells import BBox, Span, box_of, cell_of, level_for, size, span_of, zoom_for
from shaoxiang.kernel.geo.coordinates import CoordinateSystem, convert
from shaoxiang.kernel.geo.locator import BORDER_M, Located, Locator
from shaoxiang.kernel.geo.metres import MetreFrame
from shaoxiang.kernel.geo.pin import FIELDS, Pin, read_pin
from shaoxiang.kernel.geo.typed import BadPoint, TypedPoint, parse_point

__all__ = [
    "BORDER_M", "FIELDS", "BBox", "BadPoint", "CoordinateSystem", "Located", "Locator", "MetreFrame", "Pin", "Span", "TypedPoint", "box_of", "cell_of",
    "convert", "level_for", "parse_point", "read_pin", "size", "span_of", "zoom_for",
]
