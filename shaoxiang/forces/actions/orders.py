"""统一调度: a street's desk sends any force sent down to a case by one act; the force says what it does; whoever summoned it releases it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for
from shaoxiang.cases.vocabulary import ENDED
from shaoxiang.dispatch import actions as dispatch
from shaoxiang.dispatch.flows import ORDER_FLOW
from shaoxiang.dispatch.models import RUNNING, DispatchOrder
from shaoxiang.dispatch.rules import BY_ONE_ACT, Sent
from shaoxiang.dispatch.vocabulary import Part, Priority
from shaoxiang.forces import access
from shaoxiang.forces.actions.summoning import check_summons
from shaoxiang.forces.models import ForceOrder, ReleaseRequest
from shaoxiang.forces.queries.duty import on_duty
from shaoxiang.forces.queries.orders import order_rows
from shaoxiang.forces.queries.readiness import callable_bodies
from shaoxiang.forces.rules import ForceRefused
from shaoxiang.forces.vocabulary import ReleaseStatus
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import hold

TASK_MAX, OUTCOME_MAX = 300, 1000
WARN_BEFORE = timedelta(minutes=30)
LATEST = timedelta(days=30)
ORGANS = (BodyKind.DEPARTMENT, BodyKind.PUBLIC_UTILITY)  # reached by their liaison
AWAITED = {"ORDERED": "force_acknowledge", "ACKNOWLEDGED": "force_arrive", "ARRIVED": "force_done", "WORKING": "force_done"}  # by state


@transaction.atomic
def send_force(
    number: str, body_id: int, *, priority: Priority, task: str, actor: Actor, at: datetime, agreed_at: datetime | None = None,
) -> ForceOrder:
    """调度力量: a cooperating order with its priority, on the force's desk. The case's lead stays who it was.

    Raises Case.DoesNotExist, PermissionDenied, ForceRefused (not callable here, on this case already, no task), ForceEngaged (no crew may come).
    """
    case = hold(cases_for(actor), number)
    require(actor, access.GRANTS["send"])
    _check_sending(case, body_id, task, agreed_at, at=at)
    gives_way = check_summons([body_id], Priority(priority), at=at)
    names, duty = book(), on_duty(body_id, at=at)
    body = names.bodies[body_id]
    order = dispatch.order_unit(
        case.matter, Sent(body.unit_id, body_id, duty.post_id if duty else None), Part.COOPERATING, mode=BY_ONE_ACT, actor=actor, at=at,
        priority=Priority(priority),
    )
    row = ForceOrder.objects.create(order=order, matter=case.matter, summoned_unit_id=actor.unit_id or 0, task=task.strip(), agreed_at=agreed_at)
    _await(row, at=at)
    facts: dict[str, Fact] = {"order": order.pk, "body": body_id, "priority": order.priority, "task_sha256": digest(row.task)}
    if agreed_at is not None:
        facts["agreed_at"] = agreed_at.isoformat()
    if body_id in gives_way:
        facts["gives_way"] = gives_way[body_id]
        ForceOrder.objects.filter(pk=gives_way[body_id]).update(gave_way_to=order.pk)
    record("forces.ordered", subject=case.matter, actor=actor, at=at, facts=facts)
    return row


def _check_sending(case: Case, body_id: int, task: str, agreed_at: datetime | None, *, at: datetime) -> None:
    if case.status in ENDED:
        raise ForceRefused("", _("这件事已经办结，不用再派力量。"))
    if case.matter.street_id is None:
        raise ForceRefused("", _("这件事还没有位置：请先定位，再派力量。"))
    if body_id not in callable_bodies(case.matter.street_id, at=at):
        raise ForceRefused("body_id", _("这支力量不服务这个镇街：请从列表里选。"))
    if DispatchOrder.objects.filter(RUNNING, matter=case.matter, office_id=body_id).exists():
        raise ForceRefused("body_id", _("这支力量已经在办这件事，不用再派。"))
    if not task.strip():
        raise ForceRefused("task", _("请写明请它做什么、需要什么权力：来的人好带齐东西。"))
    if agreed_at is not None and not at <= agreed_at <= at + LATEST:
        raise ForceRefused("agreed_at", _("约定的到场时间要在现在以后、30 天以内。"))


# -- the force's own steps

@dataclass
class Step:
    row: ForceOrder
    move: Move
    actor: Actor
    at: datetime


@transaction.atomic
def acknowledge(pk: int, *, actor: Actor, at: datetime) -> ForceOrder:
    """签收."""
    step = _take(pk, "acknowledge", actor=actor, at=at)
    dispatch.acknowledge(step.row.order, at=at)
    return _write(step)


@transaction.atomic
def arrive(pk: int, *, actor: Actor, at: datetime) -> ForceOrder:
    """到场: a time, said by the force itself. No position is taken."""
    step = _take(pk, "arrive", actor=actor, at=at)
    dispatch.arrive(step.row.order, at=at)
    return _write(step)


@transaction.atomic
def begin_work(pk: int, *, actor: Actor, at: datetime) -> ForceOrder:
    """开始处置."""
    step = _take(pk, "begin_work", actor=actor, at=at)
    dispatch.begin_work(step.row.order, at=at)
    return _write(step)


@transaction.atomic
def claim_done(pk: int, *, actor: Actor, at: datetime, words: str) -> ForceOrder:
    """报完成: the crew is free from now on; whether the case is solved, the case's own verification says. Raises ForceRefused."""
    step = _take(pk, "claim_done", actor=actor, at=at)
    if not words.strip():
        raise ForceRefused("words", _("请写一句做了什么、现场怎么样。"))
    dispatch.finish(step.row.order, at=at)
    step.row.outcome = words.strip()[:OUTCOME_MAX]
    step.row.save(update_fields=["outcome"])
    return _write(step, {"outcome_sha256": digest(step.row.outcome), "asked": grant_requests(step.row.order, actor=actor, at=at)})


@transaction.atomic
def release(pk: int, *, actor: Actor, at: datetime, words: str = "") -> ForceOrder:
    """解除: by the summoner's street or the district; the force's own head only from what is not urgent, with a reason. Grants what others asked."""
    step = _take(pk, "release", actor=actor, at=at)
    own = step.row.order.office_id in (actor.office_id, actor.unit_id)
    if own and not words.strip():
        raise ForceRefused("words", _("自己撤回要写明原因，召集的镇街会看到。"))
    dispatch.release(step.row.order, actor=actor, at=at)
    if words.strip():
        step.row.outcome = words.strip()[:OUTCOME_MAX]
        step.row.save(update_fields=["outcome"])
    facts: dict[str, Fact] = {"own": own, "asked": grant_requests(step.row.order, actor=actor, at=at)}
    return _write(step, {**facts, **({"words_sha256": digest(step.row.outcome)} if words.strip() else {})})


def grant_requests(order: DispatchOrder, *, actor: Actor, at: datetime) -> int:
    """The crew is free: whoever asked for it has his answer. Rooms with orders of their own call it when they release one. Returns how many."""
    return ReleaseRequest.objects.filter(order=order, status=ReleaseStatus.ASKED).update(
        status=ReleaseStatus.GRANTED, answered_at=at, answered_by=actor.assignment_id,
    )


def _take(pk: int, name: str, *, actor: Actor, at: datetime) -> Step:
    """Lock the matter and take the move. Raises ForceOrder.DoesNotExist (unknown or not the actor's), PermissionDenied, MoveRefused."""
    row = order_rows(actor).filter(pk=pk).first()
    if row is None:
        raise ForceOrder.DoesNotExist(pk)
    Matter.objects.select_for_update().get(pk=row.matter_id)
    row.order = DispatchOrder.objects.get(pk=pk)
    require(actor, access.GRANTS[name], row)
    return Step(row, ORDER_FLOW.take(name, row.order.state), actor, at)


def _write(step: Step, facts: Mapping[str, Fact] | None = None) -> ForceOrder:
    row, order = step.row, step.row.order
    settle(row.matter_id, at=step.at, by=step.actor, part_id=order.pk)
    if step.move.name not in ("claim_done", "release"):
        _await(row, at=step.at)
    record(f"forces.{step.move.name}", subject=row.matter, actor=step.actor, at=step.at, facts={"order": order.pk, "body": order.office_id, **(facts or {})})
    return row


def _await(row: ForceOrder, *, at: datetime) -> None:
    """The next act of the force, on the desk of the whole force (whoever is on duty next sees it too); of a department on its liaison's."""
    order, body = row.order, book().bodies.get(row.order.office_id or 0)
    what = AWAITED[order.state]
    due = row.agreed_at if what != "force_done" else None
    organ = body is not None and body.kind in ORGANS
    await_act(
        row.matter_id, what, role=Role.DEPARTMENT_LIAISON if organ else Role.OFFICE_HANDLER, at=at, unit_id=order.unit_id,
        office_id=None if organ else order.office_id, due_at=due, warn_at=due - WARN_BEFORE if due else None, part_id=order.pk,
    )
