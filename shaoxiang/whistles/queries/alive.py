"""Did streets whistle and departments report in, and did they appraise each other? Counts of a period for the pages of two written rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import F, Q, QuerySet

from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.duties.queries.figures import Figure, Line, within
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.matter.counting import counted
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of
from shaoxiang.whistles.models import ReportIn, UnitAppraisal, Whistle, WhistleAppraisal
from shaoxiang.whistles.queries import whistles_for
from shaoxiang.whistles.vocabulary import ARRIVE

OF_A_REPORT = ("whistle_id", "whistle__case_id")  # matters a street may have refused: the whistle, or the case it came from
OF_AN_APPRAISAL = ("order__matter_id", "order__report_in__whistle__case_id")


def figures(since: datetime, until: datetime) -> Sequence[Figure]:
    """Whistles blown, units summoned, units that came, and those that came by their time. What a street refused judges nobody."""
    blown = Whistle.objects.filter(within("blown_at", since, until)).select_related("matter")
    summoned = ReportIn.objects.filter(within("order__ordered_at", since, until)).select_related("whistle__matter", "order")
    came, left_out = counted(summoned.filter(order__arrived_at__isnull=False), *OF_A_REPORT)
    on_time, of_these = counted(summoned.filter(pk__in=_punctual(summoned)), *OF_A_REPORT)
    return [
        Figure("blown", _("吹哨"), blown, lambda row: Line(row.number, row.blown_at, ("whistles:whistle", (row.number,))), whistles_for),
        Figure("summoned", _("叫到的单位次数"), summoned, _report("ordered_at"), reports_seen),
        Figure("came", _("到场报到"), came, _report("arrived_at"), reports_seen, left_out=left_out),
        Figure("on_time", _("其中按时到场的"), on_time, _report("arrived_at"), reports_seen, left_out=of_these),
    ]


def appraised(since: datetime, until: datetime) -> Sequence[Figure]:
    """Appraisals given, of units and of whistles. Whistles about work a street refused are appraised by nobody's count."""
    of_units, left_out = counted(UnitAppraisal.objects.filter(within("rated_at", since, until)).select_related("order"), *OF_AN_APPRAISAL)
    of_whistles, others = counted(WhistleAppraisal.objects.filter(within("rated_at", since, until)).select_related("order"), *OF_AN_APPRAISAL)
    return [
        Figure("units_appraised", _("街道评报到单位"), of_units, _appraisal, _seen_of(UnitAppraisal.objects.all()), left_out=left_out),
        Figure("units_answered", _("单位对评价的申辩"), of_units.filter(answered_at__isnull=False), _appraisal, _seen_of(UnitAppraisal.objects.all())),
        Figure("whistles_appraised", _("单位评哨"), of_whistles, _appraisal, _seen_of(WhistleAppraisal.objects.all()), left_out=others),
    ]


def _punctual(summoned: QuerySet[ReportIn]) -> QuerySet[RunningClock, int | None]:
    came = summoned.filter(order__arrived_at__isnull=False).order_by().values("pk")
    return RunningClock.objects.filter(code=ARRIVE, part_id__in=came, stopped_at__lte=F("due_at")).values_list("part_id", flat=True)


def reports_seen(actor: Actor) -> QuerySet[ReportIn]:
    return ReportIn.objects.filter(whistle__in=whistles_for(actor).values("pk"))


def _report(field: str) -> Callable[[ReportIn], Line]:
    return lambda row: Line(f"{row.whistle.number} {_unit(row.order)}", getattr(row.order, field), ("whistles:whistle", (row.whistle.number,)))


def _appraisal(row: UnitAppraisal | WhistleAppraisal) -> Line:
    number = Whistle.objects.select_related("matter").get(pk=row.order.matter_id).number
    return Line(f"{number} {_unit(row.order)}", row.rated_at, ("whistles:whistle", (number,)))


def _unit(order: DispatchOrder) -> str:
    return name_of("body", order.office_id or order.unit_id)


def _seen_of(rows: QuerySet[UnitAppraisal] | QuerySet[WhistleAppraisal]) -> Callable[[Actor], QuerySet[UnitAppraisal] | QuerySet[WhistleAppraisal]]:
    return lambda actor: rows.filter(Q(order__matter_id__in=whistles_for(actor).values("pk")))
