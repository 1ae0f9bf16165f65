"""评哨, both ways (W6, W7): the street rates each unit, each unit rates the whistle; seen at once, answered once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.kernel.access import SYSTEM, Actor, require
from shaoxiang.kernel.desk.actions import settle
from shaoxiang.kernel.vocabulary import _
from shaoxiang.whistles import access, rules
from shaoxiang.whistles.actions.steps import Step, by_system, lock, need_words, note, running_orders, take, take_unit, write
from shaoxiang.whistles.flows import WHISTLE_FLOW
from shaoxiang.whistles.models import UnitAppraisal, Whistle, WhistleAppraisal
from shaoxiang.whistles.rules import WhistleRefused
from shaoxiang.whistles.vocabulary import Point, WhistleStatus


@transaction.atomic
def appraise_unit(number: str, order_id: int, *, actor: Actor, at: datetime, scores: Mapping[str, int], reasons: str = "") -> UnitAppraisal:
    """评单位: four points of 1 to 5, reasons for low ones. Once, unless the whistle was reopened since."""
    step = take(number, "appraise_unit", actor=actor, at=at)
    order = next((one for one in running_orders(step.whistle) if one.pk == order_id), None)
    if order is None:
        raise WhistleRefused("order", _("这个单位没有被叫，或者已经撤了。"))
    rules.check_scores(scores, reasons)
    before = UnitAppraisal.objects.filter(order=order).first()
    if before is not None and (step.whistle.claimed_at is None or before.rated_at >= step.whistle.claimed_at):
        raise WhistleRefused("", _("这个单位已经评过了；它可以申辩，评分不再改。"))
    values = {point.value.lower(): scores[point.value] for point in Point}
    given = before or UnitAppraisal(order=order)
    for name, value in {**values, "reasons": reasons.strip(), "rated_at": at, "rated_by": actor.assignment_id, "answer": "", "answered_at": None}.items():
        setattr(given, name, value)
    given.save()
    step.order = order
    note(step, dict(values))
    _complete(step)
    return given


@transaction.atomic
def answer_appraisal(number: str, order_id: int, *, actor: Actor, at: datetime, words: str) -> UnitAppraisal:
    """申辩: once, by the unit that was rated. The score stays; whoever reads it reads the answer too."""
    step = take_unit(number, order_id, "answer_appraisal", actor=actor, at=at)
    given = UnitAppraisal.objects.filter(order_id=order_id).first()
    if given is None or given.answered_at is not None:
        raise WhistleRefused("", _("还没有评分，或者已经申辩过了。"))
    need_words(words, _("请写明申辩的理由。"))
    given.answer, given.answered_at, given.answered_by = words.strip(), at, actor.assignment_id
    given.save(update_fields=["answer", "answered_at", "answered_by"])
    note(step, {"words": len(words)})
    return given


@transaction.atomic
def appraise_whistle(
    number: str, order_id: int, *, actor: Actor, at: datetime, needed: bool, clear: bool, addressed: bool, words: str = "",
) -> WhistleAppraisal:
    """评这次吹哨: was it needed, clear, rightly addressed; where not, why. Once for each unit."""
    step = take_unit(number, order_id, "appraise_whistle", actor=actor, at=at)
    rules.check_whistle_points((needed, clear, addressed), words)
    if WhistleAppraisal.objects.filter(order_id=order_id).exists():
        raise WhistleRefused("", _("贵单位已经评过这次吹哨了。"))
    given = WhistleAppraisal.objects.create(
        order_id=order_id, needed=needed, clear=clear, addressed=addressed, words=words.strip(), rated_at=at, rated_by=actor.assignment_id,
    )
    settle(step.matter.pk, at=at, by=actor, part_id=order_id, what="appraise_whistle")
    note(step, {"needed": needed, "clear": clear, "addressed": addressed})
    _complete(step)
    return given


def _complete(step: Step) -> None:
    """Both sides have said everything: the record is whole."""
    if step.matter.status != WhistleStatus.CLOSED:
        return
    called = DispatchOrder.objects.filter(matter=step.matter, ended_at__isnull=True)
    if not called.filter(appraisal__isnull=True).exists() and not called.filter(whistle_appraisal__isnull=True).exists():
        write(by_system(step, "settle_appraisal"))


@transaction.atomic
def settle_appraisal(number: str, *, at: datetime) -> Whistle | None:
    """评哨期满: what was not said by now stays unsaid; silence is no grade. None where it was settled already."""
    whistle, matter = lock(number, SYSTEM)
    if matter.status != WhistleStatus.CLOSED:
        return None
    require(SYSTEM, access.GRANTS["settle_appraisal"])
    return write(Step(whistle, matter, WHISTLE_FLOW.take("settle_appraisal", matter.status), SYSTEM, at))
