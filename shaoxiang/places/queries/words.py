"""Places in words, in the reader's language."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shaoxiang.kernel.language import in_words
from shaoxiang.places.models import Community, District, Grid, StreetUnit
from shaoxiang.places.queries.book import place_book
from shaoxiang.places.rules import Flaw, Found
from shaoxiang.places.rules.outlines import FLAW_WORDS
from shaoxiang.places.vocabulary import PlaceLevel

MODELS: dict[PlaceLevel, Any] = {
    PlaceLevel.DISTRICT: District, PlaceLevel.STREET: StreetUnit, PlaceLevel.COMMUNITY: Community, PlaceLevel.GRID: Grid,
}


class Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def name_en(self) -> str: ...


def shown_name(place: Named | None) -> str:
    """The name as the reader's language has it; 中文 where there is no English; "—" for no place."""
    if place is None:
        return "—"
    return in_words(place.name, place.name_en)


def named_choices(rows: QuerySet[Any]) -> list[tuple[str, str]]:
    """(code, name) of places for a form, by code, in the reader's language."""
    return [(code, in_words(name, english)) for code, name, english in rows.order_by("code").values_list("code", "name", "name_en")]


def place_name(level: str, key: int) -> str:
    """The name of a place by id, also of one that ended; the bare key where there never was one."""
    book, place_level = place_book(), PlaceLevel(level)
    held: dict[PlaceLevel, Any] = {
        PlaceLevel.DISTRICT: book.districts, PlaceLevel.STREET: book.streets, PlaceLevel.COMMUNITY: book.communities, PlaceLevel.GRID: book.grids,
    }
    place = held[place_level].get(key) or _ended(book.version, place_level, key)
    return shown_name(place) if place else f"{place_level} {key}"


@lru_cache(maxsize=4096)
def _ended(version: str, level: PlaceLevel, key: int) -> Named | None:
    """A place that is not in the book (ended, or a larger grid), asked for once per change of places: a list shows it on many rows."""
    row: Named | None = MODELS[level].objects.filter(pk=key).only("name", "name_en").first()
    return row


def found_facts(found: Found) -> dict[str, Any]:
    """The answer of a look-up as codes and names; null where outside."""
    grid, community, street = found.grid, found.community, found.street
    return {
        "grid": grid and grid.code,
        "community": community and community.code,
        "street": street and street.code,
        "border": found.border,
        "candidates": [
            {"grid": other.grid.code, "name": shown_name(other.grid), "street": other.street.code, "distance_m": other.distance_m}
            for other in found.candidates
        ],
        "names": {level: place and shown_name(place) for level, place in (("grid", grid), ("community", community), ("street", street))},
        "sentence": found_sentence(found),
    }


def found_sentence(found: Found) -> str:
    """The answer of a look-up as one sentence."""
    if found.street is None:
        return _("这个位置不在本区范围内；事项照收，由区指挥中心受理。")
    where = " · ".join(shown_name(place) for place in (found.street, found.community, found.grid) if place is not None)
    if not found.border:
        return where
    others = _("、").join(shown_name(other.grid) for other in found.candidates if other.grid != found.grid)
    return _("%(where)s；离边界不到 30 米，也可能属于：%(others)s") % {"where": where, "others": others}


def flaw_words(flaw: Flaw) -> tuple[str, str]:
    """(what is wrong, how to cure it)."""
    what, cure = FLAW_WORDS[flaw.kind]
    at = f"{flaw.where[0]},{flaw.where[1]}" if flaw.where else ""
    facts = {"code": flaw.code, "other": flaw.other, "area": f"{flaw.area_m2:,.0f}", "at": at}
    return _(what) % facts, _(cure) % facts
