"""Is work outside the lists asked for at the door, and refused where it is not? Counts of a period for the page of the written rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.admission.models import AdmissionRequest, RefusalNotice, ResourceReceipt
from shaoxiang.admission.queries.refusals import refusals_for
from shaoxiang.admission.queries.requests import requests_for
from shaoxiang.admission.vocabulary import UNCOUNTED, Decided, ReceiptState, ResourceKind
from shaoxiang.duties.queries.figures import Figure, Line, within
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.wording import label_of
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of

DAYS = _("天")


def figures(since: datetime, until: datetime) -> Sequence[Figure]:
    """Requests and what became of them, how long it took, what was late, what arrived; refusals and what became of them."""
    return [*_requests(since, until), *_refusals(since, until)]


def _requests(since: datetime, until: datetime) -> list[Figure]:
    rows, days = AdmissionRequest.objects.select_related("matter"), within("decided_on", since.date(), until.date())
    decided = rows.filter(days).exclude(decided="")
    arrived = ResourceReceipt.objects.filter(within("at", since, until), state=ReceiptState.CONFIRMED.value).select_related("line__request__matter")
    taken: dict[str, Any] = {"value": days_taken, "unit": DAYS}

    def of_requests(code: str, label: str, found: QuerySet[AdmissionRequest], field: str, **more: Any) -> Figure:
        return Figure(code, label, found, _request(field), requests_for, **more)

    return [
        of_requests("requests", _("部门提交的准入申请"), rows.filter(within("submitted_at", since, until)), "submitted_at"),
        of_requests("admitted", _("区里决定准入的"), decided.exclude(decided=Decided.REJECTED.value), "decided_on"),
        of_requests("not_admitted", _("区里决定不准入的"), decided.filter(decided=Decided.REJECTED.value), "decided_on"),
        of_requests("days_taken", _("从提交到决定（处在中间的一件）"), decided.filter(submitted_at__isnull=False), "decided_on", **taken),
        Figure("late_steps", _("过了时限的环节"), _late(since, until), _clock, _seen_clocks),
        Figure("delivered", _("街道确认到位的资源"), arrived, _receipt, _seen_receipts),
        of_requests("published", _("随清单公布或登记生效的"), rows.filter(within("published_at", since, until)), "published_at"),
        of_requests("looked_back", _("满一年回头看过的"), rows.filter(within("matter__closed_at", since, until)).exclude(look_back=""), "published_at"),
    ]


def _refusals(since: datetime, until: datetime) -> list[Figure]:
    rows = RefusalNotice.objects.select_related("matter")
    issued = rows.filter(within("matter__opened_at", since, until))
    standing = Q(matter__status__in=[status.value for status in UNCOUNTED])
    return [
        Figure("refused", _("街道发出的拒收通知"), issued, _notice, refusals_for),
        Figure("answered", _("部门回应的拒收通知"), rows.filter(within("answered_at", since, until)), _notice, refusals_for),
        Figure("ruled", _("编办裁定的拒收通知"), rows.filter(within("ruled_at", since, until)), _notice, refusals_for),
        Figure("uncounted", _("其中不计入考核的（拒收中，或拒收有效）"), issued.filter(standing), _notice, refusals_for),
    ]


def days_taken(rows: QuerySet[AdmissionRequest]) -> int | None:
    """The middle one of the decided: calendar days from the first submission of what was decided to the day of the decision."""
    pairs = rows.values_list("submitted_at", "decided_on")
    found = [max((decided_on - timezone.localdate(at)).days, 0) for at, decided_on in pairs if at is not None and decided_on is not None]
    return round(median(found)) if found else None


def _late(since: datetime, until: datetime) -> QuerySet[RunningClock]:
    """Limits of requests and refusals that ended in the period with the step not done: done later, or not yet."""
    end = min(until, timezone.now())
    doors = Matter.objects.filter(kind__in=[MatterKind.ADMISSION.value, MatterKind.REFUSAL.value]).values("pk")
    late = Q(stopped_at__isnull=True, suspended_at__isnull=True) | Q(stopped_at__gt=F("due_at"))
    named = {f"of_{name}": Subquery(Matter.objects.filter(pk=OuterRef("matter_id")).values(name)) for name in ("number", "kind", "title")}
    return RunningClock.objects.filter(within("due_at", since, end), late, matter_id__in=doors).annotate(**named)


def _request(field: str) -> Callable[[AdmissionRequest], Line]:
    return lambda row: Line(row.number, getattr(row, field), ("admission:show", (row.number,)), row.matter.title)


def _notice(row: RefusalNotice) -> Line:
    return Line(row.number, row.matter.opened_at, ("admission:refusal", (row.number,)), row.matter.title)


def _receipt(row: ResourceReceipt) -> Line:
    number = row.line.request.number
    words = f"{number} {gettext(ResourceKind.label_of(row.line.kind))} {name_of('body', row.unit_id)}"
    return Line(words, row.at, ("admission:show", (number,)))


def _clock(row: Any) -> Line:
    route = "admission:show" if row.of_kind == MatterKind.ADMISSION.value else "admission:refusal"
    return Line(f"{row.of_number} {label_of(row.code, row.label)}", row.due_at, (route, (row.of_number,)), row.of_title)


def _seen_clocks(actor: Actor) -> QuerySet[RunningClock]:
    return RunningClock.objects.filter(Q(matter_id__in=requests_for(actor).values("pk")) | Q(matter_id__in=refusals_for(actor).values("pk")))


def _seen_receipts(actor: Actor) -> QuerySet[ResourceReceipt]:
    return ResourceReceipt.objects.filter(line__request__in=requests_for(actor).values("pk"))
