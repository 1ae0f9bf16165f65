"""On which handed powers a case stands."""

from __future__ import annotations

from shaoxiang.cases.models import Case
from shaoxiang.empowerment.models import CaseGround


def grounds_of(case: Case) -> list[CaseGround]:
    return list(CaseGround.objects.filter(case=case).select_related("power__decision__matter", "handed_to").order_by("pk"))
