"""剔除: repeat and out-of-scope matters, ruled by one person and confirmed by a second; answered politely all the same."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shaoxiang.cases.actions.desk import need_words
from shaoxiang.cases.actions.steps import desk_of, move_desk, say, take, write
from shaoxiang.cases.models import Case
from shaoxiang.cases.vocabulary import ExclusionReason
from shaoxiang.dispatch.actions import end_orders
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.desk.actions import await_act
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.vocabulary import _


@transaction.atomic
def propose_exclusion(number: str, *, actor: Actor, at: datetime, reason: ExclusionReason, words: str) -> Case:
    """提请剔除: waits on the desk for a second person."""
    step = take(number, "propose_exclusion", actor=actor, at=at)
    need_words(words, _("请写明剔除的事实和依据。"))
    case = step.case
    if case.exclusion:
        raise MoveRefused("propose_exclusion", step.matter.status, _("已经有人提请剔除，正在等第二个人复核。"))
    case.exclusion, case.exclusion_proposed_by = ExclusionReason(reason), actor.assignment_id
    written = write(step, facts={**say(step, words), "reason": str(reason)}, fields=["exclusion", "exclusion_proposed_by"])
    role, unit = desk_of(case)
    await_act(case.pk, "confirm_exclusion", role=role, at=at, unit_id=unit, warn_at=step.matter.warn_at, due_at=step.matter.due_at)
    return written


@transaction.atomic
def confirm_exclusion(number: str, *, actor: Actor, at: datetime, words: str) -> Case:
    """复核同意: the case ends, stays out of the rates, and the resident gets a polite answer."""
    step = take(number, "confirm_exclusion", actor=actor, at=at)
    need_words(words, _("请写下给居民的答复：为什么不再办理、可以怎么办。"))
    case = step.case
    if not case.exclusion:
        raise MoveRefused("confirm_exclusion", step.matter.status)
    case.excluded_at, case.answer = at, words.strip()
    end_orders(step.matter, at=at)
    return write(step, facts={**say(step, words, for_resident=True), "reason": case.exclusion}, fields=["excluded_at", "answer"])


@transaction.atomic
def refuse_exclusion(number: str, *, actor: Actor, at: datetime, words: str) -> Case:
    """复核不同意: the case goes on as before."""
    step = take(number, "refuse_exclusion", actor=actor, at=at)
    need_words(words, _("请写明不同意的理由。"))
    case = step.case
    reason = case.exclusion
    if not reason:
        raise MoveRefused("refuse_exclusion", step.matter.status)
    case.exclusion, case.exclusion_proposed_by = "", None
    written = write(step, facts={**say(step, words), "reason": reason}, fields=["exclusion", "exclusion_proposed_by"])
    move_desk(case, at=at, by=actor)
    return written
