"""Rules of places: the compiled book of a day (`book`), and what a set of outlines must satisfy (`outlines`). Pure."""

from shaoxiang.places.rules.book import (
    OUTSIDE,
    Candidate,
    CommunityPlace,
    DistrictPlace,
    Found,
    GridPlace,
    Outlines,
    PlaceBook,
    StreetPlace,
)
from shaoxiang.places.rules.outlines import Flaw, Outline, compare, read_outlines

__all__ = [
    "OUTSIDE",
    "Candidate",
    "CommunityPlace",
    "DistrictPlace",
    "Flaw",
    "Found",
    "GridPlace",
    "Outline",
    "Outlines",
    "PlaceBook",
    "StreetPlace",
    "compare",
    "read_outlines",
]
