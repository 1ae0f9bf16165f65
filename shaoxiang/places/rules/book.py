"""The compiled picture of all places on one day, and what a set of outlines must satisfy. Pure: no database, no settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from shaoxiang.kernel.geo import Locator


@dataclass(frozen=True, slots=True)
class DistrictPlace:
    """区 (市辖区) on a day."""

    id: int
    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class StreetPlace:
    """镇街 on a day. `reform_unit`: one of the nine of the 2019-20 reform; `agricultural`: 涉农."""

    id: int
    code: str
    name: str
    name_en: str
    district_id: int
    kind: str
    reform_unit: bool
    agricultural: bool
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommunityPlace:
    """社区 or 村 on a day."""

    id: int
    code: str
    name: str
    name_en: str
    street_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class GridPlace:
    """网格 on a day, the lowest level: one point lies in exactly one."""

    id: int
    code: str
    name: str
    name_en: str
    community_id: int
    street_id: int
    level: str
    kind: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several grids a point on a border may belong to. `distance_m`: 0 where the point lies in it."""

    grid: GridPlace
    community: CommunityPlace
    street: StreetPlace
    distance_m: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a point lies in (点位查格). Outside the district all three are None; where no grids are drawn yet, only the upper ones are set.

    `border`: another grid is within 30 m (or the point is just outside the district); then `candidates` names all, nearest first.
    """

    grid: GridPlace | None
    community: CommunityPlace | None
    street: StreetPlace | None
    border: bool = False
    candidates: tuple[Candidate, ...] = ()

    @property
    def outside(self) -> bool:
        """In no street of the district: kept, and routed to the district desk."""
        return self.street is None


OUTSIDE = Found(None, None, None)
Place = DistrictPlace | StreetPlace | CommunityPlace | GridPlace
R = TypeVar("R", DistrictPlace, StreetPlace, CommunityPlace, GridPlace)


@dataclass(frozen=True, slots=True)
class Outlines:
    """Outlines by code (shapely polygons, WGS-84 degrees), per level; a level without outlines is empty."""

    grids: Iterable[tuple[str, Any]] = ()
    communities: Iterable[tuple[str, Any]] = ()
    streets: Iterable[tuple[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class PlaceBook:
    """All places in force on a day, immutable, shared by every thread of the process. Look-ups by id or code raise KeyError."""

    districts: Mapping[int, DistrictPlace]
    streets: Mapping[int, StreetPlace]
    communities: Mapping[int, CommunityPlace]
    grids: Mapping[int, GridPlace]
    version: str = ""
    _codes: Mapping[str, Place] = field(default_factory=dict, repr=False)
    _grid_outlines: Locator = field(default_factory=lambda: Locator(()), repr=False)
    _community_outlines: Locator = field(default_factory=lambda: Locator(()), repr=False)
    _street_outlines: Locator = field(default_factory=lambda: Locator(()), repr=False)

    @classmethod
    def compiled(
        cls,
        *,
        districts: Iterable[DistrictPlace],
        streets: Iterable[StreetPlace],
        communities: Iterable[CommunityPlace],
        grids: Iterable[GridPlace],
        outlines: Outlines | None = None,
        version: str = "",
    ) -> PlaceBook:
        """Index the records. Codes of different levels have different lengths, so one table of codes serves all."""
        by_id = _by_id(districts), _by_id(streets), _by_id(communities), _by_id(grids)
        codes: dict[str, Place] = {place.code: place for level in by_id for place in level.values()}
        shapes = outlines or Outlines()
        return cls(
            districts=by_id[0], streets=by_id[1], communities=by_id[2], grids=by_id[3], version=version, _codes=MappingProxyType(codes),
            _grid_outlines=Locator(shapes.grids), _community_outlines=Locator(shapes.communities),
            _street_outlines=Locator(shapes.streets),
        )

    def street(self, street_id: int) -> StreetPlace:
        return self.streets[street_id]

    def community(self, community_id: int) -> CommunityPlace:
        return self.communities[community_id]

    def grid(self, grid_id: int) -> GridPlace:
        return self.grids[grid_id]

    def street_by_code(self, code: str) -> StreetPlace:
        return _of(StreetPlace, self._codes[code], code)

    def community_by_code(self, code: str) -> CommunityPlace:
        return _of(CommunityPlace, self._codes[code], code)

    def grid_by_code(self, code: str) -> GridPlace:
        return _of(GridPlace, self._codes[code], code)

    def communities_of(self, street_id: int) -> list[CommunityPlace]:
        return [place for place in self.communities.values() if place.street_id == street_id]

    def grids_of(self, community_id: int) -> list[GridPlace]:
        return [place for place in self.grids.values() if place.community_id == community_id]

    def found_in_grid(self, grid_id: int) -> Found:
        """A grid chosen from a list instead of a point."""
        grid = self.grids[grid_id]
        return Found(grid, self.communities[grid.community_id], self.streets[grid.street_id])

    def locate(self, lon: float, lat: float) -> Found:
        """点位查格: WGS-84 degrees, longitude first. The lowest drawn level answers."""
        located = self._grid_outlines.locate(lon, lat)
        candidates = tuple(self._candidate(code, far) for code, far in located.candidates) if located.border else ()
        if located.code is not None:
            grid = self.grid_by_code(located.code)
            return Found(grid, self.communities[grid.community_id], self.streets[grid.street_id], located.border, candidates)
        community_code = self._community_outlines.locate(lon, lat).code
        if community_code is not None:
            community = self.community_by_code(community_code)
            return Found(None, community, self.streets[community.street_id], located.border, candidates)
        street_code = self._street_outlines.locate(lon, lat).code
        if street_code is not None:
            return Found(None, None, self.street_by_code(street_code), located.border, candidates)
        return Found(None, None, None, located.border, candidates) if candidates else OUTSIDE

    def _candidate(self, code: str, distance_m: float) -> Candidate:
        grid = self.grid_by_code(code)
        return Candidate(grid, self.communities[grid.community_id], self.streets[grid.street_id], distance_m)


def _by_id(places: Iterable[R]) -> Mapping[int, R]:
    return MappingProxyType({place.id: place for place in places})


def _of(kind: type[R], place: object, code: str) -> R:
    if not isinstance(place, kind):
        raise KeyError(code)
    return place
