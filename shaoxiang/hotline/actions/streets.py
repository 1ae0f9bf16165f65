"""答案随街道走: answers written for a street that ended are found in the one that follows."""

from __future__ import annotations

from datetime import datetime

from shaoxiang.hotline.models import AnswerEntry
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal.actions import record
from shaoxiang.places.queries.following import Moved


def follow_streets(moved: Moved, actor: Actor, at: datetime) -> None:
    n = sum(AnswerEntry.objects.filter(street_id=old, valid_to__isnull=True).update(street_id=new) for old, new in moved.streets.items())
    if n:
        record("hotline.answers_followed", subject=("division_change", moved.change), actor=actor, at=at, facts={"rows": n})
