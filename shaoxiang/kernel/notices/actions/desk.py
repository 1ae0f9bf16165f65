"""死信: what could not be sent is tried again, or given up with a reason, by a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.identity.rules import strip_sensitive
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.notices.access import GRANTS
from shaoxiang.kernel.notices.models import Channel, Delivery
from shaoxiang.kernel.notices.vocabulary import DeliveryState

MOST_AT_ONCE = 1000
SHORTEST_REASON, LONGEST_REASON = 2, 200


class ReasonMissing(ValueError):
    def __init__(self) -> None:
        super().__init__(gettext("请写明为什么不再发，如“这个群已经解散”。"))


@transaction.atomic
def send_again(pks: Iterable[int] | None, *, actor: Actor, at: datetime, channel_id: int | None = None) -> int:
    """重发: these dead ones (None: all, of one channel or of every one), under their old numbers, from the first try. Raises PermissionDenied."""
    require(actor, GRANTS["settle"])
    rows = _dead(pks, channel_id, channel__in_use=True)  # a channel switched off has no way for them
    for row in rows:
        row.state, row.settled_at, row.not_before, row.tries, row.claim = DeliveryState.WAITING.value, None, at, 0, ""
    Delivery.objects.bulk_update(rows, ["state", "settled_at", "not_before", "tries", "claim"])
    for channel, own in _by_channel(rows).items():
        record("notices.sent_again", subject=("notice_channel", channel), actor=actor, at=at, facts={"deliveries": own})
    Channel.objects.filter(pk__in={row.channel_id for row in rows}).update(resting_until=None)
    return len(rows)


@transaction.atomic
def give_up(pks: Iterable[int] | None, reason: str, *, actor: Actor, at: datetime, channel_id: int | None = None) -> int:
    """不再发, for a stated reason (numbers of people are cut out of it). Raises PermissionDenied, ReasonMissing."""
    require(actor, GRANTS["settle"])
    reason = strip_sensitive(" ".join(reason.split()))[:LONGEST_REASON]
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    rows = _dead(pks, channel_id)
    for row in rows:
        row.state, row.settled_at, row.reason = DeliveryState.GIVEN_UP.value, at, reason
    Delivery.objects.bulk_update(rows, ["state", "settled_at", "reason"])
    for channel, own in _by_channel(rows).items():
        facts: dict[str, Fact] = {"deliveries": own, "reason_sha256": digest(reason)}
        record("notices.given_up", subject=("notice_channel", channel), actor=actor, at=at, facts=facts)
    return len(rows)


def _dead(pks: Iterable[int] | None, channel_id: int | None, **only: bool) -> list[Delivery]:
    """Locked, in one order."""
    rows: QuerySet[Delivery] = Delivery.objects.select_for_update(of=("self",)).filter(state=DeliveryState.DEAD, **only)
    if pks is not None:
        rows = rows.filter(pk__in=list(pks))
    if channel_id is not None:
        rows = rows.filter(channel_id=channel_id)
    return list(rows.order_by("pk")[:MOST_AT_ONCE])


def _by_channel(rows: list[Delivery]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        found[row.channel_id].append(row.pk)
    return found
