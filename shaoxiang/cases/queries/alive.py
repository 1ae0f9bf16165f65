"""Is work settled in the grids: found on rounds, and what went no further than the grid. Counts of a period for the page of the written rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import Q

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for
from shaoxiang.cases.vocabulary import ClosureLevel, Source
from shaoxiang.duties.queries.figures import Figure, Line, within
from shaoxiang.kernel.matter.counting import counted
from shaoxiang.kernel.vocabulary import _


def figures(since: datetime, until: datetime) -> Sequence[Figure]:
    """What a street refused as on no list is left out of what was settled."""
    cases = Case.objects.select_related("matter")
    settled, left_out = counted(cases.filter(within("matter__closed_at", since, until), closure_level=ClosureLevel.GRID.value))
    found = cases.filter(Q(source=Source.PATROL.value), within("matter__opened_at", since, until))
    return [
        Figure("found", _("网格巡查发现上报的事件"), found, _line("opened_at"), cases_for),
        Figure("settled", _("在网格里解决的事件"), settled, _line("closed_at"), cases_for, left_out=left_out),
    ]


def _line(field: str) -> Callable[[Case], Line]:
    return lambda row: Line(row.number, getattr(row.matter, field), ("cases:case", (row.number,)))
