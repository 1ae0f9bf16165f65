"""What `doctor` reads aloud about the forces sent down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.duties.models import Carrier
from shaoxiang.forces.models import ForceAllocation
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.doctor import Finding, Level
from shaoxiang.kernel.vocabulary import _

Found = tuple[str, str, dict[str, object]]


def findings(on: date) -> Iterator[Found]:
    """Allocations that end in a body which no longer stands, and carriers that no allocation backs."""
    bodies = {row.unit_id for row in ForceAllocation.objects.filter(in_force(on)) if row.unit_id}
    for row in ForceAllocation.objects.filter(in_force(on), unit__valid_to__lte=on).select_related("unit", "department"):
        yield "ALLOCATION_TO_NOWHERE", _("%(department)s派往%(unit)s的力量还在册，但该机构已撤销：请结束这条配置。"), {
            "department": row.department.name, "unit": row.unit.name if row.unit else ""}
    for carrier in Carrier.objects.filter(in_force(on), body__street__reform_unit=True).exclude(body_id__in=bodies).select_related("body").distinct():
        yield "CARRIER_WITHOUT_FORCE", _("%(body)s在承办力量表里，却没有配置力量：请补配置，或从承办力量里去掉。"), {"body": carrier.body.name}


def checks() -> Iterator[Finding]:
    """The same, as `doctor` reads it. Each sentence says its cure."""
    for _code, sentence, facts in findings(timezone.localdate()):
        yield Finding(Level.WARN, gettext(sentence) % facts)
