"""Did streets whistle and departments report in? Counts of a period for the page of the written rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F
from django.urls import reverse

from shaoxiang.duties.queries.documents import Figure
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.vocabulary import _
from shaoxiang.whistles import access
from shaoxiang.whistles.models import ReportIn, Whistle
from shaoxiang.whistles.vocabulary import ARRIVE

READERS = frozenset(str(role) for grant in access.VIEW for role in grant.roles)


def figures(since: datetime, until: datetime) -> Sequence[Figure]:
    """Whistles blown, units summoned, units that came, and those that came by their time."""
    within, listed = (since, until), reverse("whistles:list")
    summoned = ReportIn.objects.filter(order__ordered_at__range=within)
    came = summoned.filter(order__arrived_at__isnull=False)
    on_time = RunningClock.objects.filter(code=ARRIVE, part_id__in=came.values("pk"), stopped_at__lte=F("due_at")).values("part_id").distinct()
    return [
        Figure(_("吹哨"), Whistle.objects.filter(blown_at__range=within).count(), listed, READERS),
        Figure(_("叫到的单位次数"), summoned.count(), listed, READERS),
        Figure(_("到场报到"), came.count(), listed, READERS),
        Figure(_("其中按时到场的"), on_time.count(), listed, READERS),
    ]
