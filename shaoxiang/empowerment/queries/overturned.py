"""被撤销、变更的决定: what the justice bureau keeps of them, and how many there were for each item and street."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Count, Q, QuerySet

from shaoxiang.empowerment import access
from shaoxiang.empowerment.models import HandedPower, OverturnedDecision
from shaoxiang.kernel.access import Actor, visible
from shaoxiang.kernel.vocabulary import _

FROM_RECORD = _("司法局登记的复议和诉讼结果")


def overturned_for(actor: Actor) -> QuerySet[OverturnedDecision]:
    """Rows the actor may see, those struck out too."""
    rows = OverturnedDecision.objects.filter(visible(actor, access.GRANTS["view_overturned"]))
    return rows.select_related("power__unit", "power__decision__matter", "case__matter")


def from_record(codes: Collection[str], units: Collection[int], since: date, until: date) -> Mapping[tuple[str, int], int]:
    """Decisions overturned in these days, each once however often it was; the decision itself may be older."""
    rows = OverturnedDecision.objects.filter(
        ended_at__isnull=True, power__code__in=codes, power__unit_id__in=units, overturned_on__gte=since, overturned_on__lte=until,
    )
    counted = rows.order_by().values("power__code", "power__unit_id").annotate(n=Count("number", distinct=True))
    return {(row["power__code"], row["power__unit_id"] or 0): row["n"] for row in counted}


def power_on(unit_id: int, code: str, on: date) -> HandedPower | None:
    """The line under which the street could decide that day."""
    rows = HandedPower.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), unit_id=unit_id, code=code, valid_from__lte=on)
    return rows.select_related("decision__matter", "unit").order_by("-valid_from").first()


def ever_handed() -> list[tuple[str, int]]:
    """Item and street of every line that ever held: a decision may be overturned after the power was taken back."""
    return list(HandedPower.objects.filter(valid_from__isnull=False).order_by("code", "unit_id").values_list("code", "unit_id").distinct())
