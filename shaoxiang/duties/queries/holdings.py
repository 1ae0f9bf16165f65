"""What the lists hang on a body: for the register of bodies, before it changes one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from shaoxiang.duties.models import Carrier, DispatchCatalogueEntry, DutyItem
from shaoxiang.duties.vocabulary import ListKind
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.holdings import register_holding, still_holds
from shaoxiang.institutions.queries.spans import all_names
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.vocabulary import _


def items_of(ids: Collection[int], on: date) -> QuerySet[DutyItem]:
    """Items whose office it is, by any of its names; a town has a list of its own."""
    found, names = Q(pk__in=[]), all_names(ids)
    for body in Body.objects.filter(pk__in=ids, kind__in=[BodyKind.INTERNAL_OFFICE.value, BodyKind.AFFILIATED_INSTITUTION.value]).select_related("unit"):
        town = body.unit is not None and body.unit.kind == BodyKind.TOWN_GOVERNMENT.value
        found |= Q(office_name__in=names[body.pk]) & ~Q(list_kind=(ListKind.STREET if town else ListKind.TOWN).value)
    return DutyItem.objects.filter(found, still_holds(on)).order_by("list_kind", "order", "pk")


def register() -> None:
    register_holding("duties", _("职责清单条目"), lambda row: f"{row.code} {row.title}", bodies=items_of, cure=_("请先公布新一版清单，写明改由哪个机构承办。"))
    register_holding(
        "carriers", _("承办力量"), lambda row: str(row.body.shown_name), cure=_("请先把承办改给别的机构。"),
        bodies=lambda ids, on: Carrier.objects.filter(Q(body_id__in=ids) | Q(department_id__in=ids), still_holds(on)).select_related("body").order_by("pk"),
    )
    register_holding(
        "catalogue", _("派单目录"), lambda row: f"{row.type.code} {row.type.name}", cure=_("请先在派单目录里改由别的单位主责或配合。"),
        bodies=lambda ids, on: DispatchCatalogueEntry.objects.filter(
            Q(lead_id__in=ids) | Q(pk__in=DispatchCatalogueEntry.cooperating.through.objects.filter(body_id__in=ids).values("dispatchcatalogueentry_id")),
            still_holds(on)).select_related("type").order_by("pk"),
        link=lambda row: ("duties:type", row.type.code),
    )
