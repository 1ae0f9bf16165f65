"""渠道 set up by two administrators: 接线 (where it leads, its secrets) and 安排 (what goes there, whom it is for, when it is quiet)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_variables

from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.interface import webhooks
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact
from shaoxiang.kernel.notices import messages, plan, secrets, senders
from shaoxiang.kernel.notices.access import GRANTS
from shaoxiang.kernel.notices.actions.queueing import new_uid
from shaoxiang.kernel.notices.actions.sending import line_of
from shaoxiang.kernel.notices.models import Channel, Delivery, NoticeSetting
from shaoxiang.kernel.notices.rules.quiet import QuietHours
from shaoxiang.kernel.notices.senders import Outcome
from shaoxiang.kernel.notices.vocabulary import PERSONAL, ChannelKind, DeliveryState, Wants

SUBJECT = "notice_channel"


class NotConnected(ValueError):
    """A channel that cannot send yet is not switched on."""

    def __init__(self) -> None:
        super().__init__(gettext("还没有接线：请系统管理员先填好地址和密钥，再启用。"))


@sensitive_variables("given")
@transaction.atomic
def connect(
    kind: str, name: str, settings: Mapping[str, Any], given: Mapping[str, str], *, actor: Actor, at: datetime, pk: int | None = None, sample: bool = False,
) -> Channel:
    """接线: a new channel (switched off), or where an old one leads. `given`: secrets; an empty one stays as it was. Raises PermissionDenied."""
    require(actor, GRANTS["connect"])
    if pk is None:
        channel = Channel.objects.create(kind=ChannelKind(kind).value, name=name, settings=dict(settings), created_at=at, sample=sample)
    else:
        channel = Channel.objects.select_for_update().get(pk=pk)
        channel.name, channel.settings = name, dict(settings)
        channel.failures, channel.resting_until, channel.last_words = 0, None, ""  # what failed before may be cured now
    if any(given.values()):
        secrets.keep(channel, given)
    channel.save()
    facts: dict[str, Fact] = {"kind": channel.kind, "secrets": sorted(name for name, value in given.items() if value)}
    record("notices.channel_connected", subject=(SUBJECT, channel.pk), actor=actor, at=at, facts=facts, new=pk is None)
    plan.changed()
    return channel


@sensitive_variables()
@transaction.atomic
def renew_secret(pk: int, *, actor: Actor, at: datetime) -> str:
    """换签名密钥 of a webhook: shown this once; from the next message on the old one signs nothing. Raises PermissionDenied."""
    require(actor, GRANTS["connect"])
    channel = Channel.objects.select_for_update().get(pk=pk, kind=ChannelKind.WEBHOOK)
    secret = webhooks.new_secret()
    secrets.keep(channel, {"secret": secret})
    channel.save(update_fields=["sealed", "key_version"])
    record("notices.secret_renewed", subject=(SUBJECT, pk), actor=actor, at=at)
    return secret


@transaction.atomic
def arrange(
    pk: int, *, wants: str, chosen: Sequence[str] = (), body_id: int | None = None, in_use: bool, actor: Actor, at: datetime,
) -> Channel:
    """安排: which notices, for which body, on or off. What still waits in a channel that is switched is not sent later: it would be stale.

    Raises PermissionDenied, NotConnected.
    """
    require(actor, GRANTS["arrange"])
    channel = Channel.objects.select_for_update().get(pk=pk)
    if in_use and not is_connected(channel):
        raise NotConnected
    switched = channel.in_use != in_use  # off: what waits is dropped; on: so is what another process queued in the seconds before it knew
    channel.wants, channel.chosen, channel.body_id, channel.in_use = Wants(wants).value, sorted(set(chosen)), body_id, in_use
    channel.save(update_fields=["wants", "chosen", "body_id", "in_use"])
    left = 0
    if switched:
        waiting = Delivery.objects.filter(channel=channel, state=DeliveryState.WAITING)
        left = waiting.update(state=DeliveryState.GIVEN_UP.value, settled_at=at, reason=gettext("渠道停用时还没发出"), claim="", held=False)
    facts: dict[str, Fact] = {"wants": channel.wants, "chosen": channel.chosen, "body": body_id, "in_use": in_use, "given_up": left}
    record("notices.channel_arranged", subject=(SUBJECT, pk), actor=actor, at=at, facts=facts)
    plan.changed()
    return channel


def is_connected(channel: Channel) -> bool:
    """Has it what its kind cannot do without? A sealed text this installation cannot open counts as missing."""
    try:
        known = secrets.of(channel)
    except RuntimeError:
        return False
    settings = channel.settings
    if channel.kind == ChannelKind.EMAIL:
        return bool(settings.get("host") and (known["password"] or not settings.get("user")))
    if channel.kind == ChannelKind.SMS:
        asked = "".join(str(settings.get(name, "")) for name in ("url", "headers", "body"))
        return bool(settings.get("url") and (known["secret"] or "{secret}" not in asked))
    return bool(known["secret"] and settings.get("url")) if channel.kind == ChannelKind.WEBHOOK else bool(known["robot"])


@transaction.atomic
def set_quiet_hours(hours: QuietHours, *, actor: Actor, at: datetime) -> None:
    """免打扰时段 of the installation. What waits for the old hours to end is looked at again. Raises PermissionDenied."""
    require(actor, GRANTS["arrange"])
    before = plan.quiet_hours()
    value = [hours.start.isoformat("minutes"), hours.end.isoformat("minutes")]
    row, _new = NoticeSetting.objects.update_or_create(code=plan.QUIET, defaults={"value": value})
    Delivery.objects.filter(state=DeliveryState.WAITING, held=True).update(not_before=at)
    facts: dict[str, Fact] = {"before": [before.start.isoformat("minutes"), before.end.isoformat("minutes")], "after": value}
    record("notices.quiet_hours_set", subject=("notice_setting", row.pk), actor=actor, at=at, facts=facts)
    plan.changed()


@sensitive_variables("to")
def try_out(channel: Channel, to: str = "", *, actor: Actor, at: datetime) -> Outcome:
    """试发: really sends a test message now, whatever the hour, and says what came back; the try is recorded, the address is not.

    Raises PermissionDenied, seal.CannotOpen.
    """
    require(actor, GRANTS["test"])
    outcome = senders.send(line_of(channel), to if channel.kind in PERSONAL else "", messages.trial(new_uid(), at))
    with transaction.atomic():
        if outcome.taken:
            Channel.objects.filter(pk=channel.pk).update(failures=0, resting_until=None, last_words="", last_sent_at=at)
        record("notices.channel_tried", subject=(SUBJECT, channel.pk), actor=actor, at=at, facts={"taken": outcome.taken, "answer": outcome.status})
    return outcome
