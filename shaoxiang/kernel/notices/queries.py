from __future__ import annotations

from django.db.models import Q, QuerySet

from shaoxiang.kernel.access import NOTHING, Actor
from shaoxiang.kernel.notices.models import Notice

MOST_COUNTED = 99


def for_actor(actor: Actor) -> QuerySet[Notice]:
    """Notices to the actor's post, and to the person himself. A deputy sees the post's, not the principal's own."""
    mine = NOTHING
    if actor.post_id is not None:
        mine |= Q(post_id=actor.post_id)
    if actor.person_id is not None:
        mine |= Q(person_id=actor.person_id)
    return Notice.objects.filter(mine)


def unread(actor: Actor) -> QuerySet[Notice]:
    return for_actor(actor).filter(read_at__isnull=True, muted=False)


def count_unread(actor: Actor) -> int:
    """For the bell; counts no further than MOST_COUNTED."""
    return unread(actor).order_by()[:MOST_COUNTED].count()
