"""投递, the worker's job: claim one row, commit, send with no lock held, record what came back."""

from __future__ import annotations

import random
import secrets as tokens
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from shaoxiang.kernel import db
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.identity import seal
from shaoxiang.kernel.identity.rules import mask_phone
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact
from shaoxiang.kernel.notices import contacts, messages, people, plan, secrets, senders
from shaoxiang.kernel.notices.actions.telling import notify
from shaoxiang.kernel.notices.models import Channel, Delivery, DeliveryTry, QuietChoice
from shaoxiang.kernel.notices.rules.quiet import QuietHours, quiet_until
from shaoxiang.kernel.notices.rules.sending import MOST_TRIES, next_try, rest_s
from shaoxiang.kernel.notices.senders import Line, Outcome
from shaoxiang.kernel.notices.vocabulary import PERSONAL, RINGING, ChannelKind, DeliveryState, QuietMode
from shaoxiang.kernel.vocabulary import _

LEASE = timedelta(seconds=180)  # longer than any sender waits: a try whose worker was killed is taken up after it
AT_ONCE = 100
BUDGET_S = 10.0  # of one run, so that a slow gateway does not keep the worker from its other jobs
KEPT_FOR = timedelta(days=180)
NO_ADDRESS = _("本人没有留这个联系方式，或刚刚删掉了。")
KILLED = _("每次发到一半，后台都停了：请系统管理员看后台日志，再重发。")


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a delivery is for, when it goes out. `address` None: no longer to be had."""

    address: str | None
    language: str = settings.LANGUAGE_CODE


def deliver(*, now: datetime, limit: int = AT_ONCE, budget_s: float = BUDGET_S) -> int:
    """Send what is due, urgent ones first. Returns how many were taken. Safe to run twice at once."""
    began, taken = time.monotonic(), 0
    for _turn in range(limit):
        spent = time.monotonic() - began
        if spent > budget_s:
            break
        row = _take(now + timedelta(seconds=spent))
        if row is None:
            break
        if row.claim:
            outcome, reader = _send(row)
            taken += _settle(row, outcome, reader, now + timedelta(seconds=time.monotonic() - began))
    return taken


# --- claim ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def _take(at: datetime) -> Delivery | None:
    """The next row, claimed; or put off till the quiet ends, without a claim. None: nothing is due."""
    open_channels = Channel.objects.filter(Q(resting_until__isnull=True) | Q(resting_until__lte=at), in_use=True)
    due = Delivery.objects.filter(state=DeliveryState.WAITING, not_before__lte=at, channel__in=open_channels.values("pk"))
    row = db.take_rows(due.order_by("-urgent", "not_before", "pk")).first()
    if row is None:
        return None
    row.claim, row.held = "", False
    quiet_end = None if row.urgent or row.channel.kind not in RINGING else quiet_until(at.astimezone(_here()), _hours_of(row.person_id))
    if quiet_end is not None:
        row.not_before, row.held = quiet_end, True
    elif row.tries >= MOST_TRIES:  # claimed for its last try, and never recorded
        _bury(row, at, 0)
        DeliveryTry.objects.create(delivery=row, at=at, words=KILLED)
    else:
        row.claim, row.tries, row.not_before = tokens.token_hex(8), row.tries + 1, at + LEASE
    row.save()
    return row


def _here() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _hours_of(person_id: int | None) -> QuietHours | None:
    own = QuietChoice.objects.filter(person_id=person_id).first() if person_id is not None else None
    if own is None or own.mode == QuietMode.DEFAULT:
        return plan.plan().quiet
    if own.mode == QuietMode.NONE or own.start is None or own.end is None:
        return None
    return QuietHours(own.start, own.end)


# --- send -------------------------------------------------------------------------------------------------------------


def _send(row: Delivery) -> tuple[Outcome, Reader]:
    """Outside any transaction: the network may take its time."""
    reader = Reader(None)
    try:
        reader = reader_of(row)
        if reader.address is None:
            return Outcome(False, words=NO_ADDRESS, final=True), reader
        return senders.send(line_of(row.channel), reader.address, messages.message_of(row, reader.language)), reader
    except seal.CannotOpen as error:
        return Outcome(False, words=str(error), silent=True), reader


def reader_of(row: Delivery) -> Reader:
    """Raises seal.CannotOpen."""
    if row.channel.kind not in PERSONAL or row.person_id is None:
        return Reader("")
    language = QuietChoice.objects.filter(person_id=row.person_id).values_list("language", flat=True).first()
    return Reader(contacts.address_of(row.person_id, row.channel.kind), language or settings.LANGUAGE_CODE)


def line_of(channel: Channel) -> Line:
    """Raises seal.CannotOpen."""
    return Line(channel.kind, channel.settings, secrets.of(channel))


# --- record -----------------------------------------------------------------------------------------------------------


def _settle(row: Delivery, outcome: Outcome, reader: Reader, at: datetime) -> bool:
    """What came back, on the row if it is still this try's; then on the channel."""
    with transaction.atomic():
        held = Delivery.objects.select_for_update().filter(pk=row.pk, claim=row.claim, state=DeliveryState.WAITING).first()
        if held is None:
            return False
        DeliveryTry.objects.create(delivery=held, at=at, status=outcome.status, words=outcome.words[:200], took_ms=outcome.took_ms)
        held.claim, held.sent_to = "", _shown(row.channel.kind, reader.address or "")
        again = None if outcome.taken or outcome.final else next_try(held.tries, at, random.random())  # noqa: S311 (spreads tries, no secret)
        if outcome.taken:
            held.state, held.settled_at = DeliveryState.SENT.value, at
        elif reader.address is None and outcome.final:
            held.state, held.settled_at, held.reason = DeliveryState.GIVEN_UP.value, at, NO_ADDRESS
        elif again is None:
            _bury(held, at, outcome.status)
        else:
            held.not_before = again
        held.save()
    _note_health(row.channel_id, outcome, at)
    return outcome.taken


def _bury(row: Delivery, at: datetime, status: int) -> None:
    """死信: a person has to look."""
    row.state, row.settled_at = DeliveryState.DEAD.value, at
    facts: dict[str, Fact] = {"delivery": row.pk, "notice": row.notice_id, "answer": status, "tries": row.tries}
    record("notices.delivery_dead", subject=("notice_channel", row.channel_id), actor=SYSTEM, at=at, facts=facts)
    for post_id in people.keepers():  # once a day each
        notify("notices.dead", at=at, post_id=post_id, key=f"notices.dead:{post_id}:{at.astimezone(_here()):%Y-%m-%d}")


def _note_health(channel_id: int, outcome: Outcome, at: datetime) -> None:
    """A statement of its own, on the channel's row alone."""
    rows = Channel.objects.filter(pk=channel_id)
    if outcome.taken:
        rows.update(failures=0, resting_until=None, last_words="", last_sent_at=at)
    elif outcome.silent:
        failures = (rows.values_list("failures", flat=True).first() or 0) + 1
        rows.update(failures=F("failures") + 1, resting_until=at + timedelta(seconds=rest_s(failures)), last_words=outcome.words[:200])


def _shown(kind: str, address: str) -> str:
    return contacts.mask_email(address) if kind == ChannelKind.EMAIL else mask_phone(address)


def forget_old(*, now: datetime, limit: int = 5000) -> int:
    """Settled deliveries go after half a year; dead ones wait for a person."""
    old = Delivery.objects.filter(settled_at__lt=now - KEPT_FOR).exclude(state=DeliveryState.DEAD).order_by("settled_at").values("pk")[:limit]
    return Delivery.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
