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
from shaoxiang.places.rules.division import Change, DivisionRefused, Drawn, carved, check_levels, check_source, compare_division, next_code
from shaoxiang.places.rules.outlines import Flaw, Outline, compare, read_outlines

__all__ = [
    "OUTSIDE",
    "Candidate",
    "Change",
    "CommunityPlace",
    "DistrictPlace",
    "DivisionRefused",
    "Drawn",
    "Flaw",
    "Found",
    "GridPlace",
    "Outline",
    "Outlines",
    "PlaceBook",
    "StreetPlace",
    "carved",
    "check_levels",
    "check_source",
    "compare",
    "compare_division",
    "next_code",
    "read_outlines",
]
