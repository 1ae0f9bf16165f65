"""编制调整: drafted, reviewed by a second person, approved by the commission, written into the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.institutions.models import Assignment
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel import db
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter import rows
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing import access, queries, rules
from shaoxiang.staffing.flows import QUOTA_FLOW, rule_of
from shaoxiang.staffing.models import QuotaChange, QuotaEntry
from shaoxiang.staffing.rules import StaffingRefused, Wanted
from shaoxiang.staffing.vocabulary import ENDED
from shaoxiang.staffing.vocabulary import ChangeStatus as S

AWAITED = {S.DRAFT: ("review", Role.STAFFING_OFFICE), S.REVIEWED: ("approve", Role.STAFFING_COMMISSION), S.APPROVED: ("take_effect", Role.STAFFING_OFFICE)}


@transaction.atomic
def draft(wanted: Wanted, *, actor: Actor, at: datetime, sample: bool = False) -> QuotaChange:
    """拟编制调整. Raises PermissionDenied, StaffingRefused."""
    require(actor, access.GRANTS["draft"])
    hold(wanted.body_id, wanted.moved_from_id)
    today = timezone.localtime(at).date()
    queries.check(wanted, today, drafted_on=today)
    title = f"{book().bodies[wanted.body_id].name} {wanted.delta:+d}"
    matter = open_matter(MatterKind.QUOTA_CHANGE, title=title, status=S.DRAFT, at=at, unit_id=queries.office_unit())
    change = QuotaChange.objects.create(
        matter=matter, body_id=wanted.body_id, quota_type=wanted.quota_type, delta=wanted.delta, effective_on=wanted.effective_on,
        reason=wanted.reason.strip(), moved_from_id=wanted.moved_from_id, upper_document=wanted.upper_document.strip(), corrects_id=wanted.corrects_id,
        right_figure=wanted.right_figure, read_in=wanted.read_in.strip()[:60], drafted_by=actor.assignment_id, sample=sample,
    )
    _move_desk(change, actor, at, fresh=True)
    facts = {**queries.facts_of(change), "number": matter.number, "reason_sha256": digest(change.reason)}
    record("staffing.drafted", subject=matter, actor=actor, at=at, facts=facts, new=True)
    return change


@transaction.atomic
def review(number: str, *, actor: Actor, at: datetime) -> QuotaChange:
    """复核, by another person of the staffing office. Raises QuotaChange.DoesNotExist, PermissionDenied, MoveRefused, StaffingRefused."""
    change, move = _take(number, "review", actor)
    if actor.person_id is not None and Assignment.objects.filter(pk=change.drafted_by or 0, person_id=actor.person_id).exists():
        raise StaffingRefused("", _("拟稿的和复核的要是两个人：您在另一个岗位上拟的，请编办别的同志复核。"))
    queries.check(queries.wanted_of(change), timezone.localtime(at).date(), drafted_on=drafted_day(change))
    change.reviewed_by = actor.assignment_id
    return _write(change, move, actor, at, fields=("reviewed_by",))


@transaction.atomic
def send_back(number: str, *, actor: Actor, at: datetime, refusal: str) -> QuotaChange:
    return _refuse(number, "send_back", actor, at, refusal)


@transaction.atomic
def approve(number: str, *, actor: Actor, at: datetime, meeting_on: date, meeting_number: str) -> QuotaChange:
    """编委会批准: the meeting, its date and number."""
    change, move = _take(number, "approve", actor)
    today = timezone.localtime(at).date()
    wanted, drafted_on = queries.wanted_of(change), drafted_day(change)
    rules.check_meeting(meeting_on, meeting_number, change.effective_on, today, drafted_on)
    queries.check(wanted, today, drafted_on=drafted_on)
    queries.check_people(wanted, today)
    change.meeting_on, change.meeting_number = meeting_on, meeting_number.strip()
    facts = {"meeting_on": meeting_on.isoformat(), "meeting": change.meeting_number}
    return _write(change, move, actor, at, fields=("meeting_on", "meeting_number"), facts=facts)


@transaction.atomic
def approve_many(numbers: Iterable[str], *, actor: Actor, at: datetime, meeting_on: date, meeting_number: str) -> list[QuotaChange]:
    """一次会议批准几件: all of them, or none. Raises as `approve`; a refusal names the change it is about."""
    chosen, done = sorted({number.strip() for number in numbers} - {""}), []
    if not chosen:
        raise StaffingRefused("chosen", _("请先勾选要批准的。"))
    for number in chosen:
        try:
            done.append(approve(number, actor=actor, at=at, meeting_on=meeting_on, meeting_number=meeting_number))
        except QuotaChange.DoesNotExist:
            raise StaffingRefused("chosen", _("没有 %(number)s 这一件：请从列表里勾选。这一次一件也没有批准。"), number=number) from None
        except StaffingRefused as refused:
            words = gettext(refused.reason) % refused.facts if refused.facts else gettext(refused.reason)
            raise StaffingRefused("chosen", _("%(number)s：%(why)s这一次一件也没有批准。"), number=number, why=words) from None
    return done


@transaction.atomic
def reject(number: str, *, actor: Actor, at: datetime, refusal: str) -> QuotaChange:
    return _refuse(number, "reject", actor, at, refusal)


@transaction.atomic
def take_effect(number: str, *, actor: Actor, at: datetime) -> QuotaChange:
    """记入台账, on its day or, where that was missed, later. Raises as `review`."""
    change, move = _take(number, "take_effect", actor)
    return enter(change, move, actor=actor, at=at)


def enter(change: QuotaChange, move: Move, *, actor: Actor, at: datetime) -> QuotaChange:
    """Looked at once more: what was free to fall when approved may be locked now, or people may have come. Raises StaffingRefused."""
    hold(change.body_id, change.moved_from_id)
    wanted, today = queries.wanted_of(change), timezone.localtime(at).date()
    rules.check_due(change.effective_on, today)
    queries.check(wanted, today, drafted_on=None)
    queries.check_people(wanted, today)
    made = [QuotaEntry.objects.create(body_id=body, delta=delta, change=change, quota_type=change.quota_type, effective_on=change.effective_on,
                                      corrects_id=change.corrects_id, sample=change.sample)
            for body, delta in ((change.moved_from_id, -change.delta), (change.body_id, change.delta)) if body is not None]
    return _write(change, move, actor, at, facts={"entries": ",".join(str(entry.pk) for entry in made)})


def drafted_day(change: QuotaChange) -> date:
    return timezone.localtime(change.matter.opened_at).date()


def hold(*body_ids: int | None) -> None:
    """One at a time for each body, in one order, so that two never wait for each other."""
    for body_id in sorted({key for key in body_ids if key is not None}):
        db.take_turns(f"staffing:{body_id}")


def _refuse(number: str, name: str, actor: Actor, at: datetime, refusal: str) -> QuotaChange:
    change, move = _take(number, name, actor)
    if not refusal.strip():
        raise StaffingRefused("refusal", _("请写明为什么不通过。"))
    change.refusal = refusal.strip()
    return _write(change, move, actor, at, fields=("refusal",), facts={"refusal_sha256": digest(change.refusal)})


def _take(number: str, name: str, actor: Actor) -> tuple[QuotaChange, Move]:
    """Lock and take. Raises QuotaChange.DoesNotExist (also outside the actor's rows), PermissionDenied, MoveRefused."""
    change = rows.hold(QuotaChange.objects.all(), number)
    return change, rows.move_of(change, name, flow=QUOTA_FLOW, actor=actor, view=access.GRANTS["view"], grants=access.GRANTS[name])


def _write(
    change: QuotaChange, move: Move, actor: Actor, at: datetime, *, fields: tuple[str, ...] = (), facts: Mapping[str, Fact] | None = None,
) -> QuotaChange:
    matter = change.matter
    if fields:  # before the status: the database lets it move only when who reviewed, which meeting, why not, is written (ADR 0027)
        change.save(update_fields=list(fields))
    if move.target is not None:
        matter.status = move.target
        matter.closed_at = at if move.target in ENDED else None
        matter.save(update_fields=["status", "closed_at"])
    _move_desk(change, actor, at)
    rule = rule_of(move, between_levels=queries.between_levels(change))
    record(f"staffing.{move.name}", subject=matter, actor=actor, at=at, rule=rule, facts={"to": matter.status, **(facts or {})})
    return change


def _move_desk(change: QuotaChange, actor: Actor, at: datetime, *, fresh: bool = False) -> None:
    if not fresh:
        settle(change.pk, at=at, by=actor)
    awaited = AWAITED.get(S(change.matter.status))
    waits_for_its_day = change.matter.status == S.APPROVED.value and change.effective_on > timezone.localtime(at).date()
    if awaited is not None and not waits_for_its_day:  # on its day the job writes it; what the job cannot, it puts on this desk
        what, role = awaited
        await_act(change.pk, what, role=role, at=at, unit_id=change.matter.unit_id)
