"""Was the rule on coordination used? Counts of a period for the page of the written rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F
from django.urls import reverse

from shaoxiang.coordination import access
from shaoxiang.coordination.models import CoordinationTask, Meeting
from shaoxiang.coordination.vocabulary import TaskState
from shaoxiang.duties.queries.documents import Figure
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.vocabulary import _

READERS = frozenset(str(role) for role in (*access.STREET, *access.LINE, *access.DISTRICT, Role.SUPERVISOR, Role.STAFFING_OFFICE))


def figures(since: datetime, until: datetime) -> Sequence[Figure]:
    """Meetings that gave minutes; tasks given, accepted, and of these those claimed by their day."""
    within, tasks = (since, until), reverse("coordination:tasks")
    accepted = CoordinationTask.objects.filter(state=TaskState.ACCEPTED.value, judged_at__range=within)
    return [
        Figure(_("出了纪要的协调会"), Meeting.objects.filter(finished_at__range=within).count(), reverse("coordination:meetings"), READERS),
        Figure(_("会上交办的任务"), CoordinationTask.objects.filter(given_at__range=within).count(), tasks, READERS),
        Figure(_("验收的任务"), accepted.count(), tasks, READERS),
        Figure(_("其中按期完成的"), accepted.filter(claimed_at__date__lte=F("due_on")).count(), tasks, READERS),
    ]
