"""三条线: 管理在镇街, 执法在片区, 指导在机关: of a street, and of a unit stationed in one or serving an area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.areas import areas_of_bodies
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.institutions.queries.spans import as_on, that_day
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.places.queries.areas import AreaPlace


@dataclass(frozen=True, slots=True)
class Stationed:
    """A unit that enforces here, and the area it serves (none: this street alone)."""

    body: Body
    area: AreaPlace | None


@dataclass(frozen=True, slots=True)
class Lines:
    """`managed`: of a street its own offices and institutions, of a stationed unit the streets that command it."""

    managed: list[Body]
    enforcing: list[Stationed]
    guided_by: list[Body]


def three_lines(body: Body, on: date) -> Lines | None:
    """None for a body that stands on none of them."""
    if body.kind in UNITS and body.street_id is not None:
        return _of_street(body, body.street_id, on)
    if body.kind == BodyKind.DISPATCHED_INSTITUTION:
        return _of_unit(body, on)
    return None


def _of_street(unit: Body, street_id: int, on: date) -> Lines:
    own = Body.objects.filter(in_force(on), kind__in=[BodyKind.INTERNAL_OFFICE.value, BodyKind.AFFILIATED_INSTITUTION.value])
    here = stationed_with(street_id, on)
    guiding = {one.body.parent.pk: one.body.parent for one in here if one.body.parent is not None}
    return Lines(as_on(own.filter(that_day(on, parent=unit)).order_by("order", "pk"), on), here, list(guiding.values()))


def stationed_with(street_id: int, on: date) -> list[Stationed]:
    """派驻在这个镇街的机构, by the areas they serve."""
    every = Body.objects.filter(in_force(on), kind=BodyKind.DISPATCHED_INSTITUTION.value)
    stationed = as_on(every.select_related("parent").order_by("order", "pk"), on)
    areas = areas_of_bodies(on, [body.pk for body in stationed])
    return [
        Stationed(body, areas.get(body.pk)) for body in stationed
        if (areas[body.pk].covers(street_id) if body.pk in areas else body.street_id == street_id)
    ]


def _of_unit(unit: Body, on: date) -> Lines:
    area = areas_of_bodies(on, [unit.pk]).get(unit.pk)
    streets = area.streets if area is not None else frozenset({unit.street_id})
    commanding = Body.objects.filter(in_force(on), kind__in=UNITS, street_id__in=[street for street in streets if street is not None])
    return Lines(list(commanding.order_by("street__code")), [Stationed(unit, area)], [unit.parent] if unit.parent is not None else [])
