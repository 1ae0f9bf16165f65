"""The street's side, the feedback it gets, and the silence that is recorded when its time runs out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shaoxiang.kernel.access import SYSTEM, Actor
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions import rules
from shaoxiang.opinions.actions.steps import RequestStep, hold_request, move_request_desk, take_request, write_request
from shaoxiang.opinions.flows import REQUEST_FLOW
from shaoxiang.opinions.models import OpinionRequest
from shaoxiang.opinions.vocabulary import WAITING, FileStatus, OpinionStatus, Uptake, View


@transaction.atomic
def open_request(number: str, *, actor: Actor, at: datetime) -> OpinionRequest:
    """签收. Raises OpinionRequest.DoesNotExist, PermissionDenied, MoveRefused."""
    step = take_request(number, "open", actor=actor, at=at)
    step.request.opened_at = at
    return write_request(step, fields=["opened_at"])


@transaction.atomic
def answer(number: str, *, view: View, words: str, actor: Actor, at: datetime) -> OpinionRequest:
    """答复, in time or, until the file goes to the meeting, late: then marked so. Raises DoesNotExist, PermissionDenied, MoveRefused, OpinionRefused."""
    request = hold_request(number)
    if request.matter.status in {status.value for status in WAITING} and request.matter.due_at is not None and at >= request.matter.due_at:
        record_silence(number, at=at)  # the sweep has not come by yet
    late = OpinionRequest.objects.filter(matter__number=number, matter__status=OpinionStatus.NO_OPINION.value).exists()
    step = take_request(number, "answer_late" if late else "answer", actor=actor, at=at)
    request = step.request
    if late and request.file.status != FileStatus.ASKING:
        raise MoveRefused(step.move.name, request.matter.status, _("事项已经提交会议，不能再补答；您的意见可以直接告诉对方。"))
    rules.check_answer(view, words)
    request.view, request.words, request.late, request.answered_at, request.answered_by = view, words.strip(), late, at, actor.assignment_id
    fields = ["view", "words", "late", "answered_at", "answered_by"]
    if request.opened_at is None:
        request.opened_at = at
        fields.append("opened_at")
    return write_request(step, fields=fields, facts={"view": str(view), "late": late, "words_sha256": digest(request.words) if request.words else None})


@transaction.atomic
def record_silence(number: str, *, at: datetime) -> OpinionRequest | None:
    """期满未答: recorded as 未提出意见, never as consent. None where nothing is to be recorded. Safe to repeat."""
    request = hold_request(number)
    if request.matter.status not in {status.value for status in WAITING} or (request.matter.due_at or request.due_at) > at:
        return None
    return write_request(RequestStep(request, REQUEST_FLOW.take("run_out", request.matter.status), SYSTEM, at))


@transaction.atomic
def give_feedback(number: str, *, uptake: Uptake | None, words: str, actor: Actor, at: datetime) -> OpinionRequest:
    """书面反馈采纳情况 (R2 art. 23), before or after the meeting. Raises DoesNotExist, PermissionDenied, MoveRefused, OpinionRefused."""
    step = take_request(number, "feedback", actor=actor, at=at)
    rules.check_feedback(uptake, words)
    request = step.request
    request.uptake, request.feedback, request.feedback_at, request.feedback_by = str(uptake), words.strip(), at, actor.assignment_id
    fields = ["uptake", "feedback", "feedback_at", "feedback_by"]
    return write_request(step, fields=fields, facts={"uptake": request.uptake, "words_sha256": digest(request.feedback)})


@transaction.atomic
def close(number: str, *, actor: Actor, at: datetime) -> OpinionRequest:
    """知道了，了结: by the street, once it was told in writing. Raises DoesNotExist, PermissionDenied, MoveRefused."""
    return write_request(take_request(number, "close", actor=actor, at=at))


def end_request(request: OpinionRequest, *, actor: Actor, at: datetime, name: str = "") -> None:
    """The file ends or goes to the meeting, and its request with it. Within the file's transaction, its matter held."""
    held = Matter.objects.select_for_update().get(pk=request.pk)
    request.matter = held
    if name:
        write_request(RequestStep(request, REQUEST_FLOW.take(name, held.status), actor, at))
        return
    held.closed_at = at
    held.save(update_fields=["closed_at"])
    move_request_desk(request, at=at, by=actor)
