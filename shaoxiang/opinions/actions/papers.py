"""Papers on a file. One that comes after an answer or a finding is new to whoever spoke: they speak again, and what they said before is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.clocks import specs
from shaoxiang.kernel.files.actions import attach as hang
from shaoxiang.kernel.files.actions import take
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.opinions.actions.steps import FileStep, RequestStep, take_file, write_file, write_request
from shaoxiang.opinions.flows import FILE_FLOW, REPLY_CLOCK, REQUEST_FLOW
from shaoxiang.opinions.models import EarlierWord, OpinionFile, OpinionRequest

UNSAID: dict[str, Any] = {
    "view": "", "words": "", "late": False, "opened_at": None, "answered_at": None, "answered_by": None, "uptake": "", "feedback": "", "feedback_at": None,
    "feedback_by": None,
}


@transaction.atomic
def attach(number: str, *, upload: UploadedFile[Any], actor: Actor, at: datetime) -> OpinionFile:
    """附材料: the streets asked see it too. Who has answered is asked again for as many days as the others had; justice looks again.

    Raises kernel.files Refused, MoveRefused, PermissionDenied.
    """
    step = take_file(number, "attach", actor=actor, at=at)
    stored = take(upload, at=at)
    hang(step.file.pk, stored, role=AttachmentRole.OTHER, name=upload.name or "", by=actor, at=at)
    again = [_ask_again(request, step) for request in step.file.requests.exclude(view="").order_by("pk")]
    write_file(step, facts={"sha256": stored.sha256, "asked_again": again})
    if step.file.legal_sent_at is not None:
        _legal_again(step)
    return step.file


def _ask_again(request: OpinionRequest, step: FileStep) -> int:
    """What the street said goes with the papers it was said of; it is asked anew. Returns its unit."""
    file, at = step.file, step.at
    request.matter, request.file = Matter.objects.select_for_update().get(pk=request.pk), file
    EarlierWord.objects.create(
        file=file, unit_id=request.unit_id, said=request.view, words=request.words, said_at=request.answered_at, said_by=request.answered_by,
        late=request.late, uptake=request.uptake, feedback=request.feedback, at=at,
    )
    for name, value in UNSAID.items():
        setattr(request, name, value)
    clock = replace(specs.spec(REPLY_CLOCK), amount=file.days)
    move = REQUEST_FLOW.take("ask_again", request.matter.status)
    write_request(RequestStep(request, move, step.actor, at), fields=UNSAID, clocks_given={REPLY_CLOCK: clock})
    request.due_at = request.matter.due_at or at
    request.save(update_fields=["due_at"])
    return request.unit_id


def _legal_again(step: FileStep) -> None:
    """What was sent to justice is sent anew, with the days the law leaves it."""
    file = step.file
    if file.legal_finding:
        EarlierWord.objects.create(file=file, said=file.legal_finding, words=file.legal_words, at=step.at)
    file.legal_sent_at, file.legal_finding, file.legal_words = step.at, "", ""
    move = FILE_FLOW.take("legal_again", file.matter.status)
    write_file(FileStep(file, move, step.actor, step.at), fields=["legal_sent_at", "legal_finding", "legal_words"])
