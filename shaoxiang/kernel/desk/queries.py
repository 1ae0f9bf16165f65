from __future__ import annotations

from django.db.models import F, Q, QuerySet

from shaoxiang.kernel.access import NOTHING, Actor
from shaoxiang.kernel.desk.models import OPEN, DeskRow


def awaited_of(actor: Actor) -> Q:
    """Rows this actor is awaited for: his post's own, his role's in his office, his role's in his unit."""
    wanted = NOTHING
    if actor.post_id is not None:
        wanted |= Q(post_id=actor.post_id)
    roles = sorted(actor.roles)
    if roles and actor.office_id is not None:
        wanted |= Q(post_id__isnull=True, office_id=actor.office_id, role__in=roles)
    if roles and actor.unit_id is not None:
        wanted |= Q(post_id__isnull=True, office_id__isnull=True, unit_id=actor.unit_id, role__in=roles)
    return wanted


def desk_of(actor: Actor) -> QuerySet[DeskRow]:
    """The actor's open rows, most urgent first."""
    return DeskRow.objects.filter(OPEN).filter(awaited_of(actor)).order_by(F("due_at").asc(nulls_last=True), "pk")
