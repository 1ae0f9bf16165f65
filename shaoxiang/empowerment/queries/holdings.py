"""What empowerment hangs on bodies and posts: for the register of bodies."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.empowerment.models import CapacityConfirmation, EmpowermentDecision, HandedPower
from shaoxiang.empowerment.queries.decisions import decisions_for
from shaoxiang.institutions.queries.holdings import register_holding, still_holds
from shaoxiang.kernel.vocabulary import _


def _power(row: HandedPower) -> str:
    """左挂: the street of the unit has ended, and nobody has taken the power over."""
    ended = row.unit.street.valid_to if row.unit.street is not None else None
    said = f"{row.code} {row.unit.shown_name}"
    return f"{said}（{gettext('左挂，等承接')}）" if ended is not None and ended <= timezone.localdate() else said


def register() -> None:
    """Powers in force in a street or handed on by a department, decisions on their way, and the post that reviews what a street issues."""
    powers = HandedPower.objects.filter(valid_from__isnull=False).select_related("decision__matter", "unit__street").defer("unit__street__geometry")
    powers = powers.order_by("code", "pk")
    register_holding(
        "powers", _("行使着的赋权事项"), _power, names_unit=True,
        cure=_("请先收回；街道撤并的，请编办或司法局办“权力事项随机构整体承接”。"),
        link=lambda row: ("empowerment:decision", row.decision.number),
        seen=lambda actor: HandedPower.objects.filter(decision__in=decisions_for(actor).values("pk")),
        bodies=lambda ids, on: powers.filter(still_holds(on)).filter(Q(unit_id__in=ids) | Q(decision__department_id__in=ids)),
    )
    open_ones = EmpowermentDecision.objects.filter(matter__closed_at__isnull=True, in_force_on__isnull=True).select_related("matter").order_by("pk")
    register_holding(
        "power_decisions", _("没办完的赋权"), lambda row: str(row.number), cure=_("请先办完或撤回。"), names_unit=True,
        link=lambda row: ("empowerment:decision", row.number), seen=decisions_for,
        bodies=lambda ids, on: open_ones.filter(Q(department_id__in=ids) | Q(units__unit_id__in=ids)).distinct(),
    )
    confirmed = CapacityConfirmation.objects.filter(post__isnull=False, ended_on__isnull=True).select_related("unit", "post").order_by("pk")
    register_holding(
        "power_reviewers", _("承接赋权的审核岗位"), lambda row: f"{row.unit.shown_name} · {row.post.shown_title}", cure=_("请街道先另定审核的岗位。"),
        bodies=lambda ids, on: confirmed.filter(post__body_id__in=ids), posts=lambda ids, on: confirmed.filter(post_id__in=ids),
    )
