"""What the browsing pages show: a place, what it lies in, what lies in it, what came before and after."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from shaoxiang.kernel.dated import in_force
from shaoxiang.places.models import Community, District, Grid, Place, StreetUnit
from shaoxiang.places.queries.book import place_book
from shaoxiang.places.vocabulary import PlaceLevel

SHOWN = 60  # search results of one level on a page
_MODELS: dict[PlaceLevel, type[Place]] = {
    PlaceLevel.DISTRICT: District, PlaceLevel.STREET: StreetUnit, PlaceLevel.COMMUNITY: Community, PlaceLevel.GRID: Grid,
}
_ABOVE = {PlaceLevel.STREET: ("district",), PlaceLevel.COMMUNITY: ("street", "street__district"),
          PlaceLevel.GRID: ("community", "community__street", "community__street__district", "parent")}
_BELOW = {PlaceLevel.DISTRICT: (PlaceLevel.STREET, "district"), PlaceLevel.STREET: (PlaceLevel.COMMUNITY, "street"),
          PlaceLevel.COMMUNITY: (PlaceLevel.GRID, "community")}


@dataclass(frozen=True, slots=True)
class Child:
    """One line of a list of places."""

    level: PlaceLevel
    row: Any
    communities: int = 0
    grids: int = 0


@dataclass(frozen=True, slots=True)
class PlacePage:
    """One place and its surroundings. `above` from the district down; `ended`: no longer in force on `on`."""

    level: PlaceLevel
    row: Any
    above: list[tuple[PlaceLevel, Any]]
    child_level: PlaceLevel | None
    children: list[Child]
    predecessors: list[Any]
    on: date
    totals: Child
    parts: list[Any] = field(default_factory=list)  # of a larger grid

    @property
    def ended(self) -> bool:
        return self.row.valid_to is not None and self.row.valid_to <= self.on

    @property
    def not_yet(self) -> bool:
        return bool(self.row.valid_from > self.on)


@dataclass(slots=True)
class SearchResult:
    """Places whose name, English name, alias or code holds the words."""

    words: str
    found: list[tuple[PlaceLevel, Any]] = field(default_factory=list)
    more: bool = False


def place_page(level: PlaceLevel, code: str = "") -> PlacePage | None:
    """The place with this code (the newest row, in force or ended); without a code the district. None where there is none."""
    today = timezone.localdate()
    rows = _MODELS[level]._default_manager.defer("geometry").select_related(*_ABOVE.get(level, ()))
    chosen = rows.filter(code=code) if code else rows
    row = chosen.filter(in_force(today)).order_by("code").first() or chosen.order_by("-valid_from").first()
    if row is None:
        return None
    children = _children(level, row, today)
    predecessors = list(row.predecessors.defer("geometry")) if hasattr(row, "predecessors") else []
    totals = Child(level, row, sum(child.communities for child in children), sum(child.grids for child in children))
    child_level = _BELOW[level][0] if level in _BELOW else None
    parts = list(Grid.objects.filter(in_force(today), parent_id=row.pk).defer("geometry").order_by("code")) if level is PlaceLevel.GRID else []
    return PlacePage(level, row, _above(level, row), child_level, children, predecessors, today, totals, parts)


def _above(level: PlaceLevel, row: Any) -> list[tuple[PlaceLevel, Any]]:
    chain: list[tuple[PlaceLevel, Any]] = []
    names = {PlaceLevel.GRID: (PlaceLevel.COMMUNITY, "community"), PlaceLevel.COMMUNITY: (PlaceLevel.STREET, "street"),
             PlaceLevel.STREET: (PlaceLevel.DISTRICT, "district")}
    while level in names:
        level, field_name = names[level]
        row = getattr(row, field_name)
        chain.insert(0, (level, row))
    return chain


def _children(level: PlaceLevel, row: Any, on: date) -> list[Child]:
    if level not in _BELOW:
        return []
    below, field_name = _BELOW[level]
    rows = _MODELS[below]._default_manager.filter(in_force(on), **{field_name: row}).defer("geometry").order_by("code")
    book = place_book(on)
    if below is PlaceLevel.STREET:
        communities = Counter(place.street_id for place in book.communities.values())
        grids = Counter(place.street_id for place in book.grids.values())
        return [Child(below, each, communities[each.pk], grids[each.pk]) for each in rows]
    if below is PlaceLevel.COMMUNITY:
        grids = Counter(place.community_id for place in book.grids.values())
        return [Child(below, each, 1, grids[each.pk]) for each in rows]
    return [Child(below, each, 0, int(each.pk in book.grids)) for each in rows]


def search_places(words: str) -> SearchResult:
    """Streets, communities and grids in force whose name, English name, alias or code holds the words."""
    words = " ".join(words.split())[:40]
    result = SearchResult(words)
    if not words:
        return result
    holds = in_force(timezone.localdate())
    for level in (PlaceLevel.STREET, PlaceLevel.COMMUNITY, PlaceLevel.GRID):
        rows = _MODELS[level]._default_manager.filter(holds)
        match = Q(name__icontains=words) | Q(name_en__icontains=words) | Q(pk__in=_with_alias(rows, words))
        if words.isdigit():
            match |= Q(code__startswith=words)
        found = list(rows.filter(match).defer("geometry").select_related(*_ABOVE[level]).order_by("code")[: SHOWN + 1])
        result.more |= len(found) > SHOWN
        result.found += [(level, row) for row in found[:SHOWN]]
    return result


def _with_alias(rows: Any, words: str) -> list[int]:
    """Few places have another name, and the two databases store lists of text differently: compared here."""
    return [
        pk for pk, aliases in rows.exclude(aliases=[]).values_list("pk", "aliases")
        if any(words.lower() in str(alias).lower() for alias in aliases)
    ]
