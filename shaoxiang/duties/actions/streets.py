"""派单目录、承办力量随街道走: what was said of a street that ended is said of the one that follows, unless that one has its own word."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from shaoxiang.duties.actions.publishing import stop
from shaoxiang.duties.actions.token import raise_version
from shaoxiang.duties.models import Carrier, DispatchCatalogueEntry, TypeDuty
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.actions import record
from shaoxiang.places.queries.following import Moved
from shaoxiang.places.vocabulary import AreaChangeKind


def follow_places(moved: Moved, actor: Actor, at: datetime) -> None:
    """The lists answer for the new places in every process; lines of an ended street end, and begin again where nothing else is said.

    A line that names an office of a unit left without a street ends with its street: that office does not answer in the next one.
    """
    left = Body.objects.filter(Q(kind__in=UNITS, street_id__in=list(moved.streets)) | Q(unit__kind__in=UNITS, unit__street_id__in=list(moved.streets)))
    gone = frozenset(left.values_list("pk", flat=True))
    carried = _carry(DispatchCatalogueEntry, ("type_id",), "lead_id", moved, gone)
    carried += _carry(Carrier, ("mode", "department_id", "item_id", "type_id"), "body_id", moved, gone)
    if moved.kind == AreaChangeKind.STREET_RENAME:  # what was given to one street is not given to those it merges with
        carried += _carry(TypeDuty, ("type_id", "unit_scope"), "", moved, gone)
    else:
        stop(TypeDuty.objects.filter(in_force(moved.day), street_id__in=list(moved.streets)), moved.day)
    if carried:
        record("duties.streets_followed", subject=("division_change", moved.change), actor=actor, at=at, facts={"lines": carried})
    raise_version()


def _carry(model: Any, same: tuple[str, ...], who: str, moved: Moved, gone: frozenset[int]) -> int:
    """Rows of ended streets that went on."""
    n = 0
    for row in model.objects.filter(in_force(moved.day), street_id__in=list(moved.streets)).order_by("pk"):
        heir = moved.streets[row.street_id]
        rivals = model.objects.filter(in_force(moved.day), street_id=heir, **{name: getattr(row, name) for name in same})
        keep = (not who or getattr(row, who) not in gone) and not rivals.exists()
        helpers = list(row.cooperating.exclude(pk__in=gone)) if model is DispatchCatalogueEntry else []
        if row.valid_from >= moved.day:
            if keep:
                row.street_id = heir
                row.save(update_fields=["street"])
            continue
        if keep:
            fields = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields if not field.primary_key}
            fresh = model.objects.create(**{**fields, "street_id": heir, "valid_from": moved.day})
            if helpers:
                fresh.cooperating.set(helpers)
            n += 1
        row.valid_to = moved.day
        row.save(update_fields=["valid_to"])
    return n
