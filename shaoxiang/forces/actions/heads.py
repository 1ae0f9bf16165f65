"""派驻机构负责人调整: the streets are asked before it is recorded; silence is never consent. A simple form of it; the room of opinions takes over later."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from shaoxiang.forces import access
from shaoxiang.forces.actions.roster import journal
from shaoxiang.forces.models import HeadChange, HeadOpinion
from shaoxiang.forces.queries.heads import head_post, who_may_head
from shaoxiang.forces.rules import ForceRefused
from shaoxiang.forces.vocabulary import Adoption, ChangeKind, ChangeStatus, StreetAnswer
from shaoxiang.institutions.actions import changed
from shaoxiang.institutions.models import Assignment, Body
from shaoxiang.institutions.queries.areas import streets_served
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor, allowed, require, visible
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.workdays.rules import SHANGHAI

LEAST = timedelta(days=3)  # nobody is asked today for an answer today


@transaction.atomic
def ask_change(
    body_id: int, kind: ChangeKind, *, reason: str, answer_by: date, person_id: int | None, actor: Actor, at: datetime,
) -> HeadChange:
    """征求意见: every street the unit serves is asked. Raises Body.DoesNotExist, PermissionDenied, ForceRefused."""
    body = Body.objects.select_for_update(no_key=True).filter(visible(actor, access.GRANTS["ask_change"]), pk=body_id).first()
    if body is None:
        require(actor, access.GRANTS["ask_change"])
        raise Body.DoesNotExist(body_id)
    today = at.astimezone(SHANGHAI).date()
    if body.kind != BodyKind.DISPATCHED_INSTITUTION:
        raise ForceRefused("", _("只有派驻机构的负责人调整要征求镇街意见。"))
    if HeadChange.objects.filter(body=body, status=ChangeStatus.ASKED).exists():
        raise ForceRefused("", _("这个机构正在征求意见，等有了结果再提下一次。"))
    if answer_by < today + LEAST:
        raise ForceRefused("answer_by", _("请给镇街至少三天时间答复。"))
    if not reason.strip():
        raise ForceRefused("reason", _("请写明为什么调整。"))
    if kind == ChangeKind.APPOINT and person_id not in who_may_head(body, today):
        raise ForceRefused("person_id", _("请从本系统的人员里选拟任人选。"))
    row = HeadChange.objects.create(
        body=body, kind=kind, person_id=person_id if kind == ChangeKind.APPOINT else None, reason=reason.strip(), answer_by=answer_by, asked_at=at,
        asked_by=actor.assignment_id,
    )
    units = sorted(unit for street in streets_served(body, today) if (unit := street_unit(street)) is not None)
    HeadOpinion.objects.bulk_create(HeadOpinion(change=row, unit_id=unit) for unit in units)
    journal("forces.change_asked", body.pk, actor=actor, at=at, change=row.pk, change_kind=row.kind, units=units, answer_by=answer_by.isoformat())
    return row


@transaction.atomic
def answer_change(change_id: int, answer: StreetAnswer, *, words: str, actor: Actor, at: datetime) -> HeadOpinion:
    """镇街答复, once, while it is asked. Raises HeadChange.DoesNotExist (this street was not asked), PermissionDenied, MoveRefused, ForceRefused."""
    row = HeadOpinion.objects.select_for_update().filter(change_id=change_id, unit_id=actor.unit_id or 0).select_related("change").first()
    if row is None:
        raise HeadChange.DoesNotExist(change_id)
    require(actor, access.OPINION_ANSWER, row)
    if row.change.status != ChangeStatus.ASKED or row.answer != StreetAnswer.WAITING:
        raise MoveRefused("answer", row.answer, _("已经答复过，或者对方已经作了决定。"))
    if answer not in (StreetAnswer.AGREE, StreetAnswer.OPPOSE, StreetAnswer.SUGGEST):
        raise ForceRefused("answer", _("请选同意、不同意或者有建议。"))
    if answer != StreetAnswer.AGREE and not words.strip():
        raise ForceRefused("words", _("不同意或者有建议的，请写明理由。"))
    row.answer, row.words, row.answered_at, row.answered_by = answer, words.strip(), at, actor.assignment_id
    row.save(update_fields=["answer", "words", "answered_at", "answered_by"])
    journal("forces.change_answered", row.change.body_id, actor=actor, at=at, change=change_id, unit=row.unit_id, answer=row.answer)
    return row


@transaction.atomic
def record_change(change_id: int, *, adoption: Adoption | None, feedback: str, actor: Actor, at: datetime) -> HeadChange:
    """记录调整: only after every street has answered or its time is over; who did not answer is noted as none given, never as consent.

    A street that opposed or suggested gets told what became of it. An appointment moves the head's post that day.
    Raises HeadChange.DoesNotExist, PermissionDenied, MoveRefused, ForceRefused.
    """
    row = _held(change_id, actor)
    today = at.astimezone(SHANGHAI).date()
    opinions = list(row.opinions.all())
    waiting = [one for one in opinions if one.answer == StreetAnswer.WAITING]
    if waiting and today <= row.answer_by:
        raise ForceRefused("", _("还有 %(n)d 个镇街没有答复，%(day)s 以前不能记录调整：请先等答复。") % {"n": len(waiting), "day": row.answer_by.isoformat()})
    objections = any(one.answer in (StreetAnswer.OPPOSE, StreetAnswer.SUGGEST) for one in opinions)
    if objections and (adoption is None or not feedback.strip()):
        raise ForceRefused("feedback", _("镇街提了不同意见或建议：请写明采纳情况和理由，镇街会看到。"))
    HeadOpinion.objects.filter(pk__in=[one.pk for one in waiting]).update(answer=StreetAnswer.NONE)
    if row.kind == ChangeKind.APPOINT and row.person_id is not None:
        _appoint(row.body_id, row.person_id, today)
    row.status, row.decided_at, row.decided_by = ChangeStatus.RECORDED, at, actor.assignment_id
    row.adoption, row.feedback = adoption or "", feedback.strip()
    row.save(update_fields=["status", "decided_at", "decided_by", "adoption", "feedback"])
    journal("forces.change_recorded", row.body_id, actor=actor, at=at, change=row.pk, adoption=row.adoption or None, silent=len(waiting) or None)
    return row


@transaction.atomic
def drop_change(change_id: int, *, actor: Actor, at: datetime) -> HeadChange:
    """不再调整. Raises HeadChange.DoesNotExist, PermissionDenied, MoveRefused."""
    row = _held(change_id, actor)
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
