"""底图: what administrators do with base layers."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact
from shaoxiang.places import access
from shaoxiang.places.models import BaseLayer
from shaoxiang.places.queries.layers import SUBJECT, remembered, words_of
from shaoxiang.places.rules.layers import tiles_of


@transaction.atomic
def save_layer(row: BaseLayer, *, actor: Actor, at: datetime) -> BaseLayer:
    """底图: add or change one. The record holds what kind it is and a digest of its address, never the address or a key.

    Raises PermissionDenied, BadLayer.
    """
    require(actor, access.CONFIGURE)
    tiles_of(words_of(row))
    fresh = row.pk is None
    row.save()
    facts: dict[str, Fact] = {
        "kind": str(row.kind), "theme": str(row.theme), "set": str(row.matrix_set), "crs": str(row.crs), "enabled": row.enabled,
        "for_public": row.for_public, "approval": bool(row.approval), "url_sha256": sha256(row.url.encode()).hexdigest(),
    }
    record("places.layer_added" if fresh else "places.layer_changed", subject=(SUBJECT, row.pk), actor=actor, at=at, facts=facts, new=fresh)
    remembered.changed()
    return row


@transaction.atomic
def switch_layer(pk: int, *, on: bool, actor: Actor, at: datetime) -> BaseLayer:
    """启用、停用底图. Raises PermissionDenied, BadLayer, BaseLayer.DoesNotExist."""
    require(actor, access.CONFIGURE)
    row = BaseLayer.objects.select_for_update().get(pk=pk)
    if on:
        tiles_of(words_of(row))
    row.enabled = on
    row.save(update_fields=["enabled"])
    record("places.layer_on" if on else "places.layer_off", subject=(SUBJECT, row.pk), actor=actor, at=at, facts={"enabled": on})
    remembered.changed()
    return row
