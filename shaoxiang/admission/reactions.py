"""Answers of streets, published versions, and time that ran out become the next step. Safe to repeat."""

from __future__ import annotations

from datetime import datetime

from shaoxiang.admission import actions, flows
from shaoxiang.admission.actions.steps import units_holding
from shaoxiang.admission.models import AdmissionRequest, RefusalNotice
from shaoxiang.admission.vocabulary import AdmissionStatus
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.desk.actions import await_act
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.journal import reactions
from shaoxiang.kernel.journal.models import Entry


def register() -> None:
    reactions.register({
        **dict.fromkeys(("opinions.answer", "opinions.answer_late", "opinions.run_out"), _heard),
        **dict.fromkeys(("duties.version_published", "duties.version_withdrawn"), _published),
        **dict.fromkeys(("admission.publish", "admission.register", "admission.reject", "admission.withdraw"), _outcome),
        "clocks.warned": _time, "clocks.overdue": _time,
    })


def _heard(entry: Entry) -> None:
    request = AdmissionRequest.objects.select_related("matter").filter(consulted_id=entry.facts.get("file")).first()
    if request is not None:
        actions.heard(request.number, at=max(entry.at, reactions.moment()))


def _published(entry: Entry) -> None:
    if entry.subject_kind == "list_version":
        actions.version_published(entry.subject_id, at=max(entry.at, reactions.moment()))


def _outcome(entry: Entry) -> None:
    actions.settle_applied(entry.subject_id, at=max(entry.at, reactions.moment()))


def _time(entry: Entry) -> None:
    code = entry.facts.get("code")
    at = max(entry.at, reactions.moment())
    if code == flows.LOOK_BACK:
        _ask_to_look_back(entry.subject_id, at)
    elif code == flows.ANSWER and entry.kind == "clocks.overdue":
        notice = RefusalNotice.objects.select_related("matter").filter(pk=entry.subject_id).first()
        if notice is not None:
            actions.run_out(notice.number, at=at)


def _ask_to_look_back(matter_id: int, at: datetime) -> None:
    """A row for the staffing office when the year is nearly over; once."""
    request = AdmissionRequest.objects.select_related("matter").filter(pk=matter_id, matter__status=AdmissionStatus.PUBLISHED.value).first()
    if request is None or DeskRow.objects.filter(OPEN, matter_id=matter_id, what="look_back").exists():
        return
    for role, unit_id in units_holding(Role.STAFFING_OFFICE):
        await_act(matter_id, "look_back", role=role, unit_id=unit_id, at=at, warn_at=request.matter.warn_at, due_at=request.matter.due_at)
