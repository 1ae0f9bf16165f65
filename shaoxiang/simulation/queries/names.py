"""Which department's force a body is, and the names the model goes by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.forces.models import ForceAllocation
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.dated import in_force
from shaoxiang.places.queries import place_book


@dataclass(frozen=True)
class Departments:
    """`by_body`: a body that was sent down -> its department's code (a street's enforcement bureau is the enforcement department's)."""

    by_body: dict[int, str]
    streets: dict[int, str]  # key -> code

    def of_order(self, order: DispatchOrder) -> str | None:
        """The department of who was sent; None for a street's own."""
        bodies = book().bodies
        if order.office_id in self.by_body:
            return self.by_body[order.office_id]
        unit = bodies.get(order.unit_id)
        return unit.code if unit is not None and unit.street_id is None else None


def departments(on: date) -> Departments:
    by_body = dict(ForceAllocation.objects.filter(in_force(on), unit__isnull=False).values_list("unit_id", "department__code"))
    return Departments({key: code for key, code in by_body.items() if key is not None}, {key: place.code for key, place in place_book(on).streets.items()})
