from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from shaoxiang.kernel import db
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal import reactions, rules
from shaoxiang.kernel.journal.models import Entry, Head, Pending
from shaoxiang.kernel.journal.rules import Facts
from shaoxiang.kernel.matter.models import Matter

MAX_ATTEMPTS = 12
AT_ONCE = 200
Subject = Matter | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to be recorded about a subject. `by`: who did this one, where it was not the actor of the rest."""

    kind: str
    facts: Facts = field(default_factory=dict)
    rule: str = ""
    by: Actor | None = None


def record(kind: str, *, subject: Subject, actor: Actor, at: datetime, facts: Facts | None = None, rule: str = "", new: bool = False) -> Entry:
    """Write one entry. `new`: the subject was made in this transaction, so it has no chain yet."""
    return record_all([Note(kind, facts or {}, rule)], subject=subject, actor=actor, at=at, new=new)[0]


def record_all(notes: Iterable[Note], *, subject: Subject, actor: Actor, at: datetime, new: bool = False) -> list[Entry]:
    """Write several entries about one subject, in order. The subject's head is held until the transaction ends."""
    subject_kind, subject_id = subject if isinstance(subject, tuple) else ("matter", subject.pk)
    _in_transaction()
    head = None if new else Head.objects.select_for_update().filter(subject_kind=subject_kind, subject_id=subject_id).first()
    entries = _chained(notes, (subject_kind, subject_id), head, actor=actor, at=at)
    Entry.objects.bulk_create(entries)
    last = entries[-1]
    if head:
        Head.objects.filter(pk=head.pk).update(count=last.seq, mac=last.mac, entry_id=last.pk)
    else:
        Head.objects.create(subject_kind=subject_kind, subject_id=subject_id, count=last.seq, mac=last.mac, entry_id=last.pk)
    _wait(entries, at)
    return entries


def record_each(notes: Mapping[int, Sequence[Note]], *, actor: Actor, at: datetime) -> list[Entry]:
    """Entries about many matters, which the caller holds, in a few statements: what a sweep finds. By key of the matter."""
    _in_transaction()
    heads = {head.subject_id: head for head in Head.objects.select_for_update().filter(subject_kind="matter", subject_id__in=list(notes)).order_by("pk")}
    chains = {key: _chained(told, ("matter", key), heads.get(key), actor=actor, at=at) for key, told in notes.items() if told}
    entries = Entry.objects.bulk_create([entry for chain in chains.values() for entry in chain])
    for key, chain in chains.items():
        head = heads.setdefault(key, Head(subject_kind="matter", subject_id=key))
        head.count, head.mac, head.entry_id = chain[-1].seq, chain[-1].mac, chain[-1].pk
    Head.objects.bulk_create([head for head in heads.values() if head.pk is None])
    Head.objects.bulk_update([head for key, head in heads.items() if head.pk is not None and key in chains], ["count", "mac", "entry_id"], batch_size=AT_ONCE)
    _wait(entries, at)
    return entries


def _in_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() belongs in the transaction of the act it records")


def _chained(notes: Iterable[Note], subject: tuple[str, int], head: Head | None, *, actor: Actor, at: datetime) -> list[Entry]:
    """Unsaved entries, each signed over the one before it."""
    seq, mac = (head.count, head.mac) if head else (0, rules.GENESIS)
    key = settings.JOURNAL_KEY.encode()
    entries: list[Entry] = []
    for note in notes:
        seq += 1
        who = note.by or actor
        entry = Entry(
            subject_kind=subject[0], subject_id=subject[1], seq=seq, kind=note.kind, at=at, rule=note.rule, facts=dict(note.facts),
            actor_kind=who.kind.value, actor_id=who.assignment_id, post_id=who.post_id, unit_id=who.unit_id,
        )
        mac = entry.mac = rules.link(key, mac, body_of(entry))
        entries.append(entry)
    return entries


def _wait(entries: Iterable[Entry], at: datetime) -> None:
    """The outbox: what somebody waits for."""
    waiting = [Pending(entry=entry, kind=entry.kind, not_before=at) for entry in entries if reactions.wanted(entry.kind)]
    if waiting:
        Pending.objects.bulk_create(waiting)


def body_of(entry: Entry) -> bytes:
    """The signed bytes of a stored entry."""
    return rules.canonical(
        subject_kind=entry.subject_kind, subject_id=entry.subject_id, seq=entry.seq, kind=entry.kind, at=entry.at,
        actor=entry.actor_facts(), rule=entry.rule, facts=entry.facts,
    )


def deliver_pending(*, now: datetime, limit: int = 200) -> int:
    """Hand waiting entries to their reactions, each in its own transaction; a failure waits longer each time.

    Returns how many were delivered. A row that fails MAX_ATTEMPTS times stays for `doctor` to show.
    """
    delivered = 0
    for _turn in range(limit):
        with transaction.atomic():
            row = db.take_rows(
                Pending.objects.filter(not_before__lte=now, attempts__lt=MAX_ATTEMPTS).select_related("entry").order_by("not_before", "pk")
            ).first()
            if row is None:
                break
            try:
                with transaction.atomic():
                    reactions.deliver(row.entry, now=now)
            except Exception as error:
                row.attempts += 1
                row.not_before = now + timedelta(seconds=min(3600, 5 * 2**row.attempts))
                row.failure = f"{type(error).__name__}: {error}"[:200]
                row.save(update_fields=["attempts", "not_before", "failure"])
            else:
                row.delete()
                delivered += 1
    return delivered


def facts_of(**facts: Any) -> dict[str, Any]:
    """Facts without the empty ones."""
    return {name: value for name, value in facts.items() if value is not None}
