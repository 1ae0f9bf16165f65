"""The street's side while a whistle runs: more units, fewer, progress, pause, check, close, reopen, cancel, a word from above."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil

from django.db import transaction

from shaoxiang.dispatch import actions as orders
from shaoxiang.dispatch.models import SupervisionNote
from shaoxiang.dispatch.vocabulary import NoteKind, OrderState, Part
from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.forces.actions import check_summons
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.queries import running as running_clocks
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Sense, SuspensionReason, Unit
from shaoxiang.kernel.desk.actions import await_acts
from shaoxiang.kernel.desk.models import DeskRow
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.rules import Fact
from shaoxiang.kernel.vocabulary import _
from shaoxiang.whistles import queries, rules
from shaoxiang.whistles.actions.blowing import CALLED, MODE, priority_of, sent_to, unit_clocks
from shaoxiang.whistles.actions.desks import move_unit_desk
from shaoxiang.whistles.actions.steps import Step, need_words, note, part_clocks, running_orders, say, take, write
from shaoxiang.whistles.actions.units import after_claim
from shaoxiang.whistles.models import ReportIn, Whistle, WhistleLink
from shaoxiang.whistles.rules import DOMAIN, LABELS, Limit, UnitAsked, WhistleRefused
from shaoxiang.whistles.vocabulary import APPRAISE, PAUSE, CancelReason, LinkHow, SuspendReason, WhistleStatus

PAUSE_MAX = timedelta(days=90)


@transaction.atomic
def add_unit(number: str, asked: UnitAsked, *, actor: Actor, at: datetime, words: str = "") -> Whistle:
    """加叫单位: one more cooperating unit, with clocks of its own. Raises ForceEngaged."""
    step = take(number, "add_unit", actor=actor, at=at)
    whistle = step.whistle
    body = book().bodies.get(asked.body_id)
    if body is None or body.kind not in CALLED:
        raise WhistleRefused("units", _("有一个单位找不到了，请从列表中重新选。"))
    target = sent_to(asked.body_id)
    if any((one.unit_id, one.office_id) == (target.unit_id, target.office_id) for one in running_orders(whistle)):
        raise WhistleRefused("units", _("这个单位已经叫了。"))
    check_summons([asked.body_id], priority_of(whistle), at=at)
    step.order = order = orders.order_unit(step.matter, target, Part.COOPERATING, mode=MODE, actor=actor, at=at, priority=priority_of(whistle))
    ReportIn.objects.create(order=order, whistle=whistle, task=asked.task)
    clocks.begin(step.matter, unit_clocks(whistle, [order], at=at))
    clocks.refresh(step.matter)
    move_unit_desk(whistle, order, at=at, by=actor)
    return write(step, facts={**say(step, words), "unit": asked.body_id}, touch=False)


@transaction.atomic
def release_unit(number: str, order_id: int, *, actor: Actor, at: datetime, words: str) -> Whistle:
    """让单位先撤: a cooperating unit may go; the lead stays while the whistle runs. Its crew is free again at once."""
    step = take(number, "release_unit", actor=actor, at=at)
    need_words(words, _("请写一句为什么可以撤。"))
    step.order = order = next((one for one in running_orders(step.whistle) if one.pk == order_id), None)
    if order is None:
        raise WhistleRefused("order", _("这个单位已经撤了。"))
    if order.part == Part.LEAD:
        raise WhistleRefused("order", _("主责单位不能先撤：请先改派主责，或者取消这次哨。"))
    orders.release(order, actor=actor, at=at)
    part_clocks(step.matter, order.pk, stops=("*",), at=at)
    move_unit_desk(step.whistle, order, at=at, by=actor)
    write(step, facts=say(step, words), touch=False)
    return after_claim(step) if step.matter.status == WhistleStatus.IN_PROGRESS else step.whistle


@transaction.atomic
def note_progress(number: str, *, actor: Actor, at: datetime, words: str) -> Whistle:
    """记进展: for all who are called."""
    step = take(number, "note", actor=actor, at=at)
    need_words(words, _("请写明进展。"))
    return write(step, facts=say(step, words), touch=False)


# --- check and end ----------------------------------------------------------------------------------------------------


@transaction.atomic
def verify_pass(number: str, *, actor: Actor, at: datetime, on_site: bool, words: str = "") -> Whistle:
    """核查通过: on the spot, by someone of the street other than who claimed (W5)."""
    step = take(number, "verify_pass", actor=actor, at=at)
    _not_his_own(step)
    if not on_site:
        raise WhistleRefused("on_site", _("要到现场看过才能通过：请勾选“到现场看过”，没去的请先去。"))
    whistle = step.whistle
    whistle.verified_by, whistle.verified_at, whistle.verified_on_site = actor.assignment_id, at, True
    return write(step, facts=say(step, words), fields=["verified_by", "verified_at", "verified_on_site"])


def _not_his_own(step: Step) -> None:
    if step.actor.person_id is not None and step.actor.person_id in step.whistle.claimers:
        raise WhistleRefused("", _("报完成的人不能自己核查，请换一位同事。"))


@transaction.atomic
def verify_fail(number: str, *, actor: Actor, at: datetime, words: str, order_ids: Iterable[int] = ()) -> Whistle:
    """核查不通过: back to these units (none named: to all), with what is missing."""
    step = take(number, "verify_fail", actor=actor, at=at)
    _not_his_own(step)
    need_words(words, _("请写明哪里没有做到位、还要谁做什么。"))
    return _go_on(step, say(step, words), order_ids)


@transaction.atomic
def reopen(number: str, *, actor: Actor, at: datetime, words: str, order_ids: Iterable[int] = ()) -> Whistle:
    """没有解决，重办: after the check or even after the close; the same units go on, with a fresh limit."""
    step = take(number, "reopen", actor=actor, at=at)
    need_words(words, _("请写明什么没有解决。"))
    step.whistle.verified_by = step.whistle.verified_at = None
    step.whistle.verified_on_site = False
    return _go_on(step, say(step, words), order_ids, fields=["verified_by", "verified_at", "verified_on_site"])


def _go_on(step: Step, facts: dict[str, Fact], order_ids: Iterable[int], fields: Iterable[str] = ()) -> Whistle:
    whistle, wanted = step.whistle, set(order_ids)
    again = [order for order in running_orders(whistle) if order.state == OrderState.DONE and (not wanted or order.pk in wanted)]
    if not again:
        raise WhistleRefused("order_ids", _("请选要继续办的单位。"))
    whistle.claimed_at = None
    whistle.round += 1
    write(step, facts={**facts, "orders": [order.pk for order in again], "round": whistle.round}, fields=["claimed_at", "round", *fields])
    for order in again:
        orders.rework(order)
        part_clocks(step.matter, order.pk, starts=rules.finish_spec(queries.terms_of(whistle.type)), at=step.at)
        move_unit_desk(whistle, order, at=step.at, by=step.actor)
    return whistle


@transaction.atomic
def close(number: str, *, actor: Actor, at: datetime, words: str = "") -> Whistle:
    """办结: by the street (W5). Then both sides rate."""
    step = take(number, "close", actor=actor, at=at)
    whistle = step.whistle
    whistle.outcome = words.strip() or whistle.outcome
    spec = rules.spec(APPRAISE, Limit(queries.setting("appraise_working_days"), LimitUnit.WORKING_DAY))
    planned = clocks.plan([spec], at=at)[0]
    whistle.appraise_by = planned.due_at
    write(step, starts=[spec], facts=say(step, words), fields=["outcome", "appraise_by"])
    await_acts(
        DeskRow(matter_id=whistle.pk, part_id=order.pk, what="appraise_whistle", role="OFFICE_HANDLER" if order.office_id else "DEPARTMENT_LIAISON",
                unit_id=order.unit_id, office_id=order.office_id, opened_at=at, warn_at=planned.warn_at, due_at=planned.due_at)
        for order in running_orders(whistle) if not hasattr(order, "whistle_appraisal")
    )
    return whistle


@transaction.atomic
def cancel(number: str, *, actor: Actor, at: datetime, reason: CancelReason, words: str) -> Whistle:
    """取消: by whoever blew it, with the reason; every unit is released and told."""
    step = take(number, "cancel", actor=actor, at=at)
    need_words(words, _("请写明为什么取消：已经出发的单位要知道。"))
    whistle = step.whistle
    whistle.cancel_reason = CancelReason(reason)
    called = [order.pk for order in running_orders(whistle)]
    orders.end_orders(step.matter, at=at)
    return write(step, facts={**say(step, words), "reason": str(reason), "orders": called}, fields=["cancel_reason"])


# --- pause ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def suspend(number: str, *, actor: Actor, at: datetime, reason: SuspendReason, until: datetime, words: str) -> Whistle:
    """中止: weather, court, expert; until a day that is named. Every clock of every unit stands still; it goes on by itself when the time has come."""
    step = take(number, "suspend", actor=actor, at=at)
    need_words(words, _("请写明为什么中止、等什么。"))
    if not at < until <= at + PAUSE_MAX:
        raise WhistleRefused("until", _("请写明中止到哪一天：在现在之后、90 天之内。"))
    whistle = step.whistle
    whistle.suspend_reason, whistle.suspended_until, whistle.status_before = SuspendReason(reason), until, step.matter.status
    in_time = [clock for clock in running_clocks(step.matter) if clock.due_at > at and clock.suspended_at is None]
    for part_id in {clock.part_id for clock in in_time}:
        codes = {clock.code for clock in in_time if clock.part_id == part_id}
        clocks.suspend(step.matter, codes, reason=SuspensionReason.BY_FLOW.value, at=at, part_id=part_id)
    minutes = ceil((until - at) / timedelta(minutes=1))
    pause = ClockSpec(PAUSE, LABELS[PAUSE], minutes, Unit.MINUTE, DayType.CLOCK, domain=DOMAIN, sense=Sense.WAIT)
    facts: dict[str, Fact] = {**say(step, words), "reason": str(reason), "until": until.isoformat()}
    return write(step, starts=[pause], facts=facts, fields=["suspend_reason", "suspended_until", "status_before"])


@transaction.atomic
def resume(number: str, *, actor: Actor, at: datetime) -> Whistle:
    """恢复: by the street, or by itself when the named day has come. Goes on where it stood."""
    step = take(number, "resume", actor=actor, at=at)
    whistle = step.whistle
    step.move = Move(step.move.name, step.move.label, step.move.sources, WhistleStatus(whistle.status_before or WhistleStatus.IN_PROGRESS), stops=(PAUSE,))
    whistle.suspend_reason, whistle.suspended_until, whistle.status_before = "", None, ""
    held = {clock.code for clock in running_clocks(step.matter) if clock.suspended_at is not None}
    clocks.resume(step.matter, held, at=at)
    write(step, fields=["suspend_reason", "suspended_until", "status_before"])
    for order in running_orders(whistle):
        move_unit_desk(whistle, order, at=at, by=actor)
    return whistle


# --- beside the course ------------------------------------------------------------------------------------------------


@transaction.atomic
def link(number: str, earlier_number: str, *, actor: Actor, at: datetime) -> Whistle:
    """关联前哨 by hand."""
    step = take(number, "link", actor=actor, at=at)
    earlier = queries.whistles_for(actor).filter(matter__number=earlier_number.strip()).first()
    if earlier is None or earlier.pk == step.whistle.pk:
        raise WhistleRefused("earlier", _("没有这个编号的哨，请核对。"))
    WhistleLink.objects.get_or_create(whistle=step.whistle, earlier=earlier, defaults={"how": LinkHow.BY_HAND})
    return write(step, facts={"earlier": earlier.pk}, touch=False)


@transaction.atomic
def supervise(number: str, *, actor: Actor, at: datetime, kind: NoteKind, words: str) -> SupervisionNote:
    """催办、督办、批示."""
    step = take(number, "supervise", actor=actor, at=at)
    need_words(words, _("请写明催办或督办的内容。"))
    written = orders.write_note(step.matter, NoteKind(kind), words, actor=actor, at=at)
    note(step, {"note": written.pk, "note_kind": str(kind)})
    return written


__all__ = [
    "add_unit", "cancel", "close", "link", "note_progress", "release_unit", "reopen", "resume", "supervise", "suspend", "verify_fail",
    "verify_pass",
]
