"""任务台账: given by a decision, signed, claimed done, accepted or returned by the chair's side; then the effect is checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from shaoxiang.coordination import access, rules
from shaoxiang.coordination.actions.steps import Step, convener, need, say, take, write
from shaoxiang.coordination.flows import COORDINATION_FLOW, TASK_FLOW
from shaoxiang.coordination.models import CoordinationCase, CoordinationTask, Minute, TaskExtension
from shaoxiang.coordination.rules import TASK_CLOCK, TASK_LABEL, TaskGiven
from shaoxiang.coordination.vocabulary import OPEN_TASK, CoordinationStatus, TaskState, WordKind
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import command_center, street_unit
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, allowed, require
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.queries import running
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Unit
from shaoxiang.kernel.desk import actions as desk
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.vocabulary import _


@dataclass
class TaskStep:
    task: CoordinationTask
    item: CoordinationCase
    matter: Matter
    move: Move
    actor: Actor
    at: datetime


def give(item: CoordinationCase, minute: Minute, tasks: Iterable[TaskGiven], *, at: datetime) -> list[CoordinationTask]:
    """Tasks of a decision, each on its unit's desk with its own clock."""
    made = []
    for given in tasks:
        task = CoordinationTask.objects.create(
            case=item, minute=minute, body_id=given.body_id, unit_id=book().unit_of(given.body_id) or given.body_id, what=given.what.strip()[:300],
            evidence=given.evidence.strip()[:200], due_on=given.due_on, first_due_on=given.due_on, given_at=at,
        )
        _run_clock(item.matter, task, at=at)
        _await(task, "sign_task", at=at, **doer(task.body_id))
        made.append(task)
    if made:
        clocks.refresh(item.matter)
    return made


def _run_clock(matter: Matter, task: CoordinationTask, *, at: datetime) -> None:
    """From the day it is given to 24:00 of its own last day, whatever the calendar says; what is returned late ends today."""
    days = max(0, (task.due_on - timezone.localtime(at).date()).days)
    clocks.start(matter, [ClockSpec(TASK_CLOCK, TASK_LABEL, days, Unit.DAY, DayType.CALENDAR, rolls=False)], at=at, part_id=task.pk)


def doer(body_id: int) -> dict[str, Any]:
    """Whose desk a body's task lies on."""
    body = book().bodies[body_id]
    if body.id == command_center():
        return {"role": Role.DISTRICT_DESK, "unit_id": body.id}
    if body.id == street_unit(body.street_id):
        return {"role": Role.STREET_DESK, "unit_id": body.id}
    if body.id != body.unit_id:
        return {"role": Role.OFFICE_HANDLER, "unit_id": body.unit_id, "office_id": body.id}
    return {"role": Role.DEPARTMENT_LIAISON, "unit_id": body.id}


def _await(task: CoordinationTask, what: str, *, at: datetime, **whose: Any) -> None:
    clock = running(task.case.matter).filter(part_id=task.pk).first()
    desk.await_act(
        task.case_id, what, at=at, part_id=task.pk, warn_at=clock.warn_at if clock else None, due_at=clock.due_at if clock else None, **whose,
    )


def take_task(pk: int, name: str, *, actor: Actor, at: datetime) -> TaskStep:
    """Lock the item and take the task's move. Raises CoordinationTask.DoesNotExist (also outside the actor's rows), PermissionDenied, MoveRefused."""
    found = CoordinationTask.objects.filter(pk=pk).first()
    if found is None:
        raise CoordinationTask.DoesNotExist(pk)
    matter = Matter.objects.select_for_update().get(pk=found.case_id)
    task = CoordinationTask.objects.select_related("case__meeting__matter", "minute__meeting__matter").get(pk=pk)
    task.case.matter = matter
    if not (allowed(actor, access.TASK_VIEW, task) or allowed(actor, access.VIEW, task.case)):
        raise CoordinationTask.DoesNotExist(pk)
    if name in ("sign_task", "claim_task"):
        require(actor, access.TASK_DOERS, task)
    else:
        require(actor, access.GRANTS["judge_task"], task.case)
    return TaskStep(task, task.case, matter, TASK_FLOW.take(name, task.state), actor, at)


def write_task(
    step: TaskStep, *, facts: Mapping[str, Fact] | None = None, fields: Iterable[str] = (), what: str = "", whose: Mapping[str, Any] | None = None,
) -> None:
    """State, desk row of this part, record."""
    task, move = step.task, step.move
    changed = list(fields)
    if move.target is not None:
        task.state = TaskState(move.target)
        changed.append("state")
    task.save(update_fields=changed)
    if move.target is not None:
        desk.settle(step.item.pk, at=step.at, by=step.actor, part_id=task.pk)
        if what and whose is not None:
            _await(task, what, at=step.at, **whose)
    clocks.refresh(step.matter)
    record(
        f"coordination.{move.name}", subject=step.matter, actor=step.actor, at=step.at,
        facts={"task": task.pk, "unit": task.body_id, "to": task.state, **(facts or {})},
    )


@transaction.atomic
def sign_task(pk: int, *, actor: Actor, at: datetime) -> CoordinationTask:
    """签收任务."""
    step = take_task(pk, "sign_task", actor=actor, at=at)
    step.task.signed_at, step.task.signed_by = at, actor.assignment_id
    write_task(step, fields=["signed_at", "signed_by"], what="claim_task", whose=doer(step.task.body_id))
    return step.task


@transaction.atomic
def claim_task(pk: int, *, actor: Actor, at: datetime, words: str) -> CoordinationTask:
    """报完成: the unit's own claim, in words; the chair's side accepts it or not. Whoever claims has seen the task."""
    step = take_task(pk, "claim_task", actor=actor, at=at)
    task = step.task
    task.result = need(words, "words", _("请写明做了什么、做到什么程度。"))
    task.claimed_at, task.claimed_by, task.claimer_id = at, actor.assignment_id, actor.person_id
    if task.signed_at is None:
        task.signed_at, task.signed_by = at, actor.assignment_id
    if actor.person_id is not None and actor.person_id not in step.item.claimers:
        step.item.claimers = [*step.item.claimers, actor.person_id]
        step.item.save(update_fields=["claimers"])
    facts = say(step.item, words, WordKind.CLAIM, entry="coordination.claim_task", actor=actor, at=at, task=task)
    clocks.stop(step.matter, [TASK_CLOCK], at=at, part_id=task.pk)
    role, unit = convener(task.minute.meeting)
    fields = ["result", "claimed_at", "claimed_by", "claimer_id", "signed_at", "signed_by"]
    write_task(step, facts=facts, fields=fields, what="accept_task", whose={"role": role, "unit_id": unit})
    return task


@transaction.atomic
def accept_task(pk: int, *, actor: Actor, at: datetime) -> CoordinationTask:
    """验收通过, by somebody else. With the last one the effect is to be checked."""
    step = take_task(pk, "accept_task", actor=actor, at=at)
    rules.may_judge(actor.person_id, [step.task.claimer_id or 0])
    step.task.judged_at, step.task.judged_by = at, actor.assignment_id
    write_task(step, fields=["judged_at", "judged_by"])
    _when_all_done(step)
    return step.task


@transaction.atomic
def return_task(pk: int, *, actor: Actor, at: datetime, words: str) -> CoordinationTask:
    """退回再办, with what is missing; the date stays."""
    step = take_task(pk, "return_task", actor=actor, at=at)
    task = step.task
    rules.may_judge(actor.person_id, [task.claimer_id or 0])
    need(words, "words", _("请写明还差什么。"))
    facts = say(step.item, words, WordKind.RETURN, entry="coordination.return_task", actor=actor, at=at, task=task)
    task.returned += 1
    task.judged_at, task.judged_by = at, actor.assignment_id
    _run_clock(step.matter, task, at=at)
    write_task(step, facts=facts, fields=["returned", "judged_at", "judged_by"], what="claim_task", whose=doer(task.body_id))
    return task


@transaction.atomic
def extend_task(pk: int, *, actor: Actor, at: datetime, until: date, reason: str) -> CoordinationTask:
    """延期: by the chair's side, before the day, with reasons; the first date stays on the page."""
    step = take_task(pk, "extend_task", actor=actor, at=at)
    task = step.task
    rules.check_extension(due_on=task.due_on, until=until, today=timezone.localtime(at).date(), reason=reason)
    TaskExtension.objects.create(task=task, from_on=task.due_on, to_on=until, reason=reason.strip()[:300], granted_at=at, granted_by=actor.assignment_id)
    facts: dict[str, Fact] = {"due_before": task.due_on.isoformat(), "due_after": until.isoformat()}
    facts |= say(step.item, reason, WordKind.REASON, entry="coordination.extend_task", actor=actor, at=at, task=task)
    task.due_on = until
    clocks.stop(step.matter, [TASK_CLOCK], at=at, part_id=task.pk)
    _run_clock(step.matter, task, at=at)
    write_task(step, facts=facts, fields=["due_on"])
    return task


@transaction.atomic
def drop_task(pk: int, *, actor: Actor, at: datetime, words: str) -> CoordinationTask:
    """不再办理, with the reason: the meeting's side takes a task back."""
    step = take_task(pk, "drop_task", actor=actor, at=at)
    need(words, "words", _("请写明为什么不再办理。"))
    facts = say(step.item, words, WordKind.REASON, entry="coordination.drop_task", actor=actor, at=at, task=step.task)
    clocks.stop(step.matter, [TASK_CLOCK], at=at, part_id=step.task.pk)
    write_task(step, facts=facts)
    _when_all_done(step)
    return step.task


def _when_all_done(step: TaskStep) -> None:
    item = step.item
    if step.matter.status == CoordinationStatus.TASKS and not item.tasks.filter(state__in=OPEN_TASK).exists():
        write(Step(item, step.matter, COORDINATION_FLOW.take("tasks_done", step.matter.status), step.actor, step.at))


@transaction.atomic
def close(number: str, *, actor: Actor, at: datetime, words: str) -> CoordinationCase:
    """效果好，办结: checked by somebody who claimed none of it done."""
    step = take(number, "close", actor=actor, at=at)
    rules.may_judge(actor.person_id, step.item.claimers)
    step.item.outcome = need(words, "words", _("请写明看了什么、效果怎么样。"))
    facts = say(step.item, words, WordKind.EFFECT, entry="coordination.closed", actor=actor, at=at)
    return write(step, facts={**facts, "source": step.item.source, "matter": step.item.source_matter_id}, fields=["outcome"])


@transaction.atomic
def reopen(number: str, *, actor: Actor, at: datetime, words: str) -> CoordinationCase:
    """没有效果，再协调: at the same level, one round further; what was decided stays on the page."""
    step = take(number, "reopen", actor=actor, at=at)
    rules.may_judge(actor.person_id, step.item.claimers)
    need(words, "words", _("请写明看了什么、为什么没有效果。"))
    facts = say(step.item, words, WordKind.EFFECT, entry="coordination.reopen", actor=actor, at=at)
    step.item.round += 1
    step.item.meeting = None
    return write(step, facts=facts, fields=["round", "meeting"], specs=[rules.meet_clock(step.item.source)])
