"""Writes of the dispatch room. They run inside the calling room's transaction and leave the journal entry to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from shaoxiang.dispatch.models import RUNNING, DispatchOrder, Objection, SupervisionNote
from shaoxiang.dispatch.rules import ObjectionRefused, Sent
from shaoxiang.dispatch.vocabulary import CitedList, NoteKind, OrderState, Part, Priority, Ruling
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.vocabulary import _


def order_units(
    matter: Matter, lead: Sent, cooperating: Iterable[Sent] = (), *, mode: str, ground: Sequence[Any], actor: Actor, at: datetime,
    priority: Priority = Priority.ROUTINE,
) -> list[DispatchOrder]:
    """派单: one lead, any number cooperating, in one statement. Ends nothing: call `end_orders` before a re-dispatch."""
    orders = [_order(matter, lead, Part.LEAD, mode, ground, actor, at, priority)]
    seen = {(lead.unit_id, lead.office_id)}
    for sent in cooperating:
        if (sent.unit_id, sent.office_id) not in seen:
            seen.add((sent.unit_id, sent.office_id))
            orders.append(_order(matter, sent, Part.COOPERATING, mode, [], actor, at, priority))
    return DispatchOrder.objects.bulk_create(orders)


def order_unit(
    matter: Matter, sent: Sent, part: Part, *, mode: str, ground: Sequence[Any] = (), actor: Actor, at: datetime, priority: Priority = Priority.ROUTINE,
) -> DispatchOrder:
    """加派: one more unit. Raises IntegrityError where the matter has a running lead and another is ordered."""
    order = _order(matter, sent, part, mode, ground, actor, at, priority)
    order.save()
    return order


def _order(
    matter: Matter, sent: Sent, part: Part, mode: str, ground: Sequence[Any], actor: Actor, at: datetime, priority: Priority,
) -> DispatchOrder:
    return DispatchOrder(
        matter=matter, part=part, unit_id=sent.unit_id, office_id=sent.office_id, post_id=sent.post_id, mode=mode, priority=priority,
        ground=list(ground), ordered_at=at, ordered_by=actor.assignment_id,
    )


def acknowledge(order: DispatchOrder, *, at: datetime) -> None:
    """签收."""
    order.state, order.acknowledged_at = OrderState.ACKNOWLEDGED, at
    order.save(update_fields=["state", "acknowledged_at"])


def arrive(order: DispatchOrder, *, at: datetime) -> None:
    """到场: a time; a position only where it is needed to find the place."""
    order.state, order.arrived_at = OrderState.ARRIVED, at
    if order.acknowledged_at is None:
        order.acknowledged_at = at
    order.save(update_fields=["state", "arrived_at", "acknowledged_at"])


def begin_work(order: DispatchOrder, *, at: datetime) -> None:
    """处置中. Who works has seen the order, whether he said so or not."""
    order.state = OrderState.WORKING
    if order.acknowledged_at is None:
        order.acknowledged_at = at
    order.save(update_fields=["state", "acknowledged_at"])


def finish(order: DispatchOrder, *, at: datetime) -> None:
    """完成: the unit's own claim; whether it is true is for the street to verify."""
    order.state, order.done_at = OrderState.DONE, at
    order.save(update_fields=["state", "done_at"])


def rework(order: DispatchOrder) -> None:
    """返工: the claim did not stand; the same unit goes on."""
    order.state, order.done_at = OrderState.ACKNOWLEDGED, None
    order.save(update_fields=["state", "done_at"])


def release(order: DispatchOrder, *, actor: Actor, at: datetime) -> None:
    """解除: this unit may go; its times stay."""
    order.state, order.ended_at, order.ended_by = OrderState.RELEASED, at, actor.assignment_id
    order.save(update_fields=["state", "ended_at", "ended_by"])


def end_orders(matter: Matter, *, at: datetime, part: Part | None = None, keep_mode: str | None = None) -> int:
    """解除: running orders of the matter end (but for those of `keep_mode`); their history stays."""
    rows = DispatchOrder.objects.filter(RUNNING, matter=matter)
    if keep_mode is not None:
        rows = rows.exclude(mode=keep_mode)
    if part is not None:
        rows = rows.filter(part=part)
    return rows.update(ended_at=at, state=OrderState.RELEASED)


def raise_objection(
    order: DispatchOrder, *, cited_list: CitedList, cited_item: str, reason: str, proposed_unit_id: int | None, actor: Actor, at: datetime,
) -> Objection:
    """退单. Raises ObjectionRefused: no item cited, no reason, or competence was already ruled (潍坊条例 22)."""
    if not cited_item.strip():
        raise ObjectionRefused(_("退单要援引职责清单或派单目录的条目：请先选定条目。"))
    if not reason.strip():
        raise ObjectionRefused(_("请写明退单理由：为什么这一条不归本单位。"))
    if Objection.objects.filter(order=order, ruled_at__isnull=True).exists():
        raise ObjectionRefused(_("异议已经提出，正在等裁定，不用再提。"))
    ruled = Objection.objects.filter(matter_id=order.matter_id, ruled_at__isnull=False)
    if ruled.filter(ruling=Ruling.REASSIGNED, ruled_unit_id=order.unit_id).exists() or ruled.filter(
        ruling=Ruling.STANDS, order__unit_id=order.unit_id, order__office_id=order.office_id
    ).exists():
        raise ObjectionRefused(_("职责已经裁定，不能再次退单。确有新情况的，请联系区指挥中心。"))
    return Objection.objects.create(
        matter_id=order.matter_id, order=order, cited_list=cited_list, cited_item=cited_item.strip(), reason=reason.strip(),
        proposed_unit_id=proposed_unit_id, raised_at=at, raised_by=actor.assignment_id,
    )


def rule_objection(objection: Objection, ruling: Ruling, *, opinion: str, unit_id: int | None, actor: Actor, at: datetime) -> Objection:
    """裁定: once and final. Raises ObjectionRefused when it has been ruled already."""
    if objection.ruled_at is not None:
        raise ObjectionRefused(_("这项异议已经裁定过了。"))
    objection.ruling, objection.opinion, objection.ruled_unit_id = ruling, opinion.strip(), unit_id
    objection.ruled_at, objection.ruled_by = at, actor.assignment_id
    objection.save(update_fields=["ruling", "opinion", "ruled_unit_id", "ruled_at", "ruled_by"])
    return objection


def write_note(matter: Matter, kind: NoteKind, text: str, *, actor: Actor, at: datetime) -> SupervisionNote:
    """催办、督办、批示."""
    return SupervisionNote.objects.create(matter=matter, kind=kind, text=text.strip(), written_at=at, written_by=actor.assignment_id)


def answer_note(note: SupervisionNote, text: str, *, actor: Actor, at: datetime) -> SupervisionNote:
    note.answer, note.answered_at, note.answered_by = text.strip(), at, actor.assignment_id
    note.save(update_fields=["answer", "answered_at", "answered_by"])
    return note
