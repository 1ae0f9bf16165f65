from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Sum

from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.forces.models import ForceAllocation
from shaoxiang.kernel.dated import in_force


def allocation_totals(on: date) -> Mapping[str, Mapping[str, int]]:
    """Mode -> people, teams, departments sent down on a day."""
    totals = {mode.value: {"people": 0, "teams": 0, "departments": 0} for mode in DeploymentMode}
    rows = ForceAllocation.objects.filter(in_force(on)).values("mode").annotate(
        people=Sum("headcount"), team_count=Sum("teams"), departments=Count("department", distinct=True)
    )
    for row in rows:
        totals[row["mode"]] = {"people": row["people"] or 0, "teams": row["team_count"] or 0, "departments": row["departments"]}
    return totals
