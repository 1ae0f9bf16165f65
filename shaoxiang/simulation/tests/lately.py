"""A district in which a little has happened lately, as far as the model needs it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from shaoxiang.cases.tests.walks import LINE_TYPE, handled, reported
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.vocabulary import Part
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.places.models import StreetUnit
from shaoxiang.whistles.models import ReportIn, Whistle, WhistleType
from shaoxiang.whistles.vocabulary import ArrivedHow, WhistleCode
from tests import people

COLLAPSE = "0401"  # 路面塌陷: dangerous, the housing bureau's team comes


def live(events: int = 4) -> None:
    """Every few days a manhole (the housing bureau, routine), and one road collapse (an emergency), in two streets."""
    now = timezone.now()
    for number in range(events):
        handled(type_code=LINE_TYPE, at=now - timedelta(days=2 + 5 * number))
        reported(LINE_TYPE, at=now - timedelta(days=3 + 5 * number), street=people.NEXT)
    reported(COLLAPSE, at=now - timedelta(days=1))


def blow(number: int) -> None:
    """So many routine whistles of the home street for the housing bureau, two a day, each acknowledged after 30 minutes, there after 90, done after 240."""
    kind = WhistleType.objects.get(code=WhistleCode.ROUTINE, until__isnull=True)
    street, bureau = StreetUnit.objects.get(code=people.HOME), Body.objects.get(code="DEP07")
    first = timezone.make_aware(datetime.combine(timezone.localdate(), time(10))) - timedelta(days=1)
    for turn in range(number):
        at = first - timedelta(days=turn // 2, hours=-(turn % 2))
        matter = open_matter(MatterKind.WHISTLE, title="示例", status="CLOSED", at=at, street_id=street.pk, unit_id=None, office_id=None)
        whistle = Whistle.objects.create(matter=matter, type=kind, address="示例", blown_at=at, blown_unit_id=bureau.pk)
        order = DispatchOrder.objects.create(
            matter=matter, part=Part.LEAD, unit_id=bureau.pk, ordered_at=at, acknowledged_at=at + timedelta(minutes=30), arrived_at=at + timedelta(minutes=90),
            done_at=at + timedelta(minutes=240), ended_at=at + timedelta(minutes=300),
        )
        ReportIn.objects.create(order=order, whistle=whistle, arrived_how=ArrivedHow.ANSWERED if turn % 4 == 0 else ArrivedHow.ON_SITE)
