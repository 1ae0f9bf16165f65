"""What the grids hang on posts, and on the bodies of those posts: for the register of bodies."""

from __future__ import annotations

from shaoxiang.grids.models import GridPartyBranch, GridPerson
from shaoxiang.grids.queries.tasks import tasks_for
from shaoxiang.institutions.queries.holdings import register_holding, register_matters, still_holds
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.vocabulary import _


def register() -> None:
    people = GridPerson.objects.select_related("grid").order_by("pk")
    register_holding(
        "grid_people", _("网格上的角色"), lambda row: str(row.grid.name), cure=_("请先在网格里换人。"), link=lambda row: ("grids:grid", row.grid.code),
        bodies=lambda ids, on: people.filter(still_holds(on), post__body_id__in=ids), posts=lambda ids, on: people.filter(still_holds(on), post_id__in=ids),
    )
    branches = GridPartyBranch.objects.order_by("pk")
    register_holding(
        "grid_branches", _("网格党支部书记"), lambda row: str(row.name), cure=_("请先在网格里换书记。"),
        bodies=lambda ids, on: branches.filter(still_holds(on), secretary__body_id__in=ids),
        posts=lambda ids, on: branches.filter(still_holds(on), secretary_id__in=ids),
    )
    register_matters("grid_tasks", _("网格任务"), MatterKind.GRID_TASK, cure=_("请先办完或取消。"), route="grids:task", seen=tasks_for)
