"""排队: which channels take a notice, and whom each reaches. At most two statements, none where no channel wants it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from shaoxiang.kernel.notices import people, plan
from shaoxiang.kernel.notices.models import ContactPoint, Delivery, Notice
from shaoxiang.kernel.notices.people import Seats
from shaoxiang.kernel.notices.plan import ChannelLine
from shaoxiang.kernel.notices.rules.wanting import once_key, wanted, wished
from shaoxiang.kernel.notices.vocabulary import PERSONAL, ChannelKind

OWN = "notices."  # news of the channels themselves stays in the house: a dead letter about a dead letter would never end


def queue(notice: Notice) -> int:
    """In the notice's transaction. Returns how many deliveries were asked for; one that is there already stays as it is."""
    if notice.code.startswith(OWN):
        return 0
    urgent = notice.is_urgent
    lines = [line for line in plan.plan().channels if wanted(line.wants, line.chosen, notice.code, urgent=urgent)]
    if not lines:
        return 0
    seats = people.seats_of(notice.post_id, notice.person_id)
    lines = [line for line in lines if line.body_id is None or line.body_id in seats.bodies]
    rows = [*_to_people(notice, [line for line in lines if line.kind in PERSONAL], seats, urgent=urgent),
            *_to_addresses(notice, [line for line in lines if line.kind not in PERSONAL], seats, urgent=urgent)]
    if rows:
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)  # a conflict: the same news to the same reader
    return len(rows)


def new_uid() -> str:
    return f"msg_{secrets.token_hex(12)}"


def _to_people(notice: Notice, lines: list[ChannelLine], seats: Seats, *, urgent: bool) -> Iterator[Delivery]:
    """One for each person with an address of the kind, who wants it there."""
    if not lines or not seats.people:
        return
    contacts = ContactPoint.objects.filter(person_id__in=seats.people, kind__in={line.kind for line in lines}).values_list("person_id", "kind", "wish")
    for person_id, kind, wish in contacts:
        if wished(wish, urgent=urgent):
            for line in lines:
                if line.kind == kind:
                    yield _delivery(notice, line, seats, f"person:{person_id}", urgent=urgent, person_id=person_id)


def _to_addresses(notice: Notice, lines: list[ChannelLine], seats: Seats, *, urgent: bool) -> Iterator[Delivery]:
    """A group hears the same news once per body; a system is told of every notice."""
    for line in lines:
        to = f"notice:{notice.pk}" if line.kind == ChannelKind.WEBHOOK else f"body:{seats.bodies[0] if seats.bodies else 0}"
        yield _delivery(notice, line, seats, to, urgent=urgent)


def _delivery(notice: Notice, line: ChannelLine, seats: Seats, to: str, *, urgent: bool, person_id: int | None = None) -> Delivery:
    return Delivery(
        notice=notice, channel_id=line.id, person_id=person_id, body_id=seats.bodies[0] if seats.bodies else None, uid=new_uid(), urgent=urgent,
        once_key=once_key(line.id, to, notice.code, notice.matter_id, notice.params, notice.created_at),
        not_before=notice.created_at, queued_at=notice.created_at,
    )
