"""派驻机构负责人调整: the streets are asked first, in the room of opinions; it is recorded only when each has answered or its time has passed."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from shaoxiang.forces import access
from shaoxiang.forces.actions.roster import journal
from shaoxiang.forces.models import HeadChange
from shaoxiang.forces.queries.heads import SUBJECT, file_of, head_post, who_may_head
from shaoxiang.forces.rules import ForceRefused
from shaoxiang.forces.vocabulary import Adoption, ChangeKind, ChangeStatus
from shaoxiang.institutions.actions import changed
from shaoxiang.institutions.models import Assignment, Body
from shaoxiang.institutions.queries.areas import streets_served
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor, allowed, require, visible
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.workdays.rules import SHANGHAI
from shaoxiang.opinions import actions as opinions
from shaoxiang.opinions.queries import bar_words, scope_in_force, standing
from shaoxiang.opinions.rules import OpinionRefused
from shaoxiang.opinions.vocabulary import FileStatus, OpinionStatus, Power, Uptake, View

SCOPE = "HEADS"  # the line of what must be asked, where the district has it
MEETING, AS_ASKED, DROPPED = "主管部门记录调整", "按征求意见时的方案办理。", "主管部门不再调整。"  # kept as said, in Chinese whoever presses the button
UPTAKES = {Adoption.ADOPTED: Uptake.ADOPTED, Adoption.PARTLY: Uptake.PARTLY, Adoption.NOT: Uptake.NOT_ADOPTED}


@transaction.atomic
def ask_change(
    body_id: int, kind: ChangeKind, *, reason: str, person_id: int | None, actor: Actor, at: datetime, days: int | None = None, sample: bool = False,
) -> HeadChange:
    """征求意见: every street the unit serves is asked; `days`: working days to answer. Raises Body.DoesNotExist, PermissionDenied, ForceRefused."""
    body = Body.objects.select_for_update(no_key=True).filter(visible(actor, access.GRANTS["ask_change"]), pk=body_id).first()
    if body is None:
        require(actor, access.GRANTS["ask_change"])
        raise Body.DoesNotExist(body_id)
    today = at.astimezone(SHANGHAI).date()
    if body.kind != BodyKind.DISPATCHED_INSTITUTION:
        raise ForceRefused("", _("只有派驻机构的负责人调整要征求镇街意见。"))
    if HeadChange.objects.filter(body=body, status=ChangeStatus.ASKED).exists():
        raise ForceRefused("", _("这个机构正在征求意见，等有了结果再提下一次。"))
    if not reason.strip():
        raise ForceRefused("reason", _("请写明为什么调整。"))
    people = who_may_head(body, today)
    if kind == ChangeKind.APPOINT and person_id not in people:
        raise ForceRefused("person_id", _("请从本系统的人员里选拟任人选。"))
    row = HeadChange.objects.create(
        body=body, kind=kind, person_id=person_id if kind == ChangeKind.APPOINT else None, reason=reason.strip(), asked_at=at, asked_by=actor.assignment_id,
        sample=sample,
    )
    units = sorted(unit for street in streets_served(body, today) if (unit := street_unit(street)) is not None)
    proposed = f"拟任人选：{people[person_id]}。" if row.person_id is not None and person_id is not None else ""
    title = f"{body.shown_name}负责人{ChangeKind(kind).label}"
    try:
        opinions.ask(
            power=Power.PERSONNEL_APPRAISAL_CONSENT, title=title, units=units, asked_by=actor, at=at, subject=(SUBJECT, row.pk),
            text=f"{proposed}{row.reason}", scope=scope_in_force(SCOPE), days=days, sample=sample,
        )
    except OpinionRefused as refused:
        raise ForceRefused(refused.field, _(refused.reason) % refused.facts if refused.facts else _(refused.reason)) from None
    journal("forces.change_asked", body.pk, actor=actor, at=at, change=row.pk, change_kind=row.kind, units=units)
    return row


@transaction.atomic
def record_change(change_id: int, *, adoption: Adoption | None, feedback: str, actor: Actor, at: datetime) -> HeadChange:
    """记录调整: only after every street has answered or its time has passed; who did not answer is noted as none given, never as consent.

    A street that did more than agree is told what became of it. An appointment moves the head's post that day.
    Raises HeadChange.DoesNotExist, PermissionDenied, MoveRefused, ForceRefused.
    """
    row = _held(change_id, actor)
    file = file_of(row)
    if file is None or file.status == FileStatus.DROPPED:
        raise ForceRefused("", _("征求意见已经停办，不能记录调整：请点“不再调整”，再重新征求。"))
    stand = standing(file, now=at)
    if file.status == FileStatus.ASKING and not stand.may_go:
        raise ForceRefused("", " ".join(bar_words(stand.obstacles)))
    spoken = [line.request for line in stand.lines if line.request is not None and line.request.status == OpinionStatus.ANSWERED]
    if any(one.view != View.AGREE for one in spoken) and (adoption is None or not feedback.strip()):
        raise ForceRefused("feedback", _("镇街提了条件、不同意见或建议：请写明采纳情况和理由，镇街会看到。"))
    if file.status == FileStatus.ASKING:
        opinions.send_to_meeting(file.number, meeting=MEETING, actor=actor, at=at)
    for one in spoken:
        words = feedback.strip() or AS_ASKED
        opinions.give_feedback(one.number, uptake=UPTAKES[adoption or Adoption.ADOPTED], words=words, actor=actor, at=at)
    if file.status != FileStatus.CLOSED:
        opinions.close_file(file.number, actor=actor, at=at)
    if row.kind == ChangeKind.APPOINT and row.person_id is not None:
        _appoint(row.body_id, row.person_id, at.astimezone(SHANGHAI).date())
    row.status, row.decided_at, row.decided_by = ChangeStatus.RECORDED, at, actor.assignment_id
    row.adoption, row.feedback = adoption or "", feedback.strip()
    row.save(update_fields=["status", "decided_at", "decided_by", "adoption", "feedback"])
    silent = sum(line.request is None or not line.request.view for line in stand.lines)
    journal("forces.change_recorded", row.body_id, actor=actor, at=at, change=row.pk, adoption=row.adoption or None, silent=silent or None)
    return row


@transaction.atomic
def drop_change(change_id: int, *, actor: Actor, at: datetime) -> HeadChange:
    """不再调整. Raises HeadChange.DoesNotExist, PermissionDenied, MoveRefused."""
    row = _held(change_id, actor)
    file = file_of(row)
    if file is not None and file.status in (FileStatus.PREPARING, FileStatus.ASKING):
        opinions.drop(file.number, words=DROPPED, actor=actor, at=at)
    row.status, row.decided_at, row.decided_by = ChangeStatus.DROPPED, at, actor.assignment_id
    row.save(update_fields=["status", "decided_at", "decided_by"])
    journal("forces.change_dropped", row.body_id, actor=actor, at=at, change=row.pk)
    return row


def _held(change_id: int, actor: Actor) -> HeadChange:
    row = HeadChange.objects.select_for_update().filter(pk=change_id).select_related("body").first()
    if row is None or not (allowed(actor, access.CHANGE_VIEW, row)):
        raise HeadChange.DoesNotExist(change_id)
    if not allowed(actor, access.CHANGE_DECIDE, row):
        raise PermissionDenied(_("负责人调整由主管部门记录。"))
    if row.status != ChangeStatus.ASKED:
        raise MoveRefused("record", row.status, _("这次调整已经有了结果。"))
    return row


def _appoint(body_id: int, person_id: int, today: date) -> None:
    """The head's seat passes to the new head; on the first day of a seat it is simply his."""
    post = head_post(body_id, today)
    if post is None:
        raise ForceRefused("", _("这个机构没有负责人岗位：请先在机构和人里设岗。"))
    Assignment.objects.filter(post=post, valid_to=None, valid_from__lt=today).update(valid_to=today)
    Assignment.objects.filter(post=post, valid_to=None, valid_from=today).update(person_id=person_id)
    if not Assignment.objects.filter(post=post, valid_to=None).exists():
        Assignment.objects.create(post=post, person_id=person_id, valid_from=today)
    changed()
