"""巡查: a plan in words, and the day it was done. No hour, no position, no count of anybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shaoxiang.grids.actions.people import Refused, _grid, no_private
from shaoxiang.grids.models import PatrolPlan, PatrolRecord
from shaoxiang.grids.vocabulary import Looked, Rhythm, Season
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind

MOST_POINTS = 20


@transaction.atomic
def plan_patrol(
    code: str, *, title: str, way: str, points: Sequence[str], rhythm: str, season: str, actor: Actor, at: datetime, sample: bool = False,
) -> PatrolPlan:
    """定巡查计划. Raises PermissionDenied, Grid.DoesNotExist, Refused."""
    grid = _grid(actor, code, at, "plan_patrol")
    kept = [no_private("points", point)[:60] for point in points if point.strip()]
    if not 1 <= len(kept) <= MOST_POINTS:
        raise Refused("points", _("请写 1 到 %(most)d 个要看的地方，一行一个。") % {"most": MOST_POINTS})
    plan = PatrolPlan.objects.create(
        grid=grid, title=no_private("title", title), way=no_private("way", way), points=kept, rhythm=Rhythm(rhythm).value, season=Season(season).value,
        valid_from=timezone.localdate(at), sample=sample,
    )
    record("grids.patrol_planned", subject=("grid", grid.pk), actor=actor, at=at, facts={"plan": plan.pk, "points": len(kept), "rhythm": plan.rhythm})
    return plan


@transaction.atomic
def end_plan(pk: int, *, actor: Actor, at: datetime) -> PatrolPlan:
    """停用计划; its records stay. Raises PermissionDenied, Grid.DoesNotExist, Refused."""
    plan = PatrolPlan.objects.select_related("grid").select_for_update().get(pk=pk)
    grid = _grid(actor, plan.grid.code, at, "plan_patrol")
    today = timezone.localdate(at)
    if today <= plan.valid_from:
        raise Refused("on", _("今天刚定的计划，明天才能停用。"))
    plan.valid_to = today
    plan.save(update_fields=["valid_to"])
    record("grids.patrol_planned", subject=("grid", grid.pk), actor=actor, at=at, facts={"plan": plan.pk, "ended": True})
    return plan


@transaction.atomic
def record_patrol(
    plan_id: int, *, on: date, looked_at: Sequence[str], found: str, note: str, numbers: Iterable[str], actor: Actor, at: datetime, sample: bool = False,
) -> PatrolRecord:
    """记一次巡查: the day and what was seen; what was reported is named by number (cases of the same street).

    Raises PermissionDenied, Grid.DoesNotExist, Refused.
    """
    plan = PatrolPlan.objects.select_related("grid__community").get(pk=plan_id)
    grid = _grid(actor, plan.grid.code, at, "patrol")
    if on > timezone.localdate(at):
        raise Refused("on", _("巡查日期不能在将来。"))
    wanted = sorted({number.strip().upper() for number in numbers if number.strip()})
    matters = list(Matter.objects.filter(kind=MatterKind.CASE.value, number__in=wanted, street_id=grid.community.street_id))
    if len(matters) != len(wanted):
        lacking = sorted(set(wanted) - {matter.number for matter in matters})
        raise Refused("numbers", _("本镇街没有编号为 %(numbers)s 的事件，请核对。") % {"numbers": "、".join(lacking)[:80]})
    if found == Looked.REPORTED and not matters:
        raise Refused("numbers", _("选了“已上报事件”，请写上事件编号。"))
    row = PatrolRecord.objects.create(
        plan=plan, on=on, looked_at=[point for point in looked_at if point in plan.points], found=Looked(found).value,
        note=no_private("note", note), sample=sample,
    )
    row.matters.set(matters)
    record("grids.patrolled", subject=("grid", grid.pk), actor=actor, at=at, facts={"plan": plan.pk, "record": row.pk, "matters": [m.pk for m in matters]})
    return row
