"""What one unit does: 签收, 报到, 处置, 报完成. It can only claim; whether it is true is for the street to check (W5)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shaoxiang.dispatch import actions as orders
from shaoxiang.dispatch.vocabulary import OrderState
from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.vocabulary import _
from shaoxiang.whistles import queries, rules
from shaoxiang.whistles.actions.steps import Step, by_system, need_words, running_orders, say, take_unit, write, write_unit
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.rules import Limit, WhistleRefused
from shaoxiang.whistles.vocabulary import ACK, ARRIVE, NEXT_LEVEL, VERIFY, ArrivedHow, ArriveMode, Cause, WhistleStatus

NEXT_AFTER_ACK, NEXT_AFTER_ARRIVE = f"{NEXT_LEVEL}{Cause.ACK}", f"{NEXT_LEVEL}{Cause.ARRIVE}"
WAYS = {
    ArriveMode.ON_SITE: (ArrivedHow.ON_SITE,),
    ArriveMode.ON_SITE_OR_ANSWER: (ArrivedHow.ON_SITE, ArrivedHow.ANSWERED),
    ArriveMode.MEETING: (ArrivedHow.AT_MEETING, ArrivedHow.ON_SITE),
}


@transaction.atomic
def acknowledge(number: str, order_id: int, *, actor: Actor, at: datetime) -> Whistle:
    """签收: the unit has seen it and sends somebody. Stops its first clock, and the ladder it was climbing."""
    step = take_unit(number, order_id, "acknowledge", actor=actor, at=at)
    assert step.order is not None  # noqa: S101
    orders.acknowledge(step.order, at=at)
    return write_unit(step, stops=(ACK, NEXT_AFTER_ACK))


@transaction.atomic
def arrive(
    number: str, order_id: int, *, actor: Actor, at: datetime, how: ArrivedHow, can_decide: bool | None = None, words: str = "",
    lon: float | None = None, lat: float | None = None,
) -> Whistle:
    """报到: when and how. A position is kept only where the whistle has none, so that the place can be found (W9)."""
    step = take_unit(number, order_id, "arrive", actor=actor, at=at)
    order, whistle = step.order, step.whistle
    assert order is not None  # noqa: S101
    if ArrivedHow(how) not in WAYS[ArriveMode(whistle.type.arrive_mode)]:
        raise WhistleRefused("how", _("这一类哨要按规定的方式报到：请到现场，或到会。"))
    if how == ArrivedHow.ANSWERED:
        need_words(words, _("答复代替到场的，请写明怎么办、什么时候办。"))
    orders.arrive(order, at=at)
    report = order.report_in
    report.arrived_how, report.can_decide = ArrivedHow(how), can_decide
    if whistle.matter.lon is None and lon is not None and lat is not None:
        report.lon, report.lat = lon, lat
    _under_way(step)
    return write_unit(
        step, stops=(ACK, ARRIVE, NEXT_AFTER_ACK, NEXT_AFTER_ARRIVE), report=["arrived_how", "can_decide", "lon", "lat"],
        facts={**say(step, words), "how": str(how), "can_decide": can_decide},
    )


@transaction.atomic
def begin_work(number: str, order_id: int, *, actor: Actor, at: datetime, words: str = "") -> Whistle:
    """开始处置: what is being done, for the street and the other units."""
    step = take_unit(number, order_id, "begin_work", actor=actor, at=at)
    assert step.order is not None  # noqa: S101
    orders.begin_work(step.order, at=at)
    _under_way(step)
    return write_unit(step, facts=say(step, words))


@transaction.atomic
def claim_done(number: str, order_id: int, *, actor: Actor, at: datetime, words: str) -> Whistle:
    """报完成: this unit's claim. When the last unit has claimed, the street is asked to check."""
    step = take_unit(number, order_id, "claim_done", actor=actor, at=at)
    order, whistle = step.order, step.whistle
    assert order is not None  # noqa: S101
    need_words(words, _("请写明做了什么、现场现在什么样。"))
    orders.finish(order, at=at)
    order.report_in.outcome = words.strip()
    facts = say(step, words)
    if actor.person_id is not None and actor.person_id not in whistle.claimers:
        whistle.claimers = [*whistle.claimers, actor.person_id]
        whistle.save(update_fields=["claimers"])
    write_unit(step, stops=("*",), report=["outcome"], facts=facts)
    return after_claim(step)


def after_claim(step: Step) -> Whistle:
    """Are all units that are still called done? Then the whole is, until the street has checked."""
    whistle = step.whistle
    running = running_orders(whistle)
    if not running or any(order.state != OrderState.DONE for order in running):
        return whistle
    done = by_system(step, "all_done")
    whistle.claimed_at = step.at
    limit = Limit(queries.setting("verify_working_days"), LimitUnit.WORKING_DAY)
    return write(done, starts=[rules.spec(VERIFY, limit)], fields=["claimed_at"])


def _under_way(step: Step) -> None:
    """The first unit on the spot makes the whole a matter in progress."""
    matter = step.matter
    if matter.status == WhistleStatus.BLOWN:
        matter.status = WhistleStatus.IN_PROGRESS
        matter.save(update_fields=["status"])


__all__ = ["acknowledge", "after_claim", "arrive", "begin_work", "claim_done"]
