"""我的提醒: a person's own addresses, wishes and hours. Nobody sets them for another."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_variables

from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.identity import seal
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact
from shaoxiang.kernel.notices import contacts, messages, senders
from shaoxiang.kernel.notices.actions.queueing import new_uid
from shaoxiang.kernel.notices.actions.sending import line_of
from shaoxiang.kernel.notices.models import Channel, ContactPoint, Delivery, QuietChoice
from shaoxiang.kernel.notices.rules.quiet import QuietHours
from shaoxiang.kernel.notices.senders import Outcome
from shaoxiang.kernel.notices.vocabulary import PERSONAL, DeliveryState, QuietMode, Wish


@sensitive_variables("address")
@transaction.atomic
def set_contact(person_id: int, kind: str, address: str | None, wish: str, *, actor: Actor, at: datetime) -> ContactPoint | None:
    """留、改一个联系方式. `address` None: as it is, only the wish changes; "": taken away.

    Raises PermissionDenied, ValueError (a kind without own addresses).
    """
    _own(actor, person_id)
    if kind not in PERSONAL:
        raise ValueError(kind)
    row = ContactPoint.objects.select_for_update().filter(person_id=person_id, kind=kind).first()
    if address == "" or (row is None and address is None):
        if row is not None:
            row.delete()
            record("notices.contact_removed", subject=("notice_reader", person_id), actor=actor, at=at, facts={"kind": kind})
        return None
    if row is None:
        row = ContactPoint(person_id=person_id, kind=kind)
    if address is not None:
        row.sealed, row.key_version = seal.seal({"address": address}, row.bound_to), seal.PRESENT
    row.wish, row.changed_at = Wish(wish).value, at
    row.save()
    facts: dict[str, Fact] = {"kind": kind, "wish": row.wish, "address": address is not None}
    record("notices.contact_set", subject=("notice_reader", person_id), actor=actor, at=at, facts=facts)
    return row


@transaction.atomic
def set_quiet(person_id: int, mode: str, hours: QuietHours | None, language: str, *, actor: Actor, at: datetime) -> QuietChoice:
    """定自己的免打扰时段. Raises PermissionDenied."""
    _own(actor, person_id)
    own = QuietMode(mode)
    values = {
        "mode": own.value, "language": language,
        "start": hours.start if hours and own is QuietMode.OWN else None, "end": hours.end if hours and own is QuietMode.OWN else None,
    }
    row, _new = QuietChoice.objects.update_or_create(person_id=person_id, defaults=values)
    Delivery.objects.filter(person_id=person_id, state=DeliveryState.WAITING, held=True).update(not_before=at)
    record("notices.quiet_chosen", subject=("notice_reader", person_id), actor=actor, at=at, facts={"mode": own.value, "language": language})
    return row


def try_own(channel: Channel, *, actor: Actor, at: datetime) -> Outcome | None:
    """发一条试试 to one's own address; None: none is kept. Raises seal.CannotOpen."""
    address = contacts.address_of(actor.person_id, channel.kind) if actor.person_id is not None else None
    if address is None:
        return None
    return senders.send(line_of(channel), address, messages.trial(new_uid(), at))


def _own(actor: Actor, person_id: int) -> None:
    if actor.kind is not ActorKind.SYSTEM and actor.person_id != person_id:
        raise PermissionDenied(gettext("只能改自己的联系方式。"))
