"""机构改革前后: which bodies ended and which began with the 三定 of 24 March 2020, unit by unit, counted from the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from shaoxiang.institutions.models import Body, Plate
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force

REFORM_DAY = date(2020, 3, 24)  # 三定规定印发: the first day of the new bodies
COUNTED = (BodyKind.INTERNAL_OFFICE.value, BodyKind.AFFILIATED_INSTITUTION.value)


@dataclass(slots=True)
class UnitReform:
    """One unit: its bodies on the last day before, and those of the day; a body that is in both went through unchanged."""

    unit: Body
    before: list[Body]
    offices: list[Body]
    institutions: list[Body]

    @property
    def after(self) -> int:
        return len(self.offices) + len(self.institutions)

    @property
    def reduction_percent(self) -> int:
        return reduction(len(self.before), self.after)


@dataclass(slots=True)
class Reform:
    units: list[UnitReform]

    @property
    def before(self) -> int:
        return sum(len(one.before) for one in self.units)

    @property
    def after(self) -> int:
        return sum(one.after for one in self.units)

    @property
    def reduction_percent(self) -> int:
        return reduction(self.before, self.after)


def reduction(before: int, after: int) -> int:
    """How much less, in whole percent; 0 where nothing was there before."""
    return round(100 * (before - after) / before) if before else 0


def bodies_of_reform(on: date) -> QuerySet[Body]:
    """Offices and institutions of the units of the reform, as they stood that day."""
    return Body.objects.filter(in_force(on), kind__in=COUNTED, street__reform_unit=True)


def counts_of_reform(on: date) -> tuple[int, int]:
    """How many on the last day before the reform, and how many on that day."""
    return bodies_of_reform(REFORM_DAY - timedelta(days=1)).count(), bodies_of_reform(on).count()


def reform(on: date) -> Reform:
    """Unit by unit, the town last as in its code; `on` is the day that counts as after."""
    units = {unit.pk: UnitReform(unit, [], [], []) for unit in
             Body.objects.filter(in_force(on), kind__in=UNITS, street__reform_unit=True).select_related("street").order_by("street__code")}
    for body in bodies_of_reform(REFORM_DAY - timedelta(days=1)).order_by("order", "pk"):
        if body.unit_id in units:
            units[body.unit_id].before.append(body)
    plates: dict[int, list[Plate]] = {}
    for plate in Plate.objects.filter(in_force(on), body__street__reform_unit=True).order_by("pk"):
        plates.setdefault(plate.body_id, []).append(plate)
    for body in bodies_of_reform(on).order_by("order", "pk"):
        body.plates_then = plates.get(body.pk, [])  # type: ignore[attr-defined]
        if body.unit_id in units:
            one = units[body.unit_id]
            (one.institutions if body.kind == BodyKind.AFFILIATED_INSTITUTION.value else one.offices).append(body)
    return Reform(list(units.values()))
