"""换班: asked by whoever has the shift, agreed by the other, approved by the head. Light rows with notices, no matter (ADR 0021)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from shaoxiang.forces import access
from shaoxiang.forces.actions.roster import check_free, journal
from shaoxiang.forces.models import Shift, Swap
from shaoxiang.forces.queries.roster import OPEN_SWAP, eligible
from shaoxiang.forces.rules import ForceRefused
from shaoxiang.forces.vocabulary import MadeBy, SwapStatus
from shaoxiang.kernel.access import Actor, allowed
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.workdays.rules import SHANGHAI


@transaction.atomic
def ask_swap(shift_id: int, other_id: int, *, actor: Actor, at: datetime, offered_id: int | None = None) -> Swap:
    """申请换班: only for one's own shift, with somebody who may be on duty for the same body; for one of his shifts, or for nothing.

    Raises Shift.DoesNotExist (not one's own), ForceRefused.
    """
    shift = Shift.objects.select_for_update().select_related("body", "person").get(pk=shift_id, person_id=actor.person_id or 0)
    if shift.starts_at <= at:
        raise ForceRefused("", _("这一班已经开始，不能再换：请直接联系负责人。"))
    if Swap.objects.filter(shift=shift, status__in=OPEN_SWAP).exists():
        raise ForceRefused("", _("这一班已经在申请换班，等答复就行。"))
    if other_id == shift.person_id or other_id not in eligible(shift.body, shift.starts_at.astimezone(SHANGHAI).date()):
        raise ForceRefused("other_id", _("只能和同一张值班表上的人换：请从列表里选。"))
    offered = None
    if offered_id is not None:
        offered = Shift.objects.filter(pk=offered_id, person_id=other_id, body=shift.body, starts_at__gt=at).first()
        if offered is None:
            raise ForceRefused("offered_id", _("要换的那一班不是对方的，或者已经开始。"))
    swap = Swap.objects.create(shift=shift, asked_by_id=shift.person_id, other_id=other_id, offered=offered, asked_at=at)
    _check(swap)
    journal("forces.swap_asked", shift.body_id, actor=actor, at=at, swap=swap.pk, shift=shift.pk, other=other_id, offered=offered_id)
    return swap


@transaction.atomic
def answer_swap(pk: int, *, agrees: bool, actor: Actor, at: datetime) -> Swap:
    """对方答复. Raises Swap.DoesNotExist (not asked of this person), MoveRefused, ForceRefused (cannot by now)."""
    swap = _held(pk, SwapStatus.ASKED, other_id=actor.person_id or 0)
    if agrees:
        _check(swap)
    swap.status, swap.answered_at = SwapStatus.AGREED if agrees else SwapStatus.REFUSED, at
    swap.save(update_fields=["status", "answered_at"])
    journal("forces.swap_agreed" if agrees else "forces.swap_ended", swap.shift.body_id, actor=actor, at=at, swap=pk)
    return swap


@transaction.atomic
def decide_swap(pk: int, *, approves: bool, actor: Actor, at: datetime) -> Swap:
    """负责人批准: then the shifts change hands. Neither of the two approves it himself.

    Raises Swap.DoesNotExist, PermissionDenied, MoveRefused, ForceRefused.
    """
    swap = _held(pk, SwapStatus.AGREED)
    if not allowed(actor, access.GRANTS["view_roster"], swap.shift.body):
        raise Swap.DoesNotExist(pk)
    if not allowed(actor, access.GRANTS["edit_roster"], swap.shift.body):
        raise PermissionDenied(_("换班由本单位负责人批准。"))
    if actor.person_id in (swap.asked_by_id, swap.other_id):
        raise ForceRefused("", _("自己的换班要由别人批准：请上一级或另一位负责人来办。"))
    if approves:
        if swap.shift.starts_at <= at:
            raise ForceRefused("", _("这一班已经开始，换不成了。"))
        _check(swap)
        _change_hands(swap)
    swap.status, swap.decided_at, swap.decided_by = SwapStatus.APPROVED if approves else SwapStatus.REFUSED, at, actor.assignment_id
    swap.save(update_fields=["status", "decided_at", "decided_by"])
    journal("forces.swap_approved" if approves else "forces.swap_ended", swap.shift.body_id, actor=actor, at=at, swap=pk, shift=swap.shift_id)
    return swap


@transaction.atomic
def withdraw_swap(pk: int, *, actor: Actor, at: datetime) -> Swap:
    """撤回, by whoever asked. Raises Swap.DoesNotExist, MoveRefused."""
    swap = _held(pk, SwapStatus.ASKED, SwapStatus.AGREED, asked_by_id=actor.person_id or 0)
    swap.status = SwapStatus.WITHDRAWN
    swap.save(update_fields=["status"])
    journal("forces.swap_ended", swap.shift.body_id, actor=actor, at=at, swap=pk)
    return swap


def _held(pk: int, *expected: SwapStatus, **of: int) -> Swap:
    row = Swap.objects.select_for_update().filter(pk=pk, **of).first()
    if row is None:
        raise Swap.DoesNotExist(pk)
    if row.status not in expected:
        raise MoveRefused("swap", row.status, _("这次换班已经有了结果，请刷新后再看。"))
    row.shift = Shift.objects.select_related("body", "person").get(pk=row.shift_id)
    return row


def _check(swap: Swap) -> None:
    """Both can stand where they would stand. Raises ForceRefused."""
    changing = [swap.shift_id, *([swap.offered_id] if swap.offered_id else [])]
    check_free(swap.other_id, swap.shift.starts_at, swap.shift.ends_at, but=changing)
    if swap.offered is not None:
        check_free(swap.asked_by_id, swap.offered.starts_at, swap.offered.ends_at, but=changing)


def _change_hands(swap: Swap) -> None:
    Shift.objects.filter(pk=swap.shift_id).update(person_id=swap.other_id, made_by=MadeBy.SWAPPED)
    if swap.offered_id is not None:
        Shift.objects.filter(pk=swap.offered_id).update(person_id=swap.asked_by_id, made_by=MadeBy.SWAPPED)
