"""吹哨率 as a band, street by street (W14). In the order of the division codes; never sorted by the rate, nobody is ranked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from shaoxiang.kernel.matter.counting import uncounted
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.web.names import name_of
from shaoxiang.places.queries import place_book
from shaoxiang.places.queries.lineage import now_of, of_line
from shaoxiang.whistles import rules
from shaoxiang.whistles.queries.types import setting
from shaoxiang.whistles.vocabulary import Band, WhistleStatus

DAYS = 90
BLOWN = ~Q(status__in=(WhistleStatus.DRAFT.value, WhistleStatus.PENDING.value, WhistleStatus.REFUSED.value, WhistleStatus.CANCELLED.value))


@dataclass(frozen=True, slots=True)
class StreetBand:
    street_id: int
    name: str
    whistles: int
    cases: int
    band: Band


def bands(*, now: datetime) -> list[StreetBand]:
    """Every street that had cases or whistles in the last 90 days. Two statements."""
    cases, whistles = _counts(MatterKind.CASE, now, Q()), _counts(MatterKind.WHISTLE, now, Q())
    streets = [street for street in sorted(place_book().streets.values(), key=lambda one: one.code) if street.id in cases or street.id in whistles]
    return [_band(street.id, whistles.get(street.id, 0), cases.get(street.id, 0)) for street in streets]


def band_of(street_id: int, *, now: datetime) -> StreetBand:
    own = of_line("street_id", street_id)
    return _band(street_id, _counts(MatterKind.WHISTLE, now, own).get(street_id, 0), _counts(MatterKind.CASE, now, own).get(street_id, 0))


def _band(street_id: int, whistles: int, cases: int) -> StreetBand:
    found = rules.band(whistles, cases, low=setting("band_low"), high=setting("band_high"), least=setting("band_cases"))
    return StreetBand(street_id, name_of("street", street_id), whistles, cases, found)


def _counts(kind: MatterKind, now: datetime, where: Q) -> dict[int, int]:
    rows = Matter.objects.filter(where, kind=kind.value, opened_at__gte=now - timedelta(days=DAYS), street_id__isnull=False)
    if kind == MatterKind.WHISTLE:
        rows = rows.filter(BLOWN)
    rows = rows.exclude(uncounted("pk", "whistle__case_id") if kind == MatterKind.WHISTLE else uncounted())  # refused work judges nobody
    found: dict[int, int] = {}
    for street, n in rows.order_by().values_list("street_id").annotate(n=Count("pk")):
        found[now_of(street)] = found.get(now_of(street), 0) + n  # what a street that ended had counts for the one it came to be
    return found
