"""Which ground a body serves: its area where it has one in force that day, else its own street."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from shaoxiang.institutions.models import Body
from shaoxiang.places.queries.areas import AreaPlace, areas_on


def areas_of_bodies(on: date, body_ids: Collection[int] | None = None) -> dict[int, AreaPlace]:
    """Body -> its area as it was on that day: an area changes by a new version with the same code. Bodies whose area did not hold then are left out."""
    rows = Body.objects.filter(area__isnull=False)
    if body_ids is not None:
        rows = rows.filter(pk__in=body_ids)
    coded = dict(rows.values_list("pk", "area__code"))
    if not coded:
        return {}
    known = areas_on(on, set(coded.values()))
    return {key: known[code] for key, code in coded.items() if code in known}


def streets_served(body: Body, on: date) -> frozenset[int]:
    """The streets a body stands for that day."""
    area = areas_of_bodies(on, [body.pk]).get(body.pk)
    if area is not None:
        return area.streets
    return frozenset() if body.street_id is None else frozenset({body.street_id})
