"""下沉力量的数字: totals of the register, and where they do not agree with the decision, the people and the teams."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Sum

from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.forces.models import ForceAllocation, ForceTotal, Member, Team
from shaoxiang.forces.rules import AllocationLine, Mismatch, TotalLine, reconcile
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


def mismatches(on: date) -> list[Mismatch]:
    """Where the figures of a day do not agree; empty where all do."""
    totals = [TotalLine(*row) for row in ForceTotal.objects.filter(in_force(on)).order_by("pk").values_list("mode", "people", "teams", "departments")]
    rows = [
        AllocationLine(*row)
        for row in ForceAllocation.objects.filter(in_force(on)).order_by("pk").values_list("department_id", "mode", "unit_id", "headcount", "teams")
    ]
    on_quota = Member.objects.filter(in_force(on), quota__isnull=False).values("body_id").annotate(n=Count("pk")).values_list("body_id", "n")
    teams = dict.fromkeys(Team.objects.values_list("body_id", flat=True), 1)
    return reconcile(totals, rows, dict(on_quota), teams)
