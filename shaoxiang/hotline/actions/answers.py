"""答案库: written, reworded, ended; every wording stays."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from shaoxiang.hotline import access
from shaoxiang.hotline.models import AnswerEntry, AnswerVersion
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact, digest

WRITTEN = ("question", "answer", "kind", "type_code", "street_id", "basis", "valid_from", "valid_to", "reviewed_by")


@transaction.atomic
def write_answer(given: dict[str, Any], *, actor: Actor, at: datetime, pk: int | None = None) -> AnswerEntry:
    """新写或改写一条答案: the row is what holds now, the version is what was said when. Raises PermissionDenied, AnswerEntry.DoesNotExist."""
    require(actor, access.GRANTS["write_answers"])
    entry = AnswerEntry.objects.select_for_update().get(pk=pk) if pk else AnswerEntry()
    for name in WRITTEN:
        if name in given:
            setattr(entry, name, given[name])
    entry.save()
    AnswerVersion.objects.create(
        entry=entry, question=entry.question, answer=entry.answer, basis=entry.basis, written_at=at, written_by=actor.assignment_id
    )
    end = entry.valid_to.isoformat() if entry.valid_to else None
    facts: dict[str, Fact] = {"answer_sha256": digest(entry.answer), "valid_from": entry.valid_from.isoformat(), "valid_to": end}
    record("hotline.answer_changed" if pk else "hotline.answer_written", subject=("answer", entry.pk), actor=actor, at=at, facts=facts)
    return entry


@transaction.atomic
def end_answer(pk: int, *, actor: Actor, at: datetime, on: date) -> AnswerEntry:
    """停用: from that day on it is offered no more; ended on its first day, it never was. Raises PermissionDenied, AnswerEntry.DoesNotExist."""
    require(actor, access.GRANTS["write_answers"])
    entry = AnswerEntry.objects.select_for_update().get(pk=pk)
    if entry.valid_to is None or entry.valid_to > on:
        entry.valid_from = min(entry.valid_from, date.fromordinal(on.toordinal() - 1))
        entry.valid_to = on
        entry.save(update_fields=["valid_from", "valid_to"])
        record("hotline.answer_ended", subject=("answer", entry.pk), actor=actor, at=at, facts={"valid_to": on.isoformat()})
    return entry
