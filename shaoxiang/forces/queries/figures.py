"""下沉力量的数字: totals of the register, and where they do not agree with the decision, the people and the teams."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Count, Sum

from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.forces.models import ForceAllocation, ForceTotal, Member, Team
from shaoxiang.forces.rules import AllocationLine, Certificate, Mismatch, TeamOfTwo, TotalLine, may_form_team_of_two, reconcile
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


def team_of_two(on: date, *, body_id: int | None = None, person_ids: Collection[int] | None = None) -> TeamOfTwo:
    """May the people of a force, or these persons, file a case and hold an inspection that day (行政处罚法 42)? Auxiliaries never count."""
    rows = Member.objects.filter(in_force(on))
    if body_id is not None:
        rows = rows.filter(body_id=body_id)
    if person_ids is not None:
        rows = rows.filter(person_id__in=person_ids)
    return may_form_team_of_two((Certificate(*row) for row in rows.values_list("kind", "certificate", "issued_on", "valid_until")), on)


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
