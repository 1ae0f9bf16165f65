"""区划变更: drafted, decided, in effect from its day. Old rows end, new ones begin; what the rooms above keep by place follows in the same transaction."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.kernel.access import SYSTEM, Actor, require
from shaoxiang.kernel.dated import too_far
from shaoxiang.kernel.hearing import Hearing, unheard
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.queries import CHANGED_MEANWHILE, written_since
from shaoxiang.kernel.text.papers import document_in
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places import access
from shaoxiang.places.actions.loading import note_change
from shaoxiang.places.actions.renewing import redraw_streets, renew, renew_areas
from shaoxiang.places.actions.streets import change_streets
from shaoxiang.places.models import DivisionChange
from shaoxiang.places.queries.changes import SUBJECT, may_decide, plan_of, standing
from shaoxiang.places.queries.following import Moved, followers
from shaoxiang.places.queries.hearing import is_heard_on, stands_since, touched_by
from shaoxiang.places.queries.streets import problems_of
from shaoxiang.places.rules.changes import NOT_YOURS, ChangeRefused, Plan
from shaoxiang.places.rules.streets import StreetPlan
from shaoxiang.places.vocabulary import OF_STREETS, AreaChangeKind, AreaChangeStatus

AnyPlan = Plan | StreetPlan


@transaction.atomic
def draft_change(plan: AnyPlan, *, title: str, effective_from: date, actor: Actor, at: datetime, document: str = "", sample: bool = False) -> DivisionChange:
    """起草: a draft may still have what stands in its way; the preview says so. Raises PermissionDenied, ChangeRefused (no name, no community)."""
    require(actor, access.REORGANISE)
    _check_draft(plan, title, effective_from, timezone.localdate(at))
    change = DivisionChange.objects.create(
        title=title.strip()[:80], kind=plan.kind, effective_from=effective_from, plan=plan.as_json(), document=document.strip()[:120], drafted_at=at,
        drafted_by=actor.assignment_id, drafted_person=actor.person_id, sample=sample,
    )
    record("places.change_drafted", subject=(SUBJECT, change.pk), actor=actor, at=at, new=True, facts={
        "kind": plan.kind, "effective_from": effective_from.isoformat(), "sources": list(plan.sources),
        "parts": [part.code for part in plan.parts] if isinstance(plan, Plan) else [plan.part.code],
    })
    return change


@transaction.atomic
def redraft_change(
    pk: int, plan: AnyPlan, *, title: str, effective_from: date, document: str, actor: Actor, at: datetime, seen: str | None = None,
) -> DivisionChange:
    """改草案. `seen`: the mark (`as_read`) it was opened at. Raises PermissionDenied, ChangeRefused, DivisionChange.DoesNotExist."""
    require(actor, access.REORGANISE)
    change = DivisionChange.objects.select_for_update().get(pk=pk)
    if change.status != AreaChangeStatus.DRAFT:
        raise ChangeRefused(_("只有草案可以改；已经决定的，请先撤回，再起草一次。"))
    if written_since(SUBJECT, pk, seen):
        raise ChangeRefused(CHANGED_MEANWHILE)
    _check_draft(plan, title, effective_from, timezone.localdate(at))
    change.title, change.kind, change.effective_from, change.plan = title.strip()[:80], plan.kind, effective_from, plan.as_json()
    change.document = document.strip()[:120]
    change.changed_by, change.changed_person = actor.assignment_id, actor.person_id
    change.save()
    record("places.change_redrafted", subject=(SUBJECT, pk), actor=actor, at=at, facts={"kind": plan.kind, "effective_from": effective_from.isoformat()})
    return change


def _check_draft(plan: AnyPlan, title: str, effective_from: date, today: date) -> None:
    """A draft has a name, something it changes, and a day within a year. Raises ChangeRefused."""
    if not title.strip():
        raise ChangeRefused(_("请写这次变更叫什么。"))
    if isinstance(plan, Plan) and (not plan.sources or not plan.parts):
        raise ChangeRefused(_("请先选社区，再写变更以后是什么样。"))
    if isinstance(plan, StreetPlan) and not plan.sources:
        raise ChangeRefused(_("请先选街道，再写变更以后是什么样。"))
    if too_far(effective_from, today):
        raise ChangeRefused(_("生效日最晚在一年以内：请核对年份。"))


@transaction.atomic
def decide_change(
    pk: int, *, decided_by: str, document: str, actor: Actor, at: datetime, heard_number: str = "",
) -> DivisionChange:
    """登记决定, by another person than drafted or changed it: from now on it takes effect on its day; at once if that is today.

    Only with the file in which each street it touches was heard; no reason stands for it (ADR 0048).

    Raises PermissionDenied, ChangeRefused, DivisionChange.DoesNotExist.
    """
    require(actor, access.REORGANISE)
    change = DivisionChange.objects.select_for_update().get(pk=pk)
    if change.status != AreaChangeStatus.DRAFT:
        raise ChangeRefused(_("这次变更已经决定或撤回，不能再决定。"))
    if not may_decide(change, actor):
        raise ChangeRefused(NOT_YOURS)
    if not decided_by.strip() or not document.strip():
        raise ChangeRefused(_("请写明由谁决定和决定文件的文号。"))
    if not document_in(document):
        raise ChangeRefused(_("请写决定文件的文号，如“新政发〔2026〕9号”：口头定的不算。"))
    today = timezone.localdate(at)
    found = problems_of(change, today=today)
    if found:
        raise ChangeRefused(_("还有 %(n)s 处没有解决，请照“怎么改”逐条改好再决定。"), n=len(found))
    if is_heard_on(change):
        _check_heard(change, heard_number.strip())
    change.status, change.decided_by, change.document = AreaChangeStatus.DECIDED, decided_by.strip(), document.strip()
    change.decided_at, change.confirmed_by, change.confirmed_person = at, actor.assignment_id, actor.person_id
    change.save()
    record("places.change_decided", subject=(SUBJECT, pk), actor=actor, at=at,
           facts={"kind": change.kind, "effective_from": change.effective_from.isoformat(), "heard": change.heard_number or None})
    return take_effect(pk, at=at) if change.effective_from <= today else change


def _check_heard(change: DivisionChange, number: str) -> None:
    found = unheard(Hearing(touched_by(change), number, (change.title,), stands_since(change), (SUBJECT, change.pk)))
    if found is not None:
        raise ChangeRefused(found.reason, **found.facts)
    change.heard_number = number


@transaction.atomic
def withdraw_change(pk: int, *, actor: Actor, at: datetime) -> DivisionChange:
    """撤回, before it is in effect. Raises PermissionDenied, ChangeRefused, DivisionChange.DoesNotExist."""
    require(actor, access.REORGANISE)
    change = DivisionChange.objects.select_for_update().get(pk=pk)
    if change.status not in (AreaChangeStatus.DRAFT, AreaChangeStatus.DECIDED):
        raise ChangeRefused(_("已经生效的不能撤回：请另起草一次变更。"))
    change.status = AreaChangeStatus.WITHDRAWN
    change.save(update_fields=["status"])
    record("places.change_withdrawn", subject=(SUBJECT, pk), actor=actor, at=at)
    return change


@transaction.atomic
def take_effect(pk: int, *, at: datetime) -> DivisionChange:
    """生效: the rows change, all or none. Safe to repeat; where something has come in its way since the decision it waits, and says so."""
    change = DivisionChange.objects.select_for_update().get(pk=pk)
    day = change.effective_from
    if change.status != AreaChangeStatus.DECIDED or day > timezone.localdate(at):
        return change
    if problems_of(change, today=day):
        DivisionChange.objects.filter(pk=pk).update(trouble=True)
        change.trouble = True
        return change
    moved = change_streets(change) if change.kind in OF_STREETS else _change_communities(change)
    for follow in followers():
        follow(moved, SYSTEM, at)
    change.status, change.effected_at, change.trouble = AreaChangeStatus.EFFECTIVE, at, False
    change.save(update_fields=["status", "effected_at", "trouble"])
    level = "street" if change.kind in OF_STREETS else "community"
    note_change(level, actor=SYSTEM, at=at, added=len(set(moved.communities.values())), changed=len(moved.communities))
    record("places.change_effective", subject=(SUBJECT, pk), actor=SYSTEM, at=at, facts={
        "kind": change.kind, "streets": len(moved.streets), "communities": len(moved.communities), "grids": len(moved.grids), "effective_from": day.isoformat(),
    })
    return change


def _change_communities(change: DivisionChange) -> Moved:
    plan, day = plan_of(change), change.effective_from
    done = renew(change, plan, standing(plan, day, besides=change.pk).sources)
    moved = Moved(
        change.pk, day, done.communities, done.grids, {part.body: done.made[part.code] for part in plan.parts if part.body is not None},
        {done.made[part.code]: part.new_body.strip() for part in plan.parts if part.body is None},
    )
    renew_areas(moved, day)
    if change.kind == AreaChangeKind.TRANSFER:
        redraw_streets(done.streets, day)
    return moved
