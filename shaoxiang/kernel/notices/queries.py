from __future__ import annotations

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from shaoxiang.kernel.access import NOTHING, Actor
from shaoxiang.kernel.notices import plan
from shaoxiang.kernel.notices.models import Channel, ContactPoint, Delivery, DeliveryTry, Notice, QuietChoice
from shaoxiang.kernel.notices.rules.quiet import QuietHours
from shaoxiang.kernel.notices.vocabulary import PERSONAL, DeliveryState, QuietMode

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


# --- out of the house -------------------------------------------------------------------------------------------------


def deliveries(*, channel_id: int | None = None, state: str = "") -> QuerySet[Delivery]:
    """The log, with what came back each time. Which matter a notice was about is no business of an administrator: pages show its kind."""
    rows = Delivery.objects.select_related("channel", "notice").prefetch_related(Prefetch("all_tries", DeliveryTry.objects.order_by("pk")))
    if channel_id is not None:
        rows = rows.filter(channel_id=channel_id)
    return rows.filter(state=state) if state in DeliveryState._value2member_map_ else rows


def count_dead() -> int:
    """No further than MOST_COUNTED."""
    return Delivery.objects.filter(state=DeliveryState.DEAD).order_by()[:MOST_COUNTED].count()


def waiting_since(channel: Channel) -> datetime | None:
    """The oldest that waits in a channel, quiet hours apart."""
    rows = Delivery.objects.filter(channel=channel, state=DeliveryState.WAITING, held=False)
    return rows.order_by("queued_at").values_list("queued_at", flat=True).first()


def contacts_of(person_id: int) -> dict[str, ContactPoint]:
    return {row.kind: row for row in ContactPoint.objects.filter(person_id=person_id)}


def quiet_choice(person_id: int) -> tuple[QuietChoice, QuietHours]:
    """The person's choice (unsaved where none was made), and hours to begin with."""
    row = QuietChoice.objects.filter(person_id=person_id).first() or QuietChoice(person_id=person_id)
    own = QuietHours(row.start, row.end) if row.mode == QuietMode.OWN and row.start and row.end else plan.quiet_hours()
    return row, own


def personal_channels() -> dict[str, Channel]:
    """By kind, the first in use: what a person may be reached by here at all."""
    found: dict[str, Channel] = {}
    for row in Channel.objects.filter(in_use=True, kind__in=PERSONAL).order_by("pk"):
        found.setdefault(row.kind, row)
    return found
