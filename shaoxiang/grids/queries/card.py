"""网格公示牌: what everybody may read of a grid. Office telephones only; no mobile number, no role held by a resident."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import shapely.geometry

from shaoxiang.grids.models import GridPerson
from shaoxiang.grids.queries.lists import supervision_phone
from shaoxiang.grids.rules import CHIEF, WORKER, area_words_m2, public_phone
from shaoxiang.institutions.models import Person
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.geo import MetreFrame
from shaoxiang.places.models import Grid
from shaoxiang.places.queries import current_version, place_book
from shaoxiang.places.rules import CommunityPlace, GridPlace, StreetPlace


@dataclass(frozen=True, slots=True)
class CardPerson:
    """`phone`: an office telephone, "" where only a private one is known."""

    name: str
    name_en: str
    role: str
    employment: str
    since: date
    phone: str
    sample: bool


@dataclass(frozen=True, slots=True)
class Card:
    grid: GridPlace
    community: CommunityPlace
    street: StreetPlace
    people: tuple[CardPerson, ...]
    households: int | None
    area_m2: float | None
    contact_phone: str  # of the street office
    supervision_phone: str
    sample: bool

    @property
    def workers(self) -> list[CardPerson]:
        return [person for person in self.people if person.role == WORKER]

    @property
    def chiefs(self) -> list[CardPerson]:
        return [person for person in self.people if person.role == CHIEF]

    @property
    def area(self) -> str:
        return area_words_m2(self.area_m2) if self.area_m2 else ""

    @property
    def area_in_km2(self) -> bool:
        return bool(self.area_m2 and self.area_m2 >= 1e6)


def card(code: str, on: date) -> Card | None:
    """The card of one grid in force; None where there is none (a larger grid that is only its parts has no card)."""
    try:
        place = place_book(on).grid_by_code(code)
    except KeyError:
        return None
    return cards([place], on)[0]


def cards(places: Iterable[GridPlace], on: date) -> list[Card]:
    """Four queries, however many."""
    wanted = list(places)
    kept, bodies, watched = place_book(on), book(), supervision_phone(on)
    rows = {row["id"]: row for row in Grid.objects.filter(pk__in=[place.id for place in wanted]).values("id", "households", "sample")}
    people = _people([place.id for place in wanted], on)
    areas = _areas(current_version(), tuple(place.id for place in wanted))
    found = []
    for place in wanted:
        unit = bodies.bodies.get(street_unit(place.street_id) or 0)
        found.append(Card(
            place, kept.communities[place.community_id], kept.streets[place.street_id], tuple(people.get(place.id, ())), rows[place.id]["households"],
            areas.get(place.id), public_phone(unit.phone) if unit else "", watched, rows[place.id]["sample"],
        ))
    return found


def _people(grid_ids: list[int], on: date) -> dict[int, list[CardPerson]]:
    shown = GridPerson.objects.filter(in_force(on), role__in=(WORKER, CHIEF), post__isnull=False, grid_id__in=grid_ids)
    rows = list(shown.order_by("role", "employment", "pk"))
    bodies = book()
    seats = {row.pk: bodies.people_in(row.post_id or 0) for row in rows}
    persons = Person.objects.in_bulk({seat.person_id for held in seats.values() for seat in held})
    found: dict[int, list[CardPerson]] = {}
    for row in rows:
        for seat in seats[row.pk]:
            person = persons[seat.person_id]
            found.setdefault(row.grid_id, []).append(CardPerson(
                person.name, person.name_en, row.role, row.employment, max(row.valid_from, seat.valid_from), public_phone(person.work_phone), row.sample,
            ))
    return found


@lru_cache(maxsize=256)
def _areas(version: str, grid_ids: tuple[int, ...]) -> dict[int, float]:
    """Square metres, once per change of places."""
    found = {}
    for pk, geometry in Grid.objects.filter(pk__in=grid_ids, geometry__isnull=False).values_list("pk", "geometry"):
        shape = shapely.geometry.shape(geometry)
        frame = MetreFrame.around(shape.centroid.x, shape.centroid.y)
        found[pk] = float(frame.flatten(np.array([shape], dtype=object))[0].area)
    return found
