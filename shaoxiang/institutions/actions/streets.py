"""机构随街道走: the unit of a street renamed bears the new name, a new street gets its unit; the unit of an ended one is left standing (ADR 0035)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from shaoxiang.institutions.actions.accounts import changed
from shaoxiang.institutions.actions.bodies import note
from shaoxiang.institutions.actions.spans import write_spans
from shaoxiang.institutions.models import Body, LeaderContact, Plate
from shaoxiang.institutions.queries.desks import posts_holding, street_unit
from shaoxiang.institutions.queries.spans import values_of
from shaoxiang.institutions.rules import Decision
from shaoxiang.institutions.rules.streets import renamed
from shaoxiang.institutions.vocabulary import UNIT_LEFT, ChangeAct, Role
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.notices.actions import notify
from shaoxiang.places.models import DivisionChange, StreetUnit
from shaoxiang.places.queries.following import Moved
from shaoxiang.places.vocabulary import AreaChangeKind


def follow_streets(moved: Moved, actor: Actor, at: datetime) -> None:
    """Before the committees follow: whose street it is must be known. Nothing of a unit that is left is closed, lowered or handed over here."""
    if moved.begun is None:
        return
    change, new = DivisionChange.objects.get(pk=moved.change), StreetUnit.objects.get(pk=moved.begun)
    old = StreetUnit.objects.in_bulk(list(moved.streets))
    takes = moved.unit
    if takes is None and moved.kind == AreaChangeKind.STREET_RENAME:
        takes = next((street_unit(key) for key in moved.streets), None)
    left = {unit for key in moved.streets if (unit := street_unit(key)) is not None and unit != takes}
    bodies = _stand(takes, left, old.values(), new, change, actor, at)
    contacts = _carry_contacts(moved)
    changed()
    record("institutions.streets_followed", subject=("division_change", moved.change), actor=actor, at=at,
           facts={"bodies": bodies, "contacts": contacts, "unit": takes, "left": sorted(left)})
    for body in Body.objects.filter(pk__in=left).order_by("pk"):
        for post in posts_holding(frozenset({Role.STAFFING_OFFICE.value})):
            notify(UNIT_LEFT, at=at, post_id=post, params={"unit": body.name, "change": moved.change}, key=f"{UNIT_LEFT}:{moved.change}:{body.pk}:{post}")


def _stand(
    takes: int | None, left: Iterable[int], old: Iterable[StreetUnit], new: StreetUnit, change: DivisionChange, actor: Actor, at: datetime,
) -> int:
    """Bodies on the ground of what ended, and the unit that takes the new street with all in it, stand in the street that follows. Returns how many.

    What belongs to a unit that is left stays where it is, with its unit.
    """
    ground = {street.pk: street for street in old}
    unit = Body.objects.filter(pk=takes).first() if takes is not None else None
    inside = Q(pk=takes) | Q(unit_id=takes, street_id=unit.street_id) if unit is not None else Q(pk__in=[])
    rows = Body.objects.select_for_update().filter(inside | Q(street_id__in=list(ground))).exclude(unit_id__in=list(left)).exclude(pk__in=list(left))
    day, today, n = change.effective_from, timezone.localdate(at), 0
    for body in rows.order_by("pk"):
        was = ground.get(body.street_id or 0)
        values: dict[str, Any] = {"street_id": new.pk}
        if was is not None and takes is not None and takes in (body.pk, body.unit_id):
            values |= renamed(values_of(body), (was.name, was.name_en), (new.name, new.name_en))
        if not body.valid_from <= day or (body.valid_to is not None and body.valid_to <= day):
            if body.valid_from > day:
                Body.objects.filter(pk=body.pk).update(**values)
            continue
        before = values_of(body)
        write_spans(body, day, values, today)
        if "name" in values:
            _replate(body, was, new, change)
            note(body, ChangeAct.RENAME, before, {key: value for key, value in values.items() if key != "street_id"},
                 Decision(day, change.title, change.document[:80]), actor, at)
        n += 1
    return n


def _replate(body: Body, was: StreetUnit | None, new: StreetUnit, change: DivisionChange) -> None:
    """Plates that bear the old name are taken down, those with the new one put up."""
    if was is None:
        return
    for plate in Plate.objects.filter(in_force(change.effective_from), body=body, title__contains=was.name):
        title = plate.title.replace(was.name, new.name)[:60]
        if plate.valid_from < change.effective_from:
            Plate.objects.create(body=body, title=title, valid_from=change.effective_from, valid_to=plate.valid_to, sample=plate.sample)
            plate.valid_to = change.effective_from
        else:
            plate.title = title
        plate.save()


def _carry_contacts(moved: Moved) -> int:
    """包联 goes on in the street that follows; a leader who has it already keeps the one."""
    streets: Mapping[int, int] = moved.streets
    rows = list(LeaderContact.objects.filter(in_force(moved.day), street_id__in=list(streets)))
    for row in rows:
        heir = streets[row.street_id]
        known = LeaderContact.objects.filter(in_force(moved.day), leader_id=row.leader_id, street_id=heir).exists()
        if row.valid_from >= moved.day:
            row.street_id = heir
            row.save(update_fields=["street"])
            continue
        if not known:
            LeaderContact.objects.create(leader_id=row.leader_id, street_id=heir, valid_from=moved.day, valid_to=row.valid_to, sample=row.sample)
        row.valid_to = moved.day
        row.save(update_fields=["valid_to"])
    return len(rows)
