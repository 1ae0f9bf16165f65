"""What every step has in common: lock, take the move, touch the clocks, move the desk, write the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from shaoxiang.admission import access, queries
from shaoxiang.admission.flows import ADMISSION_FLOW, REFUSAL_FLOW
from shaoxiang.admission.models import AdmissionRequest, RefusalNotice
from shaoxiang.admission.rules import AdmissionRefused, check_papers, unconfirmed
from shaoxiang.admission.vocabulary import OVER, REFUSALS_OVER, AdmissionStatus, Decided, ReceiptState, RefusalStatus
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import posts_holding
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.actions import Applied
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.files import actions as files
from shaoxiang.kernel.files.queries import attachments_of
from shaoxiang.kernel.files.rules import Refused as FileRefused
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact
from shaoxiang.kernel.matter import rows
from shaoxiang.kernel.matter.models import Matter

Seats = list[tuple[str, int | None]]


@dataclass
class Step:
    """A move taken on a locked request, not yet written."""

    request: AdmissionRequest
    move: Move
    actor: Actor
    at: datetime


@dataclass
class RefusalStep:
    notice: RefusalNotice
    move: Move
    actor: Actor
    at: datetime


def hold(number: str) -> AdmissionRequest:
    """The request with its matter, locked. Raises AdmissionRequest.DoesNotExist."""
    return rows.hold(AdmissionRequest.objects.all(), number)


def take(number: str, name: str, *, actor: Actor, at: datetime) -> Step:
    """Raises AdmissionRequest.DoesNotExist (also outside the actor's rows), PermissionDenied, MoveRefused."""
    request = hold(number)
    move = rows.move_of(request, name, flow=ADMISSION_FLOW, actor=actor, view=access.GRANTS["view"], grants=access.GRANTS[name])
    return Step(request, move, actor, at)


def by_system(request: AdmissionRequest, name: str, *, actor: Actor, at: datetime) -> Step:
    """A move nobody asks for: of a locked request."""
    return Step(request, ADMISSION_FLOW.take(name, request.matter.status), actor, at)


def write(step: Step, *, facts: Mapping[str, Fact] | None = None, fields: Iterable[str] = (), part_id: int | None = None) -> Applied:
    """Clocks, status, row, desk, record."""
    matter, move = step.request.matter, step.move
    applied = clocks.apply(move, matter, at=step.at, part_id=part_id)
    _to(matter, move, step.at, OVER)
    if fields := list(fields):
        step.request.save(update_fields=fields)
    move_desk(step.request, at=step.at, by=step.actor)
    record(f"admission.{move.name}", subject=matter, actor=step.actor, at=step.at, rule=move.rule, facts={"to": matter.status, **(facts or {})})
    return applied


def _to(matter: Matter, move: Move, at: datetime, over: frozenset[str]) -> None:
    if move.target is None or matter.status == move.target:
        return
    matter.status = move.target
    if move.target.value in over:
        matter.closed_at = at
    matter.save(update_fields=["status", "closed_at"])


def hang(matter: Matter, upload: UploadedFile[Any], actor: Actor, at: datetime) -> str:
    """附材料: the file looked at, stored and hung on the matter; its digest. Raises AdmissionRefused."""
    check_papers(attachments_of(matter.pk).count())
    try:
        stored = files.take(upload, at=at)
    except FileRefused as refused:
        raise AdmissionRefused("upload", str(refused)) from None
    files.attach(matter.pk, stored, role=AttachmentRole.OTHER, name=upload.name or "", by=actor, at=at)
    return stored.sha256


# --- desks ----------------------------------------------------------------------------------------------------------------


def units_holding(role: Role) -> Seats:
    """The role, in each unit where somebody has it today."""
    kept = book()
    units = {kept.unit_of(kept.posts[key].body_id) for key in posts_holding(frozenset({str(role)}))}
    return [(str(role), unit) for unit in sorted(key for key in units if key is not None)]


def move_desk(request: AdmissionRequest, *, at: datetime, by: Actor) -> None:
    """Rows no longer wanted go; those still wanted keep the day they came. The three reviews have rows of their own part."""
    wanted = {} if request.matter.closed_at is not None else _wanted(request)
    keep = (*wanted, *(["look_back"] if request.status == AdmissionStatus.PUBLISHED else []))
    for row in DeskRow.objects.filter(OPEN, matter_id=request.pk, part_id__isnull=True).exclude(what__in=keep).values_list("what", flat=True).distinct():
        settle(request.pk, at=at, by=by, what=row, part_id=None)
    if request.status != AdmissionStatus.REVIEWS:
        settle(request.pk, at=at, by=by, what="review")
    for what, seats in wanted.items():
        there = set(DeskRow.objects.filter(OPEN, matter_id=request.pk, what=what, part_id__isnull=True).values_list("role", "unit_id"))
        for seat in there - set(seats):
            DeskRow.objects.filter(OPEN, matter_id=request.pk, what=what, role=seat[0], unit_id=seat[1]).update(done_at=at, done_by=by.assignment_id)
        for role, unit_id in seats:
            if (role, unit_id) not in there:
                matter = request.matter
                await_act(request.pk, what, role=role, unit_id=unit_id, at=at, warn_at=matter.warn_at, due_at=matter.due_at)


def _wanted(request: AdmissionRequest) -> dict[str, Seats]:
    status, own = request.status, [(request.drafting_role, request.matter.unit_id)]
    office = units_holding(Role.STAFFING_OFFICE)
    if status in (AdmissionStatus.DRAFT, AdmissionStatus.RETURNED):
        return {"submit": own}
    if status == AdmissionStatus.COMPLETENESS:
        return {"take_in": office}
    if status == AdmissionStatus.REVIEWS:
        return {"consult": office} if queries.all_found(request) else {}
    if status == AdmissionStatus.OFFICE_OPINION:
        return {"give_opinion": office}
    if status == AdmissionStatus.DECISION:
        return {"approve": units_holding(Role.DISTRICT_LEADER)}
    if status == AdmissionStatus.DELIVERING:
        return _delivering(request, own, office)
    if status == AdmissionStatus.PUBLISHED and request.grid_work and not request.register_numbers:
        return {"register_grid": office}
    return {}


def _delivering(request: AdmissionRequest, own: Seats, office: Seats) -> dict[str, Seats]:
    """The department delivers, each street confirms, the office lists once nothing is missing."""
    receipts = queries.receipts_of(request)
    open_ones = unconfirmed(receipts)
    if not open_ones:
        return {"register" if request.decided == Decided.TEMPORARY else "list_it": office}
    wanted: dict[str, Seats] = {}
    if any(one.state in (ReceiptState.WAITING, ReceiptState.DISPUTED) for one in open_ones):
        wanted["deliver"] = own
    streets = sorted({one.unit_id for one in open_ones if one.state == ReceiptState.DELIVERED})
    if streets:
        wanted["confirm"] = [(str(role), unit_id) for unit_id in streets for role in access.STREET]
    return wanted


# --- refusals -------------------------------------------------------------------------------------------------------------


def hold_refusal(number: str) -> RefusalNotice:
    return rows.hold(RefusalNotice.objects.all(), number)


def take_refusal(number: str, name: str, *, actor: Actor, at: datetime) -> RefusalStep:
    """Raises RefusalNotice.DoesNotExist (also outside the actor's rows), PermissionDenied, MoveRefused."""
    notice = hold_refusal(number)
    move = rows.move_of(notice, name, flow=REFUSAL_FLOW, actor=actor, view=access.GRANTS["view_refusal"], grants=access.GRANTS[name])
    return RefusalStep(notice, move, actor, at)


def write_refusal(step: RefusalStep, *, facts: Mapping[str, Fact] | None = None, fields: Iterable[str] = ()) -> RefusalNotice:
    """Clocks, status, row, desk, record."""
    notice, matter = step.notice, step.notice.matter
    clocks.apply(step.move, matter, at=step.at)
    _to(matter, step.move, step.at, REFUSALS_OVER)
    if fields := list(fields):
        notice.save(update_fields=fields)
    move_refusal_desk(notice, at=step.at, by=step.actor)
    told: dict[str, Fact] = {"to": matter.status, "subject": notice.subject_id, **(facts or {})}
    record(f"refusal.{step.move.name}", subject=matter, actor=step.actor, at=step.at, rule=step.move.rule, facts=told)
    return notice


def move_refusal_desk(notice: RefusalNotice, *, at: datetime, by: Actor) -> None:
    """The department answers; where it will not, the staffing office rules."""
    settle(notice.pk, at=at, by=by)
    seats: Seats = []
    if notice.status == RefusalStatus.ISSUED:
        seats = [(str(role), notice.department_id) for role in access.DEPARTMENT]
    elif notice.status == RefusalStatus.ESCALATED:
        seats = units_holding(Role.STAFFING_OFFICE)
    what = "answer" if notice.status == RefusalStatus.ISSUED else "rule"
    for role, unit_id in seats:
        await_act(notice.pk, what, role=role, unit_id=unit_id, at=at, warn_at=notice.matter.warn_at, due_at=notice.matter.due_at)
