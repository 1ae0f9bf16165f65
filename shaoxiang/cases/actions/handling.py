"""The office: sign, assign, note progress, suspend, extend, finish; and the second pair of eyes that verifies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from shaoxiang.cases import queries, rules
from shaoxiang.cases.actions.desk import need_words
from shaoxiang.cases.actions.steps import Step, move_desk, note, say, take, write
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.models import Case
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.vocabulary import SuspendReason
from shaoxiang.dispatch import actions as orders
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.dispatch.rules import Sent
from shaoxiang.duties.vocabulary import Ground
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import posts_in, street_unit
from shaoxiang.kernel.access import SYSTEM, Actor, ActorKind
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks import rules as clock_rules
from shaoxiang.kernel.clocks.queries import running as running_clocks
from shaoxiang.kernel.files import actions as files
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.workdays.queries import calendar


@transaction.atomic
def sign(number: str, *, actor: Actor, at: datetime) -> Case:
    """签收: the unit has seen it and takes it on."""
    step = take(number, "sign", actor=actor, at=at)
    lead = _lead(step)
    orders.acknowledge(lead, at=at)
    return write(step, lead=lead)


@transaction.atomic
def assign(number: str, *, actor: Actor, at: datetime, post_id: int) -> Case:
    """指定经办人: by post, inside the lead's own office."""
    step = take(number, "assign", actor=actor, at=at)
    lead = _lead(step)
    if post_id not in posts_in(lead.office_id or lead.unit_id):
        raise ReportRefused("post_id", _("只能指定本单位的岗位。"))
    lead.post_id = post_id
    lead.save(update_fields=["post_id"])
    move_desk(step.case, at=at, by=actor, lead=lead)
    return write(step, facts={"post": post_id})


@transaction.atomic
def progress(number: str, *, actor: Actor, at: datetime, words: str, arrived: bool = False) -> Case:
    """记进展: for colleagues; `arrived` notes that the force is on the spot."""
    step = take(number, "progress", actor=actor, at=at)
    if not arrived:
        need_words(words, _("请写明做了什么。"))
    else:
        lead = _lead(step)
        if lead.arrived_at is None:
            orders.arrive(lead, at=at)
    return write(step, facts={**say(step, words), "arrived": arrived})


@transaction.atomic
def step_done(number: str, *, actor: Actor, at: datetime, code: str) -> Case:
    """环节完成: stops the clock of one step of the type (stop work, secure the place …)."""
    step = take(number, "progress", actor=actor, at=at)
    if not code.startswith("CASE_STEP_") or not clocks.stop(step.matter, [code], at=at):
        raise MoveRefused("progress", step.matter.status, _("这个环节的时限已经停止，不用再报。"))
    note(step, {"step": code}, "cases.step_done")
    return step.case


@transaction.atomic
def suspend(number: str, *, actor: Actor, at: datetime, reason: SuspendReason, words: str) -> Case:
    """挂起: with a reason from the list; the handling clock stands still."""
    step = take(number, "suspend", actor=actor, at=at)
    need_words(words, _("请写明挂起的具体情况和预计恢复时间。"))
    step.case.suspend_reason = SuspendReason(reason)
    facts = say(step, words)
    return write(step, facts={**facts, "reason": str(reason)}, fields=["suspend_reason"], reason=step.case.suspend_reason)


@transaction.atomic
def resume(number: str, *, actor: Actor, at: datetime) -> Case:
    """恢复办理."""
    step = take(number, "resume", actor=actor, at=at)
    step.case.suspend_reason = ""
    return write(step, fields=["suspend_reason"])


@transaction.atomic
def extend(number: str, *, actor: Actor, at: datetime, amount: int, words: str) -> Case:
    """延期: before it is due, by the approver, never beyond the cap. Raises clocks' ExtensionRefused."""
    step = take(number, "extend", actor=actor, at=at)
    need_words(words, _("请写明延期理由；居民会看到新的日期。"))
    clock = next((one for one in running_clocks(step.matter) if one.code == "CASE_HANDLE"), None)
    if clock is None:
        raise MoveRefused("extend", step.matter.status, _("现在没有在走的处置时限，不需要延期。"))
    before = clock.due_at
    clocks.extend(clock, amount, actor=actor, at=at, reason=words)
    step.matter.refresh_from_db()
    facts = say(step, words, for_resident=True)
    return write(step, facts={**facts, "amount": amount, "due_before": before.isoformat(), "due_after": clock.due_at.isoformat()})


@transaction.atomic
def finish(number: str, *, actor: Actor, at: datetime, outcome: str, answer: str = "") -> Case:
    """处置完毕: the unit's claim. What was done, and what the resident is told."""
    step = take(number, "finish", actor=actor, at=at)
    need_words(outcome, _("请写明怎么处置的、现场现在什么样。"))
    lead = _lead(step)
    orders.finish(lead, at=at)
    case = step.case
    case.outcome, case.answer = rules.tidy(outcome), rules.tidy(answer) or rules.tidy(outcome)
    case.handler_person_id, case.handled_at = actor.person_id, at
    street = street_unit(step.matter.street_id)
    case.closure_level = rules.closure_level(case.mode, settled_by_grid=False, lead_is_street=lead.unit_id == street)
    facts = say(step, outcome)
    return write(step, facts={**facts, "level": case.closure_level}, fields=["outcome", "answer", "handler_person_id", "handled_at", "closure_level"])


@transaction.atomic
def settle(number: str, *, actor: Actor, at: datetime, outcome: str) -> Case:
    """当场处置: a grid worker or the community settles it where it stands; someone else still verifies."""
    step = take(number, "settle", actor=actor, at=at)
    need_words(outcome, _("请写一句怎么处置的。"))
    case = step.case
    case.outcome = case.answer = rules.tidy(outcome)
    case.handler_person_id, case.handled_at = actor.person_id, at
    by_grid = actor.has_role("GRID_WORKER")
    case.closure_level = rules.closure_level("GRID" if by_grid else "COMMUNITY", settled_by_grid=by_grid, lead_is_street=False)
    if actor.unit_id is not None:  # the settler is the force that carried it, by post
        me = Sent(actor.unit_id, actor.office_id, actor.post_id)
        ground = [{"code": Ground.SETTLED.value, "params": {"body": book().name_of(actor.office_id or actor.unit_id)}}]
        mode = "GRID" if by_grid else "COMMUNITY"
        orders.finish(orders.order_units(step.matter, me, mode=mode, ground=ground, actor=actor, at=at)[0], at=at)
        step.matter.unit_id, step.matter.office_id = actor.unit_id, actor.office_id
    facts = say(step, outcome)
    return write(
        step, facts={**facts, "level": case.closure_level}, fields=["outcome", "answer", "handler_person_id", "handled_at", "closure_level"],
        matter_fields=["unit_id", "office_id"],
    )


@transaction.atomic
def verify_pass(number: str, *, actor: Actor, at: datetime, words: str = "") -> Case:
    """核查通过: by someone other than the handler. A patrol's own find ends here; a resident is asked next."""
    step = take(number, "verify_pass", actor=actor, at=at)
    case = step.case
    case.verified_by, case.verified_at = actor.assignment_id, at
    case.window_ends_at = clock_rules.due(at, queries.case_limits()["CASE_CONFIRM"], calendar()).due_at
    asked = case.wants_call_back and case.reporter_id is not None and rules.asks_resident(case.source)
    facts = say(step, words)
    written = write(step, facts=facts, fields=["verified_by", "verified_at", "window_ends_at"], skip_starts=() if asked else ("CASE_CALL_BACK",))
    if not rules.asks_resident(case.source):
        end_case(step, at=at)
    return written


@transaction.atomic
def verify_fail(number: str, *, actor: Actor, at: datetime, words: str) -> Case:
    """核查不通过: back to the same unit, with what is missing."""
    step = take(number, "verify_fail", actor=actor, at=at)
    need_words(words, _("请写明哪里没有做到位。"))
    lead = running_lead(step.matter.pk)
    if lead is not None:
        orders.rework(lead)
    return write(step, facts=say(step, words), lead=lead)


@transaction.atomic
def attach(number: str, *, actor: Actor, at: datetime, upload: UploadedFile[Any], role: AttachmentRole, public: bool = False) -> Attachment:
    """补充附件: `public` shows it to the resident. Raises files' Refused with its cure."""
    step = take(number, "attach", actor=actor, at=at)
    stored = files.take(upload, at=at)
    mine = actor.kind == ActorKind.RESIDENT
    attachment = files.attach(step.matter.pk, stored, role=AttachmentRole(role), name=upload.name or "", by=actor, at=at, public=mine or public)
    note(step, {"file_sha256": stored.sha256, "role": str(role), "public": mine or public})
    return attachment


def end_case(step: Step, *, at: datetime) -> Case:
    """办结 by the system, in the same transaction: nobody outside is left to ask."""
    closing = Step(step.case, step.matter, CASE_FLOW.take("close", step.matter.status), SYSTEM, at)
    orders.end_orders(step.matter, at=at)
    return write(closing, facts={"level": step.case.closure_level})


def _lead(step: Step) -> DispatchOrder:
    lead = running_lead(step.matter.pk)
    if lead is None:
        raise MoveRefused(step.move.name, step.matter.status, _("这件事现在没有承办单位，请先派单。"))
    return lead


__all__ = [
    "assign", "attach", "end_case", "extend", "finish", "progress", "resume", "settle", "sign", "step_done", "suspend", "verify_fail", "verify_pass",
]
