"""After the claim: the street checks, closes or sends back; both sides rate."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from shaoxiang.coordination.actions import withdraw
from shaoxiang.coordination.queries import open_item_of
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.profiles.xincheng.month.whistles import texts
from shaoxiang.profiles.xincheng.month.whistles.stage import Life
from shaoxiang.profiles.xincheng.month.whistles.units import work
from shaoxiang.whistles import actions
from shaoxiang.whistles.vocabulary import Point, WhistleCode, WhistleStatus

if TYPE_CHECKING:
    from shaoxiang.profiles.xincheng.month.whistles.story import Tale

ONCE_AGAIN = frozenset({"failed_check", "reopened"})
SILENT_STREET, SILENT_UNIT, LOW, SAYS_NO, ANSWERS_LOW = 0.06, 0.10, 0.16, 0.12, 0.5


def checked(tale: Tale, at: datetime) -> Life:
    """到现场核查: passed, or sent back once where the course says so; then closed."""
    stage, course, fast = tale.stage, tale.plan.course, tale.plan.fast
    desk, checker = stage.desk(tale.site.street_id), stage.verifier(tale.site.street_id)
    if course == "to_check":
        return
    yield (at := stage.later(at, 8, 60, fast=True) if fast else stage.later(at, 0.3, 5))
    if tale.status() != WhistleStatus.DONE_CLAIMED:
        tale.in_check = False
        return
    if course == "failed_check" and not tale.failed:
        wanted = tale.orders()[: 1 + tale.plan.turn % 2]
        actions.verify_fail(tale.number, actor=checker, at=at, words=stage.rng.choice(texts.FAILED), order_ids=[order.pk for order in wanted])
        _again(tale, wanted, at)
        return
    actions.verify_pass(tale.number, actor=checker, at=at, on_site=True)
    if course == "to_close":
        return
    yield (at := stage.later(at, 0.2, 2.5))
    if tale.status() == WhistleStatus.VERIFIED:
        actions.close(tale.number, actor=desk, at=at, words=stage.rng.choice(texts.CLOSED))
        if tale.plan.kind == WhistleCode.KEY_ISSUE:
            _meeting_is_over(tale, at)
    if course == "reopened" and not tale.failed:
        yield (at := stage.later(at, 5, 14))
        if tale.status() == WhistleStatus.CLOSED:
            wanted = tale.orders()
            actions.reopen(tale.number, actor=desk, at=at, words=stage.rng.choice(texts.NOT_SOLVED))
            _again(tale, wanted, at)
        return
    if course != "to_rate":
        _rated(tale, at)


def _again(tale: Tale, orders: list[DispatchOrder], at: datetime) -> None:
    tale.failed, tale.in_check = True, False
    for order in orders:
        tale.stage.spawn(work(tale, order, at, words=texts.AGAIN), at)


def _meeting_is_over(tale: Tale, at: datetime) -> None:
    item = open_item_of(tale.key)
    if item is not None and item.matter.status == "RAISED":
        withdraw(item.number, actor=tale.stage.cast.ruler(), at=at, words=texts.MEETING_DONE)


def _rated(tale: Tale, at: datetime) -> None:
    """评哨, both ways; a few stay silent and the time runs out."""
    stage = tale.stage
    street_is_silent = stage.luck(SILENT_STREET)
    for order in tale.orders():
        if not street_is_silent:
            stage.spawn(_street_rates(tale, order, at), at)
        if not stage.luck(SILENT_UNIT):
            stage.spawn(_unit_rates(tale, order, at), at)


def _street_rates(tale: Tale, order: DispatchOrder, at: datetime) -> Life:
    stage = tale.stage
    yield (at := stage.later(at, 0.2, 7))
    if tale.status() != WhistleStatus.CLOSED:
        return
    late = order.pk == min(tale.called) and tale.plan.course in ("late_ack", "silent", "no_show", "late_finish")
    low = late or stage.luck(LOW)
    point = Point.ON_TIME if late else stage.rng.choice(tuple(Point))
    scores = {one.value: stage.rng.choice((4, 5, 5)) for one in Point}
    reasons = ""
    if low:
        scores[point.value] = stage.rng.choice((1, 2, 2))
        reasons = texts.LOW[tuple(Point).index(point)]
    actions.appraise_unit(tale.number, order.pk, actor=stage.desk(tale.site.street_id), at=at, scores=scores, reasons=reasons)
    if low and stage.luck(ANSWERS_LOW):
        yield (at := stage.later(at, 0.5, 6))
        words = texts.ANSWERS[tuple(Point).index(point) % len(texts.ANSWERS)]
        actions.answer_appraisal(tale.number, order.pk, actor=stage.of_unit(order), at=at, words=words)


def _unit_rates(tale: Tale, order: DispatchOrder, at: datetime) -> Life:
    stage = tale.stage
    yield (at := stage.later(at, 0.2, 9))
    if tale.status() != WhistleStatus.CLOSED:
        return
    said_no = stage.rng.randrange(3) if stage.luck(SAYS_NO) else None
    actions.appraise_whistle(
        tale.number, order.pk, actor=stage.of_unit(order), at=at, needed=said_no != 0, clear=said_no != 1, addressed=said_no != 2,
        words="" if said_no is None else texts.NOT_NEEDED[said_no],
    )
