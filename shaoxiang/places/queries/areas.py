"""执法片区 on any day: which streets and communities an area covers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from shaoxiang.kernel.dated import in_force
from shaoxiang.places.models import EnforcementArea


@dataclass(frozen=True, slots=True)
class AreaPlace:
    """One version of an area. `whole`: streets covered whole; `parts`: street -> the communities covered there."""

    id: int
    code: str
    name: str
    name_en: str
    whole: frozenset[int]
    parts: dict[int, frozenset[int]]
    sample: bool = False

    @property
    def streets(self) -> frozenset[int]:
        return self.whole | self.parts.keys()

    def covers(self, street_id: int | None, community_id: int | None = None) -> bool:
        """Without a community: is any of the street covered?"""
        if street_id is None:
            return False
        return street_id in self.whole or (street_id in self.parts and (community_id is None or community_id in self.parts[street_id]))


def areas_on(on: date, codes: Collection[str] | None = None) -> dict[str, AreaPlace]:
    """Areas in force on a day, by code."""
    rows = EnforcementArea.objects.filter(in_force(on)).order_by("code").prefetch_related("streets", "communities")
    if codes is not None:
        rows = rows.filter(code__in=codes)
    return {row.code: area_place(row) for row in rows}


def area_place(row: EnforcementArea) -> AreaPlace:
    parts: dict[int, set[int]] = {}
    for community in row.communities.all():
        parts.setdefault(community.street_id, set()).add(community.pk)
    whole = frozenset(street.pk for street in row.streets.all()) - parts.keys()
    return AreaPlace(row.pk, row.code, row.name, row.name_en, whole, {street: frozenset(held) for street, held in parts.items()}, row.sample)
