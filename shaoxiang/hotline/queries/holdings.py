"""What the hotline hangs on a body: for the register of bodies."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from shaoxiang.cases.queries import cases_for
from shaoxiang.hotline import access
from shaoxiang.hotline.models import HotlineSetting, Petition, TicketLink
from shaoxiang.hotline.queries import PETITION_OFFICE, petitions_for
from shaoxiang.institutions.queries.holdings import of_bodies, register_holding
from shaoxiang.kernel.access import Actor, allowed
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.vocabulary import _


def register() -> None:
    """Petitions the body registers or handles, tickets of upper systems it still works on, and the setting that names it the petition office."""
    petitions = Petition.objects.filter(matter__closed_at__isnull=True).select_related("matter").order_by("pk")
    register_holding(
        "petitions", _("没办结的信访事项"), lambda row: str(row.number), cure=_("请先答复办结，或由信访工作机构收回、改转别的机关。"), names_unit=True,
        link=lambda row: ("hotline:petition", row.number), seen=petitions_for,
        bodies=lambda ids, on: petitions.filter(Q(office_unit_id__in=ids) | Q(organ_unit_id__in=ids)),
    )
    working = Matter.objects.filter(closed_at__isnull=True)
    register_holding(
        "tickets", _("没答复上级的工单"), lambda row: str(row.external_number), cure=_("请先办结并把结果告诉上级系统，或改派给接手的机构。"), names_unit=True,
        bodies=lambda ids, on: TicketLink.objects.filter(matter_id__in=working.filter(of_bodies(ids)).values("pk")).order_by("pk"),
        link=lambda row: ("cases:case", Matter.objects.values_list("number", flat=True).get(pk=row.matter_id)), seen=_seen,
    )
    register_holding(
        "petition_office", _("信访工作机构（热线设置）"), lambda row: gettext("信访工作机构"), cure=_("请先在热线设置里改定别的信访工作机构。"),
        bodies=lambda ids, on: HotlineSetting.objects.filter(code=PETITION_OFFICE, value__in=list(ids)), link=lambda row: ("hotline:settings", None),
        seen=_configures,
    )


def _seen(actor: Actor) -> QuerySet[TicketLink]:
    return TicketLink.objects.filter(matter_id__in=cases_for(actor).values("pk"))


def _configures(actor: Actor) -> QuerySet[HotlineSetting]:
    rows = HotlineSetting.objects.all()
    return rows if allowed(actor, access.GRANTS["configure"]) else rows.none()
