"""What hangs on an item of the list of public services: where people have it done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from shaoxiang.cases.queries.resident import counters
from shaoxiang.duties.models import ServiceItem
from shaoxiang.duties.queries.hanging import Hanging
from shaoxiang.duties.vocabulary import HandledAt
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.models import Community

COUNTERS, COMMUNITIES = _("街道（镇）办理窗口"), _("办理的社区")


def handling_places(codes: frozenset[str], on: date) -> Mapping[str, list[Hanging]]:
    """Counters of the streets, and communities, where the item says it is handled there."""
    windows, communities = len(counters()), Community.objects.filter(in_force(on)).count()
    found: dict[str, list[Hanging]] = {}
    for code, levels in ServiceItem.objects.filter(in_force(on), code__in=codes).values_list("code", "handled_at"):
        told = [Hanging(COUNTERS, windows if HandledAt.STREET.value in levels else 0, "resident:counters")]
        if {HandledAt.COMMUNITY.value, HandledAt.COMMUNITY_ASSIST.value} & set(levels):
            told.append(Hanging(COMMUNITIES, communities, "places:district"))
        found[code] = told
    return found
