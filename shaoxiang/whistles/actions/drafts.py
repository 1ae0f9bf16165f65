"""A draft put right and blown with one press."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shaoxiang.kernel.access import Actor
from shaoxiang.whistles.actions.blowing import blow_draft, edit
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.rules import Call


@transaction.atomic
def edit_and_blow(number: str, call: Call, *, actor: Actor, at: datetime) -> Whistle:
    """Both or neither: what is refused leaves the draft as it was. Raises WhistleRefused, ForceEngaged."""
    edit(number, call, actor=actor, at=at)
    return blow_draft(number, actor=actor, at=at)
