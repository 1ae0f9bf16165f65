"""Was the rule on coordination used? Counts of a period for the page of the written rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import F

from shaoxiang.coordination.models import CoordinationTask, Meeting
from shaoxiang.coordination.queries.rows import meetings_for, tasks_for
from shaoxiang.coordination.vocabulary import TaskState
from shaoxiang.duties.queries.figures import Figure, Line, within
from shaoxiang.kernel.matter.counting import counted
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of

OF_A_TASK = ("case_id", "case__source_matter_id")  # matters a street may have refused: the item itself, or what it was raised from


def figures(since: datetime, until: datetime) -> Sequence[Figure]:
    """Meetings that gave minutes; tasks given, accepted, and of these those claimed by their day. What a street refused judges nobody."""
    held = Meeting.objects.filter(within("finished_at", since, until)).select_related("matter")
    tasks = CoordinationTask.objects.select_related("case__matter")
    accepted, left_out = counted(tasks.filter(within("judged_at", since, until), state=TaskState.ACCEPTED.value), *OF_A_TASK)
    punctual, of_these = counted(tasks.filter(
        within("judged_at", since, until), state=TaskState.ACCEPTED.value, claimed_at__date__lte=F("due_on")), *OF_A_TASK)
    return [
        Figure("meetings", _("出了纪要的协调会"), held, _meeting, meetings_for),
        Figure("tasks", _("会上交办的任务"), tasks.filter(within("given_at", since, until)), _task("given_at"), tasks_for),
        Figure("accepted", _("验收的任务"), accepted, _task("judged_at"), tasks_for, left_out=left_out),
        Figure("punctual", _("其中按期完成的"), punctual, _task("claimed_at"), tasks_for, left_out=of_these),
    ]


def _meeting(row: Meeting) -> Line:
    return Line(row.number, row.finished_at, ("coordination:meeting", (row.number,)))


def _task(field: str) -> Callable[[CoordinationTask], Line]:
    return lambda row: Line(f"{row.case.number} {name_of('body', row.body_id)}", getattr(row, field), ("coordination:item", (row.case.number,)))
