"""Tasks of grid workers, within the asker's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from shaoxiang.grids import access
from shaoxiang.grids.flows import TASK_FLOW
from shaoxiang.grids.models import GridPerson, GridTask
from shaoxiang.grids.rules import WORKER
from shaoxiang.grids.vocabulary import Employment
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.models import Entry


@dataclass(frozen=True, slots=True)
class TaskPage:
    task: GridTask
    moves: list[Move]
    entries: list[Entry]


def tasks_for(actor: Actor) -> QuerySet[GridTask]:
    """Tasks this actor may see."""
    return GridTask.objects.filter(visible(actor, access.TASK_VIEW)).select_related("matter", "duty", "admitted")


def open_tasks(actor: Actor) -> QuerySet[GridTask]:
    return tasks_for(actor).filter(matter__closed_at__isnull=True)


def task_for(actor: Actor, number: str) -> GridTask | None:
    return tasks_for(actor).filter(matter__number=number).first()


def task_page(task: GridTask, actor: Actor) -> TaskPage:
    moves = [move for move in TASK_FLOW.open_moves(task.matter.status) if allowed(actor, access.TASK_GRANTS[move.name], task)]
    return TaskPage(task, moves, list(Entry.objects.filter(subject_kind="matter", subject_id=task.pk).order_by("-seq")))


def worker_post(grid_id: int, on: date) -> int | None:
    """The post a task for this grid goes to: a full-time worker's before a part-time one's, and only where somebody sits."""
    rows = GridPerson.objects.filter(in_force(on), Q(role=WORKER), grid_id=grid_id).order_by("pk")
    seated = [row for row in rows if row.post_id is not None and book().people_in(row.post_id)]
    return next((row.post_id for row in sorted(seated, key=lambda row: row.employment != Employment.FULL_TIME)), None)
