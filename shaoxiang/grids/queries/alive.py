"""Is work outside the lists kept from grid workers, and is grid work done? Counts of a period for the pages of two written rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from shaoxiang.duties.queries.figures import Figure, Line, last_day, within
from shaoxiang.grids.access import DISTRICT, GRANTS
from shaoxiang.grids.models import AdmittedWork, GridTask, PatrolRecord
from shaoxiang.grids.queries.lists import admitted_rows
from shaoxiang.grids.queries.standing import holdings
from shaoxiang.grids.queries.tasks import tasks_for
from shaoxiang.grids.rules import WORKER
from shaoxiang.grids.vocabulary import TaskOutcome, TaskStatus
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, visible
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.models import Grid

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


def worked(since: datetime, until: datetime) -> Sequence[Figure]:
    """Rounds written down and tasks done; and on the last day the grids in which nobody works. Of grids, never of people."""
    first, end, on = timezone.localtime(since).date(), timezone.localtime(until).date(), last_day(until, timezone.localdate())
    rounds = PatrolRecord.objects.filter(within("on", first, end)).select_related("plan__grid")
    done = GridTask.objects.select_related("matter").filter(within("matter__closed_at", since, until), outcome=TaskOutcome.DONE.value)
    staffed = [key for key, one in holdings(None, on).items() if WORKER in one.roles]
    vacant = Grid.objects.filter(in_force(on)).exclude(pk__in=staffed).defer("geometry")
    return [
        Figure("rounds", _("记下的巡查"), rounds, _round, _seen_rounds),
        Figure("tasks_done", _("办完的网格任务"), done, _line("closed_at"), tasks_for),
        Figure("no_worker", _("没有网格员的网格"), vacant, _grid, _seen_grids, stands=True),
    ]


def _round(row: PatrolRecord) -> Line:
    """The grid and the day: no hour and no person is kept."""
    return Line(row.plan.grid.name, row.on, ("grids:patrols", (row.plan.grid.code,)))


def _seen_rounds(actor: Actor) -> QuerySet[PatrolRecord]:
    return PatrolRecord.objects.filter(plan__grid__in=_seen_grids(actor).values("pk"))


def _grid(row: Grid) -> Line:
    return Line(f"{row.name} {row.code}", None, ("grids:grid", (row.code,)))


def _seen_grids(actor: Actor) -> QuerySet[Grid]:
    return Grid.objects.filter(visible(actor, GRANTS["view"])).defer("geometry")


def _registered(actor: Actor) -> QuerySet[AdmittedWork]:
    return admitted_rows(actor) if actor.roles & REGISTER else AdmittedWork.objects.none()


def _line(field: str) -> Callable[[GridTask], Line]:
    return lambda row: Line(str(row.matter.number), getattr(row.matter, field), ("grids:task", (row.matter.number,)))
