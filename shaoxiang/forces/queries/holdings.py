"""What the forces hang on a body: for the register of bodies."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from shaoxiang.forces.models import ForceAllocation, Member, Shift, Team
from shaoxiang.forces.queries.register import forces_seen
from shaoxiang.institutions.queries.holdings import register_holding, still_holds
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.templatetags.shaoxiang import zh_date


def serving(on: date) -> list[tuple[int, int]]:
    """(person, force) of that day: for the ledger, which asks where people work on whose quota."""
    return list(Member.objects.filter(in_force(on)).order_by("pk").values_list("person_id", "body_id"))


def register() -> None:
    register_holding(
        "force_members", _("力量的成员"), lambda row: f"{row.person.shown_name} · {row.body.shown_name}", cure=_("请先把成员转到别的力量，或登记离开。"),
        bodies=lambda ids, on: Member.objects.filter(still_holds(on)).filter(Q(body_id__in=ids) | Q(quota_id__in=ids) | Q(commanded_by_id__in=ids))
        .select_related("person", "body").order_by("pk"),
    )
    register_holding(
        "allocations", _("力量配置"), lambda row: str(row.department.shown_name), cure=_("请先在下沉力量里改配置。"),
        bodies=lambda ids, on: ForceAllocation.objects.filter(still_holds(on)).filter(Q(department_id__in=ids) | Q(unit_id__in=ids))
        .select_related("department").order_by("pk"),
    )
    register_holding(
        "shifts", _("排好的班"), lambda row: zh_date(row.starts_at), cure=_("请先取消或换给别的机构。"),
        bodies=lambda ids, on: Shift.objects.filter(body_id__in=ids, ends_at__date__gte=on).order_by("starts_at", "pk"),
    )
    register_holding(
        "teams", _("登记的队伍"), lambda row: str(row.body.shown_name), cure=_("请先在队伍情况里把可同时出动的组数改为 0。"),
        bodies=lambda ids, on: Team.objects.filter(body_id__in=ids, crews__gt=0).select_related("body").order_by("pk"),
        link=lambda row: ("forces:force", row.body.code), seen=lambda actor: Team.objects.filter(body_id__in=forces_seen(actor).values("pk")),
    )
