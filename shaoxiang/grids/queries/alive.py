"""Is work outside the lists kept from grid workers? Counts of a period for the page of the written rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from shaoxiang.duties.queries.documents import Figure
from shaoxiang.grids.access import DISTRICT
from shaoxiang.grids.models import AdmittedWork, GridTask
from shaoxiang.grids.vocabulary import TaskOutcome, TaskStatus
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.vocabulary import _

STREETS = frozenset({Role.STREET_DESK, Role.STREET_LEADER, Role.COMMUNITY_DESK, Role.GRID_WORKER})
READERS = frozenset(map(str, {*STREETS, Role.DISTRICT_DESK, Role.DISTRICT_LEADER, Role.SUPERVISOR, Role.STAFFING_OFFICE}))
ADMITTED = frozenset(map(str, {*DISTRICT, *STREETS, Role.OFFICE_HEAD}))


def figures(since: datetime, until: datetime) -> Sequence[Figure]:
    """Numbers admitted, tasks given under them, and tasks sent back as outside the lists."""
    within, tasks = (since, until), reverse("grids:tasks")
    days = (since.date(), until.date())
    sent_back = Q(matter__status=TaskStatus.RETURNED.value, matter__opened_at__range=within) | Q(
        outcome=TaskOutcome.WITHDRAWN.value, matter__closed_at__range=within)
    return [
        Figure(_("准入的事项"), AdmittedWork.objects.filter(valid_from__gte=days[0], valid_from__lt=days[1]).count(), reverse("grids:admitted"), ADMITTED),
        Figure(_("按准入编号安排的网格任务"), GridTask.objects.filter(admitted__isnull=False, matter__opened_at__range=within).count(), tasks, READERS),
        Figure(_("清单外退回或撤回的网格任务"), GridTask.objects.filter(sent_back).count(), tasks, READERS),
    ]
