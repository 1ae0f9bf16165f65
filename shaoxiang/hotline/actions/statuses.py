"""状态回传: one message for each step an upper system hears of, pushed by HTTP until it is taken, or collected into a file."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from shaoxiang.cases.models import HELD, Case, CaseMerge
from shaoxiang.hotline import access
from shaoxiang.hotline.models import DeliveryAttempt, ExchangeProfile, StatusMessage, TicketLink
from shaoxiang.hotline.queries.tickets import plan_of, secret_of, status_values
from shaoxiang.hotline.rules.sending import next_try
from shaoxiang.hotline.rules.tickets import STATUS_OF, nested, write_status
from shaoxiang.hotline.vocabulary import ExchangeForm, MessageState
from shaoxiang.kernel import db
from shaoxiang.kernel.access import SYSTEM, Actor, require
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.interface import webhooks
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.journal.rules import Fact

LEASE = timedelta(seconds=90)  # longer than a try may take: a worker killed while sending lets another try after it
EVENT = "cn.shaoxiang.ticket.status"
AT_ONCE = 100


def queue_status(entry: Entry) -> int:
    """A step of a case that came from an upper system, itself or merged into this one: one message per link, however often this is called.

    Returns how many are new.
    """
    merged = CaseMerge.objects.filter(HELD, main_id=entry.subject_id, merged_at__lte=entry.at).values("case_id")
    links = TicketLink.objects.filter(Q(matter_id=entry.subject_id) | Q(matter_id__in=merged)).select_related("profile__answers_to")
    return sum(_queue(link, entry) for link in links)


def _queue(link: TicketLink, entry: Entry) -> bool:
    out = link.profile.answers_to
    if out is None or not out.in_use:
        return False
    state = MessageState.WAITING if out.form == ExchangeForm.WEBHOOK else MessageState.TO_FILE
    _message, new = StatusMessage.objects.get_or_create(
        link=link, entry_id=entry.pk,
        defaults={
            "profile": out, "status": STATUS_OF[entry.kind].value, "happened_at": entry.at, "uid": f"msg_{secrets.token_hex(12)}", "state": state.value,
            "not_before": entry.at,
        },
    )
    return new


# --- pushed -----------------------------------------------------------------------------------------------------------


def deliver(*, now: datetime, limit: int = AT_ONCE) -> int:
    """推送: what is due, each ticket's steps in their order. Returns how many were taken. The job of the worker; safe to run twice at once."""
    taken = 0
    for _turn in range(limit):
        message = _claimed(now)
        if message is None:
            break
        answer = webhooks.post(message.profile.target, secret_of(message.profile), message.uid, body_of(message))
        taken += _settle(message, answer, now)
    return taken


def _claimed(now: datetime) -> StatusMessage | None:
    """The next message, ours until the lease ends."""
    earlier = StatusMessage.objects.filter(link=OuterRef("link"), state=MessageState.WAITING, pk__lt=OuterRef("pk"))
    due = StatusMessage.objects.filter(state=MessageState.WAITING, not_before__lte=now).exclude(Exists(earlier)).order_by("not_before", "pk")
    with transaction.atomic():
        row = db.take_rows(due).first()
        if row is None:
            return None
        row.not_before, row.attempts = now + LEASE, row.attempts + 1
        row.save(update_fields=["not_before", "attempts"])
    return StatusMessage.objects.select_related("link", "profile").get(pk=row.pk)


def body_of(message: StatusMessage) -> bytes:
    """The CloudEvent of a message: their fields, our record as it stands, the status and moment the message is about."""
    case = Case.objects.select_related("matter").get(pk=message.link.matter_id)
    data = nested(write_status(plan_of(message.profile), status_values(case, message), message.link.carried))
    source = f"/districts/{settings.PROFILE}/hotline"
    return webhooks.envelope(message.uid, EVENT, source=source, subject=message.link.external_number, at=message.happened_at, data=data)


@transaction.atomic
def _settle(message: StatusMessage, answer: webhooks.Answer, now: datetime) -> bool:
    DeliveryAttempt.objects.create(message=message, at=now, status=answer.status, words=mask_text(answer.words)[:200], took_ms=answer.took_ms)
    again = None if answer.taken else next_try(message.attempts, now, status=answer.status)
    if again is not None:
        message.not_before = again
        message.save(update_fields=["not_before"])
        if not answer.status:  # nobody there: the rest for that system waits too, so that a silent one does not hold up the worker
            waiting = StatusMessage.objects.filter(profile=message.profile_id, state=MessageState.WAITING, not_before__lt=again)
            waiting.update(not_before=again)
        return False
    message.state, message.settled_at = (MessageState.SENT if answer.taken else MessageState.DEAD).value, now
    message.save(update_fields=["state", "settled_at"])
    kind = "hotline.status_sent" if answer.taken else "hotline.status_dead"
    facts: dict[str, Fact] = {"message": message.pk, "status": message.status, "answer": answer.status, "attempts": message.attempts}
    record(kind, subject=("ticket", message.link_id), actor=SYSTEM, at=now, facts=facts)
    return answer.taken


@transaction.atomic
def send_again(pks: Iterable[int], *, actor: Actor, at: datetime) -> int:
    """重发: messages given up, or sent and asked for again, go once more under the same number. Raises PermissionDenied."""
    require(actor, access.GRANTS["send_again"])
    rows = list(StatusMessage.objects.select_for_update().filter(pk__in=list(pks), state__in=(MessageState.DEAD, MessageState.SENT)))
    for row in rows:
        row.state, row.attempts, row.not_before, row.settled_at = MessageState.WAITING.value, 0, at, None
        row.save(update_fields=["state", "attempts", "not_before", "settled_at"])
        record("hotline.status_again", subject=("ticket", row.link_id), actor=actor, at=at, facts={"message": row.pk})
    return len(rows)


# --- collected --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Collected:
    """Statuses for a file: their columns and their records."""

    columns: list[str]
    records: list[dict[str, Any]]


@transaction.atomic
def collect(profile: ExchangeProfile, *, actor: Actor, at: datetime, again: bool = False) -> Collected:
    """导出: statuses not yet in a file (or, `again`, all), oldest first; from then on they count as handed over. Raises PermissionDenied."""
    require(actor, access.GRANTS["follow_tickets"])
    states = (MessageState.TO_FILE, MessageState.IN_FILE) if again else (MessageState.TO_FILE,)
    messages = list(StatusMessage.objects.select_for_update(of=("self",)).filter(profile=profile, state__in=states).select_related("link").order_by("pk"))
    cases = Case.objects.select_related("matter").in_bulk({one.link.matter_id for one in messages})
    plan = plan_of(profile)
    records = [write_status(plan, status_values(cases[one.link.matter_id], one), one.link.carried) for one in messages]
    fresh = [one.pk for one in messages if one.state == MessageState.TO_FILE]
    StatusMessage.objects.filter(pk__in=fresh).update(state=MessageState.IN_FILE.value, settled_at=at)
    facts: dict[str, Fact] = {"profile": profile.code, "rows": len(records), "fresh": len(fresh)}
    record("hotline.statuses_exported", subject=("exchange_profile", profile.pk), actor=actor, at=at, facts=facts)
    return Collected([row.theirs for row in plan.fields], records)


def as_json(collected: Collected) -> str:
    return json.dumps([nested(one) for one in collected.records], ensure_ascii=False, indent=1)
