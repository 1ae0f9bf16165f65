"""改革数字: the district's figures, computed from the rows of the database."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count

from shaoxiang.duties.models import DutyItem, EmpoweredMatter, ServiceItem
from shaoxiang.duties.vocabulary import DeploymentMode, ListKind, PowerType
from shaoxiang.forces.queries import allocation_totals
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.reform import counts_of_reform, reduction
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.places.models import Grid, StreetUnit
from shaoxiang.places.vocabulary import StreetKind
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.vocabulary import WhistleCode

OFFICES, INSTITUTIONS = BodyKind.INTERNAL_OFFICE.value, BodyKind.AFFILIATED_INSTITUTION.value


def figures(on: date) -> dict[str, Any]:
    """Counts in force on a day; `streets` … `institutions_per_unit` count the nine reform units, `grids_all` the whole map."""
    units = StreetUnit.objects.filter(reform_unit=True, valid_from__lte=on)
    grids = Grid.objects.filter(in_force(on))
    matters = EmpoweredMatter.objects.filter(in_force(on))
    forces = allocation_totals(on)
    sent = forces[DeploymentMode.ON_WHISTLE.value]
    before, after = counts_of_reform(on)
    return {
        "streets": units.filter(kind=StreetKind.SUBDISTRICT.value).count(),
        "towns": units.filter(kind=StreetKind.TOWNSHIP.value).count(),
        "duty_items": DutyItem.objects.filter(in_force(on), list_kind=ListKind.STREET.value).count(),
        "empowered_matters": matters.count(),
        "approvals": matters.filter(power_type=PowerType.APPROVAL.value).count(),
        "penalties": matters.filter(power_type=PowerType.PENALTY.value).count(),
        "service_items": ServiceItem.objects.filter(in_force(on)).count(),
        "transferred_officers": forces[DeploymentMode.FULL_TRANSFER.value]["people"],
        "stationed_people": forces[DeploymentMode.AREA_STATIONED.value]["people"],
        "stationed_departments": forces[DeploymentMode.AREA_STATIONED.value]["departments"],
        "on_whistle_teams": sent["teams"],
        "on_whistle_departments": sent["departments"],
        "grids": grids.filter(community__street__reform_unit=True).count(),
        "grids_all": grids.count(),
        "offices_per_unit": _per_unit(OFFICES, on),
        "institutions_per_unit": _per_unit(INSTITUTIONS, on),
        "bodies_before": before,
        "bodies_after": after,
        "bodies_reduction_percent": reduction(before, after),
        "whistles": _whistles(on),
    }


def _whistles(on: date) -> dict[str, int]:
    """Blown by that day, of each type; those of the demo month are composed."""
    counted = Whistle.objects.filter(blown_at__date__lte=on).values("type__code").annotate(n=Count("pk"))
    known = {row["type__code"]: row["n"] for row in counted}
    return {code.value: known.get(code.value, 0) for code in WhistleCode}


def _per_unit(kind: str, on: date) -> dict[str, int]:
    counted: dict[str, int] = {}
    for name in (
        Body.objects.filter(in_force(on), kind=kind, street__reform_unit=True).order_by("street__code").values_list("street__name", flat=True)
    ):
        counted[name] = counted.get(name, 0) + 1
    return counted
