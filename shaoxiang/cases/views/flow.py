"""The flow page: moves, who may take them, clocks and law, as this installation runs them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.queries.flow import drawing, flow_rows, limit_rows, limit_words
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in


@require_safe
@signed_in
def flow(request: ActorRequest) -> HttpResponse:
    limits = [(spec, limit_words(spec)) for spec in limit_rows()]
    context = {"rows": flow_rows(), "limits": limits, "drawing": drawing(), "diagram": CASE_FLOW.diagram()}
    return render(request, "cases/staff/flow.html", context)
