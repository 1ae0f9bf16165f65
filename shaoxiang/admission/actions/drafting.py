"""The department's side: open, write, submit, withdraw; and the office's check of what was handed in."""

from __future__ import annotations

from dataclasses import fields as fields_of
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from shaoxiang.admission import access, queries, rules
from shaoxiang.admission.actions.steps import Step, hang, move_desk, take, units_holding, write
from shaoxiang.admission.models import AdmissionRequest, AdmissionReview, AdmissionUnit, RefusalNotice
from shaoxiang.admission.rules import AdmissionRefused, Statement
from shaoxiang.admission.vocabulary import AdmissionStatus, ReviewKind
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks import specs
from shaoxiang.kernel.desk.actions import await_act
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.journal.queries import CHANGED_MEANWHILE, written_since
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions.queries.places import named_units

SENDERS = (BodyKind.DEPARTMENT.value, BodyKind.PUBLIC_UTILITY.value, BodyKind.COMMAND_CENTER.value, BodyKind.DISTRICT_ORGAN.value)
COLUMNS = tuple(one.name for one in fields_of(Statement) if one.name not in ("title", "units"))


@transaction.atomic
def open_request(given: Statement, *, actor: Actor, at: datetime, sample: bool = False) -> AdmissionRequest:
    """立卷拟稿: half-written is enough; only the department itself sees it. Raises PermissionDenied, AdmissionRefused."""
    require(actor, access.GRANTS["new"])
    require_body(actor, SENDERS)
    rules.check_draft(given)
    role = next((str(role) for role in access.DEPARTMENT if actor.has_role(role)), str(access.DEPARTMENT[0]))
    matter = open_matter(
        MatterKind.ADMISSION, title=given.title.strip(), status=AdmissionStatus.DRAFT, at=at, unit_id=actor.unit_id, office_id=actor.office_id,
    )
    request = AdmissionRequest.objects.create(
        matter=matter, drafted_by=actor.assignment_id, drafting_role=role, sample=sample, **{name: _clean(getattr(given, name)) for name in COLUMNS},
    )
    _touch(request, given.units)
    move_desk(request, at=at, by=actor)
    record("admission.opened", subject=matter, actor=actor, at=at, new=True, facts={"number": matter.number, "units": sorted(given.units)})
    return request


def require_body(actor: Actor, kinds: tuple[str, ...]) -> None:
    """A key of another system acts for the body it is bound to: only departments apply, only streets refuse. Raises PermissionDenied."""
    body = book().bodies.get(actor.unit_id or 0)
    if body is None or body.kind not in kinds:
        raise PermissionDenied(_("您现在的岗位没有这项权限。"))


def _clean(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _touch(request: AdmissionRequest, units: tuple[int, ...]) -> None:
    bodies = book().bodies
    if any(key not in bodies or bodies[key].kind not in UNITS for key in units):
        raise AdmissionRefused("units", _("只能选街道办事处和镇政府：请从列表里选。"))
    request.units.exclude(unit_id__in=units).delete()
    there = set(request.units.values_list("unit_id", flat=True))
    AdmissionUnit.objects.bulk_create(AdmissionUnit(request=request, unit_id=key) for key in sorted(set(units) - there))


@transaction.atomic
def edit(number: str, given: Statement, *, actor: Actor, at: datetime, seen: str | None = None) -> AdmissionRequest:
    """改申请, while it is a draft or was sent back. `seen`: the mark (`as_read`) it was opened at. Raises AdmissionRefused, MoveRefused, PermissionDenied."""
    step = take(number, "edit", actor=actor, at=at)
    rules.check_draft(given)
    request = step.request
    if written_since("matter", request.pk, seen):
        raise AdmissionRefused("", CHANGED_MEANWHILE)
    for name in COLUMNS:
        setattr(request, name, _clean(getattr(given, name)))
    request.matter.title = given.title.strip()
    request.matter.save(update_fields=["title"])
    _touch(request, given.units)
    write(step, fields=COLUMNS, facts={"units": sorted(given.units)})
    return request


@transaction.atomic
def attach(number: str, *, upload: UploadedFile[Any], actor: Actor, at: datetime) -> AdmissionRequest:
    """附材料: a scan, a photograph, a paper; also as a receipt while the resources are delivered. Raises AdmissionRefused, MoveRefused, PermissionDenied."""
    step = take(number, "attach", actor=actor, at=at)
    write(step, facts={"file_sha256": hang(step.request.matter, upload, actor, at)})
    return step.request


@transaction.atomic
def submit(number: str, *, actor: Actor, at: datetime) -> AdmissionRequest:
    """提交编办: nothing may be missing (A2, A5, A10). Raises AdmissionRefused, MoveRefused, PermissionDenied."""
    step = take(number, "submit", actor=actor, at=at)
    given = queries.statement_of(step.request)
    rules.check_complete(given, timezone.localdate(at))
    left_out = named_units("\n".join(rules.stated_words(given).values()), given.title) - set(given.units)
    if left_out:
        raise AdmissionRefused("units", _("申请里写到的镇街没有选上：%(units)s。请都选上，一个一个征求意见（A3）；确实不涉及的，请改申请的写法。"),
                               units="、".join(queries.body_words(key) for key in sorted(left_out)))
    now = digest("\n".join(str(getattr(given, name)) for name in COLUMNS))
    handed_in = Entry.objects.filter(subject_kind="matter", subject_id=step.request.pk, kind="admission.submit")
    if last := handed_in.order_by("-seq").values_list("facts", flat=True).first():
        rules.check_changed(f"{last['text_sha256']} {last['units']}", f"{now} {sorted(given.units)}")
    step.request.submitted_at = at
    write(step, fields=["submitted_at"], facts={"units": sorted(given.units), "text_sha256": now})
    return step.request


@transaction.atomic
def send_back(number: str, *, words: str, actor: Actor, at: datetime) -> AdmissionRequest:
    """退回补正, from the check or after the reviews; what is submitted again is examined anew. Raises AdmissionRefused, MoveRefused, PermissionDenied."""
    step = take(number, "send_back", actor=actor, at=at)
    _said(words, _("请写明缺什么、怎么补：部门照着补。"))
    step.request.returned_why = words.strip()
    write(step, fields=["returned_why"], facts={"words_sha256": digest(words.strip())})
    return step.request


@transaction.atomic
def withdraw(number: str, *, words: str, actor: Actor, at: datetime) -> AdmissionRequest:
    """撤回申请, until the streets are asked. Raises AdmissionRefused, MoveRefused, PermissionDenied."""
    step = take(number, "withdraw", actor=actor, at=at)
    _said(words, _("请写明为什么撤回。"))
    step.request.withdrawn_why = words.strip()
    write(step, fields=["withdrawn_why"], facts={"words_sha256": digest(words.strip())})
    return step.request


def _said(words: str, reason: str) -> None:
    if not words.strip():
        raise AdmissionRefused("words", reason)


@transaction.atomic
def take_in(number: str, *, actor: Actor, at: datetime) -> AdmissionRequest:
    """材料齐全: three reviews begin at once, each with its own clock and desk row. Raises MoveRefused, PermissionDenied."""
    step = take(number, "take_in", actor=actor, at=at)
    request = step.request
    request.round += 1
    write(step, fields=["round"], facts={"round": request.round})
    for kind in ReviewKind:
        _begin_review(step, kind)
    clocks.refresh(request.matter)
    return request


def _begin_review(step: Step, kind: ReviewKind) -> None:
    request = step.request
    review = AdmissionReview.objects.create(request=request, kind=kind, round=request.round)
    clock = clocks.start(request.matter, [specs.spec(rules.REVIEW_CLOCK)], at=step.at, part_id=review.pk)[0]
    for role, unit_id in units_holding(access.REVIEWERS[kind.value]):
        await_act(request.pk, "review", role=role, unit_id=unit_id, at=step.at, warn_at=clock.warn_at, due_at=clock.due_at, part_id=review.pk)


@transaction.atomic
def open_from_refusal(notice: RefusalNotice, *, actor: Actor, at: datetime) -> AdmissionRequest:
    """A draft with what the street's refusal already says: the way from pushing down to asking."""
    return open_request(Statement(title=notice.matter.title[:rules.TITLE_MAX], units=(notice.matter.unit_id or 0,)), actor=actor, at=at, sample=notice.sample)
