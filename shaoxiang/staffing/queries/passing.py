"""整体划转, read: whose ledger is part of whose, and to whom the quotas of a unit without a street go."""

from __future__ import annotations

from datetime import date

from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.desks import UNITS, street_unit
from shaoxiang.places.models import StreetUnit
from shaoxiang.staffing.models import QuotaPassing


def passing_of(body_id: int) -> QuotaPassing | None:
    return QuotaPassing.objects.filter(from_body_id=body_id).select_related("to_body").first()


def passings_into(body_id: int) -> list[QuotaPassing]:
    return list(QuotaPassing.objects.filter(to_body_id=body_id).select_related("from_body").order_by("effective_on", "pk"))


def heir_of(body: Body, on: date) -> Body | None:
    """The unit of the street that follows, where the street of this unit has ended and another unit answers there now."""
    if body.kind not in UNITS or body.street_id is None:
        return None
    street = StreetUnit.objects.defer("geometry").get(pk=body.street_id)
    if street.valid_to is None or street.valid_to > on:
        return None
    while street.valid_to is not None and street.valid_to <= on and street.successor_id is not None:
        street = StreetUnit.objects.defer("geometry").get(pk=street.successor_id)
    unit = street_unit(street.pk)
    return Body.objects.filter(pk=unit).exclude(pk=body.pk).first() if unit is not None else None


def street_ended(body: Body) -> date | None:
    return StreetUnit.objects.filter(pk=body.street_id or 0).values_list("valid_to", flat=True).first()
