"""Were streets asked about the heads of stationed units? Counts of a period for the page of the written rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from shaoxiang.duties.queries.figures import Figure, Line, within
from shaoxiang.forces.models import HeadChange
from shaoxiang.forces.queries.heads import SUBJECT, changes_for
from shaoxiang.forces.vocabulary import ChangeStatus
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions.models import OpinionRequest
from shaoxiang.opinions.queries.alive import request_line
from shaoxiang.opinions.queries.requests import requests_for


def figures(since: datetime, until: datetime) -> Sequence[Figure]:
    changes = HeadChange.objects.select_related("body")
    answers = OpinionRequest.objects.filter(within("answered_at", since, until), file__subject_kind=SUBJECT).select_related("matter")
    return [
        Figure("heads_asked", _("征求意见的派驻负责人调整"), changes.filter(within("asked_at", since, until)), _line("asked_at"), changes_for),
        Figure("heads_answered", _("街道对派驻负责人的答复"), answers, request_line("answered_at"), requests_for),
        Figure("heads_decided", _("征求意见以后记录的调整"),
               changes.filter(within("decided_at", since, until), status=ChangeStatus.RECORDED.value), _line("decided_at"), changes_for),
    ]


def _line(field: str) -> Callable[[HeadChange], Line]:
    return lambda row: Line(row.body.shown_name, getattr(row, field), ("forces:change", (row.pk,)))
