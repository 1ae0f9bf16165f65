"""请对方解除: another street needs the crew. Asked with one click; whoever summoned it first answers; the district may decide."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shaoxiang.dispatch.models import RUNNING, DispatchOrder
from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.forces import access
from shaoxiang.forces.models import ReleaseRequest
from shaoxiang.forces.queries.orders import summoner_of
from shaoxiang.forces.queries.readiness import callable_bodies
from shaoxiang.forces.rules import ForceRefused
from shaoxiang.forces.vocabulary import ReleaseStatus
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.models import Matter


@transaction.atomic
def ask_release(order_pk: int, *, actor: Actor, at: datetime, priority: Priority, for_matter: Matter | None = None) -> ReleaseRequest:
    """Ask the summoner of an order to release its crew; on the summoner's desk, beside the matter it was summoned to.

    Raises PermissionDenied, DispatchOrder.DoesNotExist (not running, or of a force this street cannot call), ForceRefused (asked already, own order).
    """
    require(actor, access.GRANTS["ask_release"])
    order = DispatchOrder.objects.filter(RUNNING, pk=order_pk, done_at__isnull=True).select_related("matter").first()
    if order is None or not _may_call(actor, order, at):
        raise DispatchOrder.DoesNotExist(order_pk)
    Matter.objects.select_for_update().get(pk=order.matter_id)
    unit = actor.unit_id or 0
    summoner = summoner_of(order)
    if summoner == unit:
        raise ForceRefused("", _("这支力量就是您这里派的：直接解除就行。"))
    if ReleaseRequest.objects.filter(order=order, asked_unit_id=unit, status=ReleaseStatus.ASKED).exists():
        raise ForceRefused("", _("已经请对方解除了，正在等答复。急的话请打对方的电话，或请区指挥中心协调。"))
    row = ReleaseRequest.objects.create(
        order=order, asked_unit_id=unit, for_matter_id=for_matter.pk if for_matter else None, priority=Priority(priority), asked_at=at,
        asked_by=actor.assignment_id,
    )
    of_street = summoner is not None and summoner != command_center()
    role, desk = (Role.STREET_DESK, summoner) if of_street else (Role.DISTRICT_DESK, command_center())
    await_act(order.matter_id, "force_release", role=role, at=at, unit_id=desk, part_id=order.pk)
    facts: dict[str, Fact] = {"order": order.pk, "body": order.office_id, "request": row.pk, "unit": unit, "priority": row.priority}
    record("forces.release_asked", subject=order.matter, actor=actor, at=at, facts=facts)
    return row


def _may_call(actor: Actor, order: DispatchOrder, at: datetime) -> bool:
    return actor.has_role(Role.DISTRICT_DESK) or (actor.street_id is not None and order.office_id in callable_bodies(actor.street_id, at=at))


@transaction.atomic
def refuse_release(pk: int, *, actor: Actor, at: datetime, reason: str) -> ReleaseRequest:
    """暂不能解除, with a reason that the asking street reads. Raises ReleaseRequest.DoesNotExist, PermissionDenied, ForceRefused."""
    row = ReleaseRequest.objects.select_related("order__matter").filter(pk=pk, status=ReleaseStatus.ASKED).first()
    if row is None or not answers(actor, row.order):
        raise ReleaseRequest.DoesNotExist(pk)
    Matter.objects.select_for_update().get(pk=row.order.matter_id)
    if not reason.strip():
        raise ForceRefused("reason", _("请写一句为什么现在不能解除、大约什么时候可以。"))
    row.status, row.reason, row.answered_at, row.answered_by = ReleaseStatus.REFUSED, reason.strip()[:200], at, actor.assignment_id
    row.save(update_fields=["status", "reason", "answered_at", "answered_by"])
    if not ReleaseRequest.objects.filter(order=row.order, status=ReleaseStatus.ASKED).exists():
        settle(row.order.matter_id, at=at, by=actor, what="force_release", part_id=row.order_id)
    facts: dict[str, Fact] = {"order": row.order_id, "request": row.pk, "unit": row.asked_unit_id, "reason_sha256": digest(row.reason)}
    record("forces.release_refused", subject=row.order.matter, actor=actor, at=at, facts=facts)
    return row


def answers(actor: Actor, order: DispatchOrder) -> bool:
    """May this actor answer for the order's summoner?"""
    return actor.has_role(Role.DISTRICT_DESK) or (actor.has_role(*access.STREET) and actor.unit_id is not None and actor.unit_id == summoner_of(order))
