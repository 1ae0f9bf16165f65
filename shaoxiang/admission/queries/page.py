"""The one page that shows the whole way: steps with day and person, findings side by side, what streets said, the table of resources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.admission.models import AdmissionRequest, AdmissionReview, RefusalNotice
from shaoxiang.admission.queries.requests import (
    ResourceRow,
    earlier_reviews,
    line_words,
    moves_for,
    open_review,
    receipts_of,
    resource_table,
    reviews_of,
    statement_of,
    still_asked,
    unit_names,
    views_for,
)
from shaoxiang.admission.rules import missing_statements, unconfirmed
from shaoxiang.admission.vocabulary import AdmissionStatus, Decided, EntryKind
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.files.queries import attachments_of
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web import record
from shaoxiang.kernel.web.names import name_of
from shaoxiang.kernel.web.record import ShownEntry
from shaoxiang.opinions.queries import Line

S = AdmissionStatus
# A step, the statuses in which it is the present one, the entry that ends it.
WAY = (
    (_("提交"), (S.DRAFT, S.RETURNED), ("admission.submit",)),
    (_("核对材料"), (S.COMPLETENESS,), ("admission.take_in",)),
    (_("三家审查"), (S.REVIEWS,), ("admission.consult",)),
    (_("听街道意见"), (S.CONSULTATION,), ("admission.heard",)),
    (_("编办意见"), (S.OFFICE_OPINION,), ("admission.give_opinion",)),
    (_("区里决定"), (S.DECISION,), ("admission.approve", "admission.reject")),
    (_("资源到位"), (S.DELIVERING,), ("admission.list_it", "admission.register")),
)
PERMANENT_WAY = (
    (_("列入清单并公布"), (S.LISTED,), ("admission.publish",)),
    (_("满一年回头看"), (S.PUBLISHED,), ("admission.look_back",)),
)
TEMPORARY_WAY = ((_("到期结束"), (S.PUBLISHED,), ("admission.end",)),)
OTHERS = {
    "clocks.warned": _("时限将到，已提醒"), "clocks.overdue": _("时限已过"), "clocks.recomputed": _("工作日历改了，时限重算"),
}


@dataclass(frozen=True, slots=True)
class WayStep:
    """One step of the plain line. `state`: done, now, or "" for what is still to come."""

    label: str
    state: str
    at: datetime | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class RequestPage:
    request: AdmissionRequest
    moves: dict[str, Move]
    way: list[WayStep]
    waits_for: str
    reviews: list[AdmissionReview]
    earlier: list[tuple[int, list[AdmissionReview]]]
    my_review: AdmissionReview | None
    streets: list[Line]
    resources: list[ResourceRow]
    units: list[int]
    missing_lines: str
    missing: dict[str, str]
    refusals: list[RefusalNotice]
    papers: list[Attachment]
    entries: list[ShownEntry]


def page_of(request: AdmissionRequest, actor: Actor, *, now: datetime) -> RequestPage:
    """One reader's view."""
    entries = list(Entry.objects.filter(subject_kind="matter", subject_id=request.pk).order_by("seq"))
    units = list(request.units.order_by("pk").values_list("unit_id", flat=True))
    missing = unconfirmed(receipts_of(request)) if request.status == S.DELIVERING else []
    views = views_for(request, actor, now=now) if request.consulted_id else []
    writing = request.status in (S.DRAFT, S.RETURNED) and actor.unit_id == request.matter.unit_id
    return RequestPage(
        request, moves_for(request, actor), way_of(request, entries), _waits_for(request, now), reviews_of(request), earlier_reviews(request),
        open_review(request, actor), views, resource_table(request), units, line_words(request, missing), _missing(request, now) if writing else {},
        list(request.refusals.select_related("matter")), list(attachments_of(request.pk)), shown(entries),
    )


def _missing(request: AdmissionRequest, now: datetime) -> dict[str, str]:
    return missing_statements(statement_of(request), timezone.localdate(now))


def way_of(request: AdmissionRequest, entries: Iterable[Entry]) -> list[WayStep]:
    """The plain line. What was done again (after a return) shows its latest day."""
    steps = [*WAY, *(TEMPORARY_WAY if request.decided == Decided.TEMPORARY or (not request.decided and request.tenure == "TEMPORARY") else PERMANENT_WAY)]
    if request.decided == Decided.REJECTED:
        steps = list(WAY[:6])
    last = {entry.kind: entry for entry in entries}
    present = next((turn for turn, step in enumerate(steps) if request.status in step[1]), len(steps))
    if request.status == S.WITHDRAWN:
        present = next((turn for turn, step in enumerate(steps) if not any(kind in last for kind in step[2])), len(steps))
        steps = steps[:present]
    found = []
    for turn, (label, _statuses, kinds) in enumerate(steps):
        entry = next((last[kind] for kind in kinds if kind in last), None) if turn < present else None
        state = "done" if turn < present else "now" if turn == present else ""
        found.append(WayStep(gettext(label), state, entry.at if entry else None, record.who(entry) if entry else ""))
    return found


def _waits_for(request: AdmissionRequest, now: datetime) -> str:
    """Whom it waits for, as one would say it."""
    status = request.status
    if status in (S.DRAFT, S.RETURNED):
        return name_of("body", request.matter.unit_id)
    if status == S.REVIEWS:
        waiting = [gettext(row.get_kind_display()) for row in reviews_of(request) if not row.finding]
        return gettext("、").join(waiting) or gettext("区委编办")
    if status == S.CONSULTATION:
        return unit_names(still_asked(request, now=now)) or gettext("区委编办")
    if status == S.DELIVERING:
        open_units = sorted({one.unit_id for one in unconfirmed(receipts_of(request)) if one.state == "DELIVERED"})
        return unit_names(open_units) or (name_of("body", request.matter.unit_id) if unconfirmed(receipts_of(request)) else gettext("区委编办"))
    if status == S.DECISION:
        return gettext("区领导")
    return "" if request.matter.closed_at or status == S.PUBLISHED else gettext("区委编办")


def shown(entries: Iterable[Entry]) -> list[ShownEntry]:
    """Newest first."""
    return record.shown(reversed(list(entries)), lambda row: OTHERS.get(row.kind) or EntryKind.label_of(row.kind))

