"""Answers of streets, published versions, and time that ran out become the next step. Safe to repeat."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from shaoxiang.admission import access, actions, rules
from shaoxiang.admission.actions.steps import units_holding
from shaoxiang.admission.models import AdmissionRequest, RefusalNotice
from shaoxiang.admission.vocabulary import AdmissionStatus
from shaoxiang.duties.models import ListVersion
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import posts_in
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.desk.actions import await_act
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.journal import reactions
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.actions import notify
from shaoxiang.kernel.notices.wording import Wording
from shaoxiang.kernel.notices.wording import register as register_wordings
from shaoxiang.kernel.vocabulary import _

STALE = timedelta(days=2)  # what is delivered later than this (a restored backup, the composed month) is told to nobody
WORDINGS = {
    "admission.sent_back": Wording(_("%(number)s 编办退回补正，请补齐再提交。"), "admission:show", ("number",), icon="door"),
    "admission.decided": Wording(_("%(number)s 区里已经决定，请看结果。"), "admission:show", ("number",), icon="door"),
    "admission.delivered": Wording(_("%(number)s 部门说资源已交付，请看到位没有。"), "admission:show", ("number",), icon="door"),
    "admission.disputed": Wording(_("%(number)s 街道说资源没到位，请补齐。"), "admission:show", ("number",), icon="door"),
    "refusal.received": Wording(_("%(number)s 街道拒收了一件工作，请在时限里回应。"), "admission:refusal", ("number",), icon="hand-stop"),
    "refusal.settled": Wording(_("%(number)s 拒收通知有了结果。"), "admission:refusal", ("number",), icon="hand-stop"),
}
TO_DEPARTMENT = {"admission.send_back": "admission.sent_back", "admission.dispute": "admission.disputed"}
SETTLED = ("refusal.accept", "refusal.rule_listed", "refusal.rule_stands", "refusal.run_out", "refusal.admitted", "refusal.not_admitted")


def register() -> None:
    register_wordings(WORDINGS)
    reactions.register({
        **dict.fromkeys((*TO_DEPARTMENT, "admission.approve", "admission.reject", "admission.deliver"), _tell_of_request),
        **dict.fromkeys(("refusal.issued", *SETTLED), _tell_of_refusal),
    })
    reactions.register({
        **dict.fromkeys(("opinions.answer", "opinions.answer_late", "opinions.run_out"), _heard),
        **dict.fromkeys(("duties.version_published", "duties.version_withdrawn"), _published),
        "duties.version_retracted": _retracted,
        **dict.fromkeys(("admission.publish", "admission.register", "admission.reject", "admission.withdraw"), _outcome),
        "clocks.warned": _time, "clocks.overdue": _time,
    })


def _tell_of_request(entry: Entry) -> None:
    """The department of what came back, of the decision, of a dispute; the streets of the decision and of what was delivered to them."""
    request = AdmissionRequest.objects.select_related("matter").filter(pk=entry.subject_id).first()
    if request is None:
        return
    if entry.kind != "admission.deliver":
        _tell(entry, TO_DEPARTMENT.get(entry.kind, "admission.decided"), request.number, request.matter.unit_id, access.DEPARTMENT)
    touched = list(request.units.values_list("unit_id", flat=True))
    told = entry.facts.get("units", []) if entry.kind == "admission.deliver" else [] if entry.kind in TO_DEPARTMENT else touched
    for unit_id in told:
        _tell(entry, "admission.delivered" if entry.kind == "admission.deliver" else "admission.decided", request.number, unit_id, access.STREET)


def _tell_of_refusal(entry: Entry) -> None:
    notice = RefusalNotice.objects.select_related("matter").filter(pk=entry.subject_id).first()
    if notice is None:
        return
    if entry.kind != "refusal.accept":
        _tell(entry, "refusal.received" if entry.kind == "refusal.issued" else "refusal.settled", notice.number, notice.department_id, access.DEPARTMENT)
    if entry.kind != "refusal.issued":
        _tell(entry, "refusal.settled", notice.number, notice.matter.unit_id, access.STREET)


def _tell(entry: Entry, code: str, number: str, unit_id: int | None, roles: tuple[Role, ...]) -> None:
    """Whoever holds one of these roles in the unit, once for each entry."""
    if unit_id is None or timezone.now() - entry.at > STALE:
        return
    posts = book().posts
    for post_id in sorted(key for key in posts_in(unit_id) if posts[key].roles & set(map(str, roles))):
        notify(code, at=entry.at, post_id=post_id, matter_id=entry.subject_id, params={"number": number}, key=f"{code}:{entry.pk}:{post_id}")


def _heard(entry: Entry) -> None:
    request = AdmissionRequest.objects.select_related("matter").filter(consulted_id=entry.facts.get("file")).first()
    if request is not None:
        actions.heard(request.number, at=max(entry.at, reactions.moment()))


def _published(entry: Entry) -> None:
    version = ListVersion.objects.filter(matter_id=entry.subject_id).first()
    if version is not None:
        actions.version_published(version.pk, at=max(entry.at, reactions.moment()))


def _retracted(entry: Entry) -> None:
    version = ListVersion.objects.filter(matter_id=entry.subject_id).first()
    if version is not None:
        actions.version_retracted(version.pk, at=max(entry.at, reactions.moment()))


def _outcome(entry: Entry) -> None:
    actions.settle_applied(entry.subject_id, at=max(entry.at, reactions.moment()))


def _time(entry: Entry) -> None:
    code = entry.facts.get("code")
    at = max(entry.at, reactions.moment())
    if code == rules.LOOK_BACK:
        _ask_to_look_back(entry.subject_id, at)
    elif code == rules.ANSWER and entry.kind == "clocks.overdue":
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
