"""Is work outside the lists kept from grid workers? Counts of a period for the page of the written rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from shaoxiang.duties.queries.figures import Figure, Line, within
from shaoxiang.grids.access import DISTRICT
from shaoxiang.grids.models import AdmittedWork, GridTask
from shaoxiang.grids.queries.lists import admitted_rows
from shaoxiang.grids.queries.tasks import tasks_for
from shaoxiang.grids.vocabulary import TaskOutcome, TaskStatus
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.vocabulary import _

STREETS = (Role.STREET_DESK, Role.STREET_LEADER, Role.COMMUNITY_DESK, Role.GRID_WORKER, Role.OFFICE_HEAD)
REGISTER = frozenset(map(str, (*DISTRICT, *STREETS)))  # who reads the register of admitted work


def figures(since: datetime, until: datetime) -> Sequence[Figure]:
    """Numbers admitted, tasks given under them, and tasks sent back as outside the lists."""
    admitted = AdmittedWork.objects.filter(within("valid_from", since.date(), until.date()))
    tasks = GridTask.objects.select_related("matter")
    sent_back = (Q(matter__status=TaskStatus.RETURNED.value) & within("matter__opened_at", since, until)) | (
        Q(outcome=TaskOutcome.WITHDRAWN.value) & within("matter__closed_at", since, until))
    return [
        Figure("grid_admitted", _("准入的事项"), admitted, lambda row: Line(f"{row.number} {row.title}", row.valid_from, ("grids:admitted", ())), _registered),
        Figure("grid_tasks", _("按准入编号安排的网格任务"), tasks.filter(within("matter__opened_at", since, until), admitted__isnull=False),
               _line("opened_at"), tasks_for),
        Figure("grid_sent_back", _("清单外退回或撤回的网格任务"), tasks.filter(sent_back), _line("opened_at"), tasks_for),
    ]


def _registered(actor: Actor) -> QuerySet[AdmittedWork]:
    return admitted_rows(actor) if actor.roles & REGISTER else AdmittedWork.objects.none()


def _line(field: str) -> Callable[[GridTask], Line]:
    return lambda row: Line(str(row.matter.number), getattr(row.matter, field), ("grids:task", (row.matter.number,)))
