"""吹哨异议: cites an item, stops at most the objector's own clocks, is ruled once, and the ruling teaches the catalogue (W2, W3, W4)."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from shaoxiang.dispatch import actions as orders
from shaoxiang.dispatch.models import DispatchOrder, Objection
from shaoxiang.dispatch.queries import open_objections
from shaoxiang.dispatch.vocabulary import CitedList, Part, Ruling
from shaoxiang.duties.actions import teach_catalogue
from shaoxiang.duties.queries import cited_item_exists
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.forces.actions import check_summons
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks import rules as clock_rules
from shaoxiang.kernel.clocks import specs
from shaoxiang.kernel.clocks.queries import running as running_clocks
from shaoxiang.kernel.clocks.vocabulary import SuspensionReason
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.workdays.queries import calendar
from shaoxiang.whistles.actions.blowing import CALLED, MODE, priority_of, sent_to, unit_clocks
from shaoxiang.whistles.actions.desks import move_unit_desk
from shaoxiang.whistles.actions.steps import Step, need_words, part_clocks, say, take_unit, write, write_unit
from shaoxiang.whistles.actions.units import NEXT_AFTER_ACK, after_claim
from shaoxiang.whistles.models import ReportIn, Whistle
from shaoxiang.whistles.rules import WhistleRefused
from shaoxiang.whistles.vocabulary import OBJECT, OF_A_UNIT, RULE, WhistleStatus


@transaction.atomic
def object_to(
    number: str, order_id: int, *, actor: Actor, at: datetime, cited_list: CitedList, cited_item: str, words: str, proposed_unit_id: int | None = None,
) -> Objection:
    """提出异议 by one unit. An emergency's arrival goes on whatever is objected; otherwise this unit's clocks stand still, nobody else's (W2).

    Raises dispatch.ObjectionRefused (no item cited; ruled already), WhistleRefused (too late, no such item).
    """
    step = take_unit(number, order_id, "object", actor=actor, at=at)
    order, whistle = step.order, step.whistle
    assert order is not None  # noqa: S101
    if not cited_item_exists(CitedList(cited_list), cited_item.strip()):
        raise WhistleRefused("cited_item", _("清单里没有这个条目：请从列表中选，或核对条目编号。"))
    if whistle.type.objection_stops and at >= clock_rules.due(order.ordered_at, specs.spec(OBJECT), calendar()).due_at:
        raise WhistleRefused("", _("提出异议的时间已过，视为接受：请先来，办完可以在评哨时说明。"))
    objection = orders.raise_objection(
        order, cited_list=CitedList(cited_list), cited_item=cited_item, reason=words, proposed_unit_id=proposed_unit_id, actor=actor, at=at,
    )
    facts = {**say(step, words), "objection": objection.pk, "cited": f"{cited_list}:{cited_item}"}
    if whistle.type.objection_stops:
        _pause(step, order)
    write_unit(step, stops=(NEXT_AFTER_ACK,) if whistle.type.objection_stops else (), starts=[specs.spec(RULE)], facts=facts)
    return objection


def _pause(step: Step, order: DispatchOrder) -> None:
    in_time = {clock.code for clock in running_clocks(step.matter) if clock.part_id == order.pk and clock.code in OF_A_UNIT and clock.due_at > step.at}
    if in_time:
        clocks.suspend(step.matter, in_time, reason=SuspensionReason.BY_FLOW.value, at=step.at, part_id=order.pk)


@transaction.atomic
def rule_stands(number: str, order_id: int, *, actor: Actor, at: datetime, words: str) -> Whistle:
    """异议不成立: final. The unit goes on, its clocks run again, and it may not object on competence a second time (W4)."""
    step, objection = _to_rule(number, order_id, "rule_stands", words, actor=actor, at=at)
    order = objection.order
    orders.rule_objection(objection, Ruling.STANDS, opinion=words, unit_id=None, actor=actor, at=at)
    _teach(step, order, order.office_id or order.unit_id, objection)
    held = {clock.code for clock in running_clocks(step.matter) if clock.part_id == order.pk and clock.suspended_at is not None}
    clocks.resume(step.matter, held, at=at, part_id=order.pk)
    return _ruled(step, order, {"objection": objection.pk, "ruling": Ruling.STANDS.value}, words)


@transaction.atomic
def rule_reassigned(number: str, order_id: int, *, actor: Actor, at: datetime, words: str, body_id: int | None = None) -> Whistle:
    """异议成立，改派: the right unit is called in its place, with fresh limits; the ruling is written into the dispatch catalogue (W3)."""
    step, objection = _to_rule(number, order_id, "rule_reassigned", words, actor=actor, at=at)
    order, whistle = objection.order, step.whistle
    chosen = body_id or objection.proposed_unit_id
    body = book().bodies.get(chosen or 0)
    if body is None or body.kind not in CALLED or body.id in (order.office_id, order.unit_id if order.office_id is None else None):
        raise WhistleRefused("body_id", _("请指定改派给哪个单位：不能再派给提出异议的单位。"))
    check_summons([body.id], priority_of(whistle), at=at)
    orders.rule_objection(objection, Ruling.REASSIGNED, opinion=words, unit_id=body.unit_id, actor=actor, at=at)
    _teach(step, order, body.id, objection)
    orders.release(order, actor=actor, at=at)
    part_clocks(step.matter, order.pk, stops=("*",), at=at)
    new = orders.order_unit(
        step.matter, sent_to(body.id), Part(order.part), mode=MODE, ground=[{"code": "RULED", "params": {"objection": objection.pk}}], actor=actor, at=at,
        priority=priority_of(whistle),
    )
    ReportIn.objects.create(order=new, whistle=whistle, task=order.report_in.task)
    clocks.begin(step.matter, unit_clocks(whistle, [new], at=at))
    clocks.refresh(step.matter)
    matter_fields = []
    if new.part == Part.LEAD:
        step.matter.unit_id, step.matter.office_id = new.unit_id, new.office_id
        matter_fields = ["unit_id", "office_id"]
    move_unit_desk(whistle, new, at=at, by=actor)
    facts = {"objection": objection.pk, "ruling": Ruling.REASSIGNED.value, "new_order": new.pk, "unit": body.id}
    return _ruled(step, order, facts, words, matter_fields)


@transaction.atomic
def rule_withdrawn(number: str, order_id: int, *, actor: Actor, at: datetime, words: str) -> Whistle:
    """异议成立，不再派: a cooperating unit is not needed after all. A lead is only ever replaced."""
    step, objection = _to_rule(number, order_id, "rule_withdrawn", words, actor=actor, at=at)
    order = objection.order
    if order.part == Part.LEAD:
        raise WhistleRefused("", _("主责单位的异议成立时要改派，不能空着主责：请选“异议成立，改派”。"))
    orders.rule_objection(objection, Ruling.WITHDRAWN, opinion=words, unit_id=None, actor=actor, at=at)
    orders.release(order, actor=actor, at=at)
    part_clocks(step.matter, order.pk, stops=("*",), at=at)
    _ruled(step, order, {"objection": objection.pk, "ruling": Ruling.WITHDRAWN.value}, words)
    return after_claim(step) if step.matter.status == WhistleStatus.IN_PROGRESS else step.whistle


def _to_rule(number: str, order_id: int, name: str, words: str, *, actor: Actor, at: datetime) -> tuple[Step, Objection]:
    step = take_unit(number, order_id, name, actor=actor, at=at)
    objection = open_objections(step.matter.pk).get(order_id)
    if objection is None:
        raise MoveRefused(name, step.matter.status, _("这个单位没有等裁定的异议，可能刚刚裁定过，请刷新。"))
    need_words(words, _("请写明裁定意见。"))
    assert step.order is not None  # noqa: S101
    objection.order = step.order
    return step, objection


def _teach(step: Step, order: DispatchOrder, body_id: int, objection: Objection) -> None:
    """Who leads on this type is what the catalogue learns; a cooperating unit's part is not its matter.

    The ruling stands, but the catalogue learns nothing from it that would give a street what no list gives it (A1).
    """
    names = book()
    if order.part == Part.LEAD and step.matter.subject_code:
        with suppress(ChangeRefused):
            teach_catalogue(
                step.matter.subject_code, lead_unit_id=names.unit_of(body_id) or body_id, street_id=step.matter.street_id,
                source=f"whistle:{step.matter.number}:{objection.pk}", words=objection.opinion, actor=step.actor, at=step.at,
            )


def _ruled(step: Step, order: DispatchOrder, facts: dict[str, int | str], words: str, matter_fields: list[str] | None = None) -> Whistle:
    part_clocks(step.matter, order.pk, stops=(RULE,), at=step.at)
    told = {**say(step, words), **facts}
    move_unit_desk(step.whistle, order, at=step.at, by=step.actor)
    return write(step, facts=told, matter_fields=matter_fields or [], touch=False)


__all__ = ["object_to", "rule_reassigned", "rule_stands", "rule_withdrawn"]
