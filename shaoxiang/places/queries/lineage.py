"""承继: which streets came to be a street, through every merger and change of name."""

from __future__ import annotations

from functools import lru_cache

from shaoxiang.places.models import StreetUnit
from shaoxiang.places.queries.book import place_book


def former_streets(street_id: int | None) -> tuple[int, ...]:
    """Keys of the streets that ended in this one, nearest first. Asked at every request: kept until places change."""
    return () if street_id is None else _former(place_book().version).get(street_id, ())


@lru_cache(maxsize=2)
def _former(version: str) -> dict[int, tuple[int, ...]]:
    heirs = dict(StreetUnit.objects.filter(successor__isnull=False).order_by("-valid_to", "pk").values_list("pk", "successor_id"))
    found: dict[int, list[int]] = {}
    for street in heirs:
        heir, seen = heirs.get(street), {street}
        while heir is not None and heir not in seen:
            found.setdefault(heir, []).append(street)
            seen.add(heir)
            heir = heirs.get(heir)
    return {heir: tuple(streets) for heir, streets in found.items()}
