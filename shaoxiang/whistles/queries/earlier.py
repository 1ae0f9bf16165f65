"""前哨 (W8): earlier whistles at the same place and of the same type."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import cos, radians

from django.db.models import Q, QuerySet

from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.queries.types import setting
from shaoxiang.whistles.vocabulary import WhistleStatus

METRES_PER_DEGREE = 111_320
SHOWN = 20


def near(lon: float, lat: float, metres: int) -> Q:
    """A box of that many metres round a point; good enough for "the same place"."""
    dlat = metres / METRES_PER_DEGREE
    dlon = dlat / max(0.1, cos(radians(lat)))
    return Q(matter__lon__range=(lon - dlon, lon + dlon), matter__lat__range=(lat - dlat, lat + dlat))


def earlier_at(
    *, subject_code: str, street_id: int | None, lon: float | None, lat: float | None, address: str, at: datetime, but: int | None = None,
) -> list[Whistle]:
    """Whistles of the last `repeat_days` in this street, of this type of event, at this place (by point, else by the same words), newest first."""
    rows = _earlier(subject_code=subject_code, street_id=street_id, lon=lon, lat=lat, address=address, at=at)
    if but is not None:
        rows = rows.exclude(pk=but)
    return list(rows.select_related("matter", "type")[:SHOWN])


def _earlier(*, subject_code: str, street_id: int | None, lon: float | None, lat: float | None, address: str, at: datetime) -> QuerySet[Whistle]:
    if not subject_code:
        return Whistle.objects.none()
    since = at - timedelta(days=setting("repeat_days"))
    where = Q(address=address.strip()) if address.strip() else Q(pk__in=[])
    if lon is not None and lat is not None:
        where |= near(lon, lat, setting("repeat_metres"))
    return Whistle.objects.filter(
        where, matter__kind="WHISTLE", matter__street_id=street_id, matter__subject_code=subject_code, matter__opened_at__gte=since,
        matter__opened_at__lte=at, blown_at__isnull=False,
    ).exclude(matter__status__in=(WhistleStatus.CANCELLED, WhistleStatus.REFUSED)).order_by("-matter__opened_at")


def earlier_whistles(whistle: Whistle, *, at: datetime) -> list[int]:
    matter = whistle.matter
    found = _earlier(
        subject_code=matter.subject_code, street_id=matter.street_id, lon=matter.lon, lat=matter.lat, address=whistle.address, at=at,
    )
    return list(found.exclude(pk=whistle.pk).values_list("pk", flat=True)[:SHOWN])
