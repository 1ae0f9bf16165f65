"""拒收: a street refuses unlisted work; the department takes it back, asks for admission, or has it ruled. Never money, always words (A9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from shaoxiang.admission import access, flows, queries, rules
from shaoxiang.admission.actions.drafting import SENDERS, open_from_refusal, require_body
from shaoxiang.admission.actions.steps import RefusalStep, hang, hold_refusal, move_refusal_desk, take_refusal, write_refusal
from shaoxiang.admission.flows import REFUSAL_FLOW
from shaoxiang.admission.models import AdmissionRequest, RefusalNotice
from shaoxiang.admission.queries.refusals import ruled_on_list
from shaoxiang.admission.rules import AdmissionRefused
from shaoxiang.admission.vocabulary import AdmissionStatus, Breach, RefusalStatus, WorkKind
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.kernel.access import SYSTEM, Actor, require
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks import specs
from shaoxiang.kernel.clocks.queries import earliest
from shaoxiang.kernel.clocks.rules import due
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.workdays.queries import calendar
from shaoxiang.kernel.workdays.rules import SHANGHAI


@dataclass(frozen=True, slots=True)
class Work:
    """What a street was told to do. `number`: of the case, item or task it came by."""

    kind: WorkKind
    title: str
    words: str
    department_id: int
    received_on: date | None = None
    number: str = ""
    letter: str = ""


@transaction.atomic
def refuse(work: Work, *, actor: Actor, at: datetime, upload: UploadedFile[Any] | None = None, sample: bool = False) -> RefusalNotice:
    """发出拒收通知: within the limit; later is said, not forbidden. `upload`: the letter, a photograph of it. Raises PermissionDenied, AdmissionRefused.

    When work of this house came to the street the house knows: `received_on` is asked of letters and calls.
    """
    require(actor, access.GRANTS["refuse"])
    require_body(actor, UNITS)
    subject = queries.subject_of(work.kind, work.number.strip(), actor) if work.kind != WorkKind.LETTER else None
    came, over = queries.reached(subject, actor.unit_id) if subject is not None else (None, False)
    received_on = timezone.localdate(came) if came is not None else work.received_on
    rules.check_refusal(work.kind, work.title, work.words, received_on, work.letter, subject is not None, timezone.localdate(at))
    assert received_on is not None  # noqa: S101 (the rule saw to it)
    if over:
        raise AdmissionRefused("subject", _("这一件已经办结，或者本镇街的部分已经办完：办完的不能再拒收。"))
    if subject is not None:
        rules.check_not_listed(*queries.carried_by_list(work.kind, subject, actor.unit_id))
    bodies = book().bodies
    if work.department_id not in bodies or bodies[work.department_id].kind not in SENDERS:
        raise AdmissionRefused("department", _("请选是哪个部门要街道做的。"))
    if subject is not None and RefusalNotice.objects.filter(subject_id=subject, matter__unit_id=actor.unit_id, matter__closed_at__isnull=True).exists():
        raise AdmissionRefused("subject", _("这一件已经发过拒收通知，部门还没有回应完：不用再发。"))
    if subject is not None and (ruled := ruled_on_list(subject, actor.unit_id)) is not None:
        raise AdmissionRefused("subject", _("这一件编办已经裁定在清单上（%(number)s）：不能再拒收。裁定不对的，请编办重新裁定。"), number=ruled.matter.number)
    limit = due(datetime.combine(received_on, time(12), tzinfo=SHANGHAI), specs.spec(rules.REFUSE), calendar())
    planned = clocks.plan([specs.spec(rules.ANSWER)], at=at)
    warn_at, due_at = earliest(planned)
    matter = open_matter(
        MatterKind.REFUSAL, title=work.title.strip(), status=RefusalStatus.ISSUED, at=at, unit_id=actor.unit_id, office_id=actor.office_id,
        street_id=actor.street_id, warn_at=warn_at, due_at=due_at,
    )
    clocks.begin(matter, planned)
    notice = RefusalNotice.objects.create(
        matter=matter, department_id=work.department_id, kind=work.kind.value, subject_id=subject, letter=work.letter.strip()[:120], words=work.words.strip(),
        received_on=received_on, late=at >= limit.due_at, issued_by=actor.assignment_id, sample=sample,
    )
    move_refusal_desk(notice, at=at, by=actor)
    sha256 = hang(matter, upload, actor, at) if upload is not None else None
    record("refusal.issued", subject=matter, actor=actor, at=at, new=True, rule=flows.ENTRUSTING, facts={
        "number": matter.number, "department": notice.department_id, "kind": notice.kind, "subject": subject, "late": notice.late,
        "words_sha256": digest(notice.words), "file_sha256": sha256,
    })
    return notice


@transaction.atomic
def attach_proof(number: str, *, upload: UploadedFile[Any], actor: Actor, at: datetime) -> RefusalNotice:
    """附材料 while it is not settled, by the street or the department. Raises AdmissionRefused, RefusalNotice.DoesNotExist, PermissionDenied, MoveRefused."""
    step = take_refusal(number, "attach_proof", actor=actor, at=at)
    sha256 = hang(step.notice.matter, upload, actor, at)
    record("refusal.attach_proof", subject=step.notice.matter, actor=actor, at=at, facts={"file_sha256": sha256})
    return step.notice


@transaction.atomic
def accept(number: str, *, words: str = "", actor: Actor, at: datetime) -> RefusalNotice:
    """收回这件工作: the department does it itself. Raises RefusalNotice.DoesNotExist, PermissionDenied, MoveRefused."""
    return _answered(take_refusal(number, "accept", actor=actor, at=at), words)


@transaction.atomic
def apply(number: str, *, words: str = "", actor: Actor, at: datetime) -> RefusalNotice:
    """申请职责准入: a draft is made from the notice, which waits for what becomes of it. Raises DoesNotExist, PermissionDenied, MoveRefused."""
    step = take_refusal(number, "apply", actor=actor, at=at)
    step.notice.request = open_from_refusal(step.notice, actor=actor, at=at)
    return _answered(step, words, "request")


@transaction.atomic
def escalate(number: str, *, words: str, actor: Actor, at: datetime) -> RefusalNotice:
    """提请编办裁定: the department says on which list it believes the work to be. Raises AdmissionRefused, DoesNotExist, PermissionDenied, MoveRefused."""
    step = take_refusal(number, "escalate", actor=actor, at=at)
    if not words.strip():
        raise AdmissionRefused("words", _("请写明您认为在哪份清单的哪一条，为什么该街道做。"))
    return _answered(step, words)


def _answered(step: RefusalStep, words: str, *more: str) -> RefusalNotice:
    step.notice.answer_words, step.notice.answered_at = words.strip(), step.at
    facts: dict[str, Fact] = {"words_sha256": digest(words.strip()) if words.strip() else None, "request": step.notice.request_id}
    return write_refusal(step, fields=("answer_words", "answered_at", *more), facts=facts)


@transaction.atomic
def run_out(number: str, *, at: datetime) -> RefusalNotice | None:
    """期满没有回应: the refusal stands. None where nothing is to be done. Safe to repeat."""
    notice = hold_refusal(number)
    if notice.status != RefusalStatus.ISSUED or notice.matter.due_at is None or notice.matter.due_at > at:
        return None
    return write_refusal(RefusalStep(notice, REFUSAL_FLOW.take("run_out", notice.matter.status), SYSTEM, at))


@transaction.atomic
def rule_listed(number: str, *, item_kind: str, item_code: str, words: str, actor: Actor, at: datetime) -> RefusalNotice:
    """裁定在清单上: the item is named, and it is there. Raises AdmissionRefused, DoesNotExist, PermissionDenied, MoveRefused."""
    step = take_refusal(number, "rule_listed", actor=actor, at=at)
    code = item_code.strip().upper()
    notice = step.notice
    unit = Body.objects.get(pk=notice.matter.unit_id or 0)
    rules.check_ruling(True, queries.carries(unit, item_kind, code, timezone.localdate(at)), False, words)
    notice.item_kind, notice.item_code, notice.ruling_words, notice.ruled_at, notice.ruled_by = item_kind, code, words.strip(), at, actor.assignment_id
    facts = {"list": item_kind, "item": code, "words_sha256": digest(notice.ruling_words)}
    return write_refusal(step, fields=["item_kind", "item_code", "ruling_words", "ruled_at", "ruled_by"], facts=facts)


@transaction.atomic
def rule_stands(number: str, *, breach: Breach | None, words: str, actor: Actor, at: datetime) -> RefusalNotice:
    """裁定拒收成立: the breach is recorded (A9): correction, public criticism; never money. Raises AdmissionRefused, …"""
    step = take_refusal(number, "rule_stands", actor=actor, at=at)
    rules.check_ruling(False, False, breach is not None, words)
    notice = step.notice
    notice.breach, notice.ruling_words, notice.ruled_at, notice.ruled_by = str(breach), words.strip(), at, actor.assignment_id
    facts: dict[str, Fact] = {"breach": notice.breach, "department": notice.department_id, "words_sha256": digest(notice.ruling_words)}
    return write_refusal(step, fields=["breach", "ruling_words", "ruled_at", "ruled_by"], facts=facts)


@transaction.atomic
def settle_applied(request_id: int, *, at: datetime) -> None:
    """What the department applied for has an outcome: admitted, or it stays refused. Safe to repeat."""
    request = AdmissionRequest.objects.select_related("matter").get(pk=request_id)
    name = {
        AdmissionStatus.PUBLISHED: "admitted", AdmissionStatus.REJECTED: "not_admitted", AdmissionStatus.WITHDRAWN: "not_admitted",
    }.get(request.status)
    if name is None:
        return
    numbers = RefusalNotice.objects.filter(request_id=request_id, matter__status=RefusalStatus.APPLYING.value).values_list("matter__number", flat=True)
    for number in list(numbers):
        notice = hold_refusal(number)
        if notice.status == RefusalStatus.APPLYING:
            write_refusal(RefusalStep(notice, REFUSAL_FLOW.take(name, notice.matter.status), SYSTEM, at), facts={"request": request_id})
