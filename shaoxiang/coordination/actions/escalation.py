"""What moves by itself: what is late goes on the supervisor's desk; what the source's own course has settled comes off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shaoxiang.coordination.actions.steps import Step, write
from shaoxiang.coordination.flows import COORDINATION_FLOW
from shaoxiang.coordination.models import CoordinationCase, CoordinationTask
from shaoxiang.coordination.queries import open_item_of
from shaoxiang.coordination.vocabulary import AT_WORK, CoordinationStatus
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.clocks.queries import running
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.matter.actions import lock_matter


@transaction.atomic
def item_late(matter_id: int, *, at: datetime) -> bool:
    """One row 督办 for the district's supervisor, while none is open. False where it was there already or the item has ended."""
    matter = lock_matter(matter_id)
    if matter.closed_at is not None or DeskRow.objects.filter(OPEN, matter_id=matter_id, what="supervise").exists():
        return False
    await_act(matter_id, "supervise", role=Role.SUPERVISOR, at=at, unit_id=command_center(), due_at=matter.due_at)
    record("coordination.late", subject=matter, actor=SYSTEM, at=at, facts={"to": Role.SUPERVISOR.value, "status": matter.status})
    return True


@transaction.atomic
def task_late(task_id: int, *, at: datetime) -> bool:
    """One row for the supervisor, once for a task that is late, beside the unit's own."""
    task = CoordinationTask.objects.get(pk=task_id)
    matter = lock_matter(task.case_id)
    task.refresh_from_db()
    known = DeskRow.objects.filter(OPEN, matter_id=matter.pk, part_id=task.pk, what="supervise_task").exists()
    if task.state not in AT_WORK or known:
        return False
    clock = running(matter).filter(part_id=task.pk).first()
    await_act(
        matter.pk, "supervise_task", role=Role.SUPERVISOR, at=at, unit_id=command_center(), part_id=task.pk, due_at=clock.due_at if clock is not None else at,
    )
    record("coordination.task_late", subject=matter, actor=SYSTEM, at=at, facts={"task": task.pk, "unit": task.body_id, "due_on": task.due_on.isoformat()})
    return True


@transaction.atomic
def case_dispatched(case_id: int, *, at: datetime) -> bool:
    """The desk has dispatched the case by the ruling: the row that showed it the way is done."""
    done = False
    for item in CoordinationCase.objects.filter(source_matter_id=case_id).select_related("matter"):
        if DeskRow.objects.filter(OPEN, matter_id=item.pk, what="redispatch").exists():
            matter = lock_matter(item.pk)
            done = settle(item.pk, at=at, by=SYSTEM, what="redispatch") > 0
            record("coordination.redispatched", subject=matter, actor=SYSTEM, at=at, facts={"matter": case_id})
    return done


@transaction.atomic
def source_ended(case_id: int, *, at: datetime) -> bool:
    """The case was declined, withdrawn or answered: an item nobody has discussed yet goes with it."""
    item = open_item_of(case_id)
    if item is None:
        return False
    item.matter = lock_matter(item.pk)
    if item.matter.status not in (CoordinationStatus.RAISED, CoordinationStatus.AGENDA):
        return False
    item.meeting = None
    step = Step(item, item.matter, COORDINATION_FLOW.take("withdraw", item.matter.status), SYSTEM, at)
    write(step, facts={"source": item.source, "matter": case_id, "source_ended": True}, fields=["meeting"])
    return True
