"""Changes of the lists: each ends the old row and opens a new one, in one transaction with one journal entry."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.duties import queries
from shaoxiang.duties.models import BookVersion, DispatchCatalogueEntry, EventType
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal import actions as journal


def raise_version() -> None:
    """Every process compiles its book again within seconds."""
    token = secrets.token_hex(16)
    if not BookVersion.objects.filter(pk=1).update(token=token):
        BookVersion.objects.get_or_create(pk=1, defaults={"token": token})
    queries.forget_books()


@transaction.atomic
def teach_catalogue(
    type_code: str, *, lead_unit_id: int, street_id: int | None, source: str, actor: Actor, at: datetime, cooperating: tuple[int, ...] = (),
) -> DispatchCatalogueEntry:
    """派单目录学习: a ruling becomes the catalogue's word for a type (in one street or everywhere); what it said before ends.

    Called by rooms that have already asked whether the actor may rule. Raises EventType.DoesNotExist.
    """
    day = timezone.localtime(at).date()
    kind = EventType.objects.get(code=type_code)
    before = DispatchCatalogueEntry.objects.filter(in_force(day), type=kind, street_id=street_id)
    entry = before.filter(valid_from=day).first()  # taught twice in one day: the same line, the later word
    if entry is None:
        before.update(valid_to=day)
        entry = DispatchCatalogueEntry(type=kind, street_id=street_id, valid_from=day)
    entry.lead_id, entry.source_code, entry.source_reference = lead_unit_id, "RULING", source[:80]
    entry.save()
    entry.cooperating.set(cooperating)
    journal.record(
        "duties.catalogue_taught", subject=("event_type", kind.pk), actor=actor, at=at, rule="design §3.4",
        facts=journal.facts_of(entry=entry.pk, lead=lead_unit_id, street=street_id, source=source),
    )
    return entry
