"""点位: coordinate systems, typed points, and which outline a point lies in. Pure: knows no Django and no place by name.

Everything stored is WGS-84 degrees, longitude first. Map clients in China deliver GCJ-02 or BD-09, official maps CGCS2000.
"""

from shaoxiang.kernel.geo.coordinates import CoordinateSystem, convert
from shaoxiang.kernel.geo.locator import BORDER_M, Located, Locator
from shaoxiang.kernel.geo.metres import MetreFrame
from shaoxiang.kernel.geo.pin import FIELDS, Pin, read_pin
from shaoxiang.kernel.geo.typed import BadPoint, TypedPoint, parse_point

__all__ = [
    "BORDER_M", "FIELDS", "BadPoint", "CoordinateSystem", "Located", "Locator", "MetreFrame", "Pin", "TypedPoint", "convert", "parse_point", "read_pin",
]
