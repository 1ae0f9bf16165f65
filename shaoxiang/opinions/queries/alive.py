"""Was the rule on the streets' say used? Counts of a period for the page of the written rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Q

from shaoxiang.duties.queries.figures import Figure, Line, within
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of
from shaoxiang.opinions.models import GateRefusal, OpinionRequest
from shaoxiang.opinions.queries.files import files_for
from shaoxiang.opinions.queries.requests import requests_for
from shaoxiang.opinions.vocabulary import OpinionStatus


def figures(since: datetime, until: datetime) -> Sequence[Figure]:
    """Asked, answered, silent, told what became of it, and files stopped before a meeting."""
    silent = Q(matter__status=OpinionStatus.NO_OPINION.value)
    asked = [
        ("asked", _("向街道发出的征求意见"), "asked_at", Q()), ("answered", _("街道答复"), "answered_at", Q()),
        ("silent", _("期满没有答复（不算同意）"), "due_at", silent), ("fed_back", _("书面反馈采纳情况"), "feedback_at", Q()),
    ]
    rows = OpinionRequest.objects.select_related("matter")
    stopped = GateRefusal.objects.filter(within("at", since, until)).select_related("file__matter")
    return [
        *(Figure(code, label, rows.filter(within(field, since, until) & more), request_line(field), requests_for) for code, label, field, more in asked),
        Figure("stopped", _("街道没问到或没到时间，被拦下不能上会"), stopped, _stopped, _seen_stops),
    ]


def request_line(field: str) -> Callable[[OpinionRequest], Line]:
    """A request by its number and street, on the day of `field`."""
    return partial(_request, field)


def _request(field: str, row: OpinionRequest) -> Line:
    return Line(f"{row.number} {name_of('body', row.unit_id)}", getattr(row, field), ("opinions:request", (row.number,)))


def _stopped(row: GateRefusal) -> Line:
    return Line(row.file.number, row.at, ("opinions:file", (row.file.number,)))


def _seen_stops(actor: Actor) -> Any:
    return GateRefusal.objects.filter(file__in=files_for(actor).values("pk"))
