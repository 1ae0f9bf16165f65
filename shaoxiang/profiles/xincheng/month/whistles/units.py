"""What each unit that was called does: acknowledges, comes, works, claims; too late, only when a leader asks, or never. Each `yield` is the next act's time."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.queries import open_objections
from shaoxiang.dispatch.vocabulary import CitedList, OrderState
from shaoxiang.profiles.xincheng.month.whistles import texts
from shaoxiang.profiles.xincheng.month.whistles.stage import Life
from shaoxiang.whistles import actions
from shaoxiang.whistles.models import ReportIn
from shaoxiang.whistles.vocabulary import OUT, ArrivedHow, Level, WhistleCode, WhistleStatus

if TYPE_CHECKING:
    from shaoxiang.profiles.xincheng.month.whistles.story import Tale

K = WhistleCode
# Low and high: working hours, or minutes of an emergency.
ACK = {K.ROUTINE: (0.1, 1.7), K.JOINT_ENFORCEMENT: (0.1, 0.8), K.KEY_ISSUE: (0.3, 3.2), K.EMERGENCY: (0.5, 4)}
COME = {K.ROUTINE: (0.5, 6.5), K.JOINT_ENFORCEMENT: (0.2, 0.45), K.KEY_ISSUE: (8, 15), K.EMERGENCY: (6, 22)}
GOING_ON = ((2, 12), (6, 14))  # minutes: acknowledge and come while the act is going on
WORK = {K.ROUTINE: (2, 16), K.JOINT_ENFORCEMENT: (1, 6), K.KEY_ISSUE: (8, 16), K.EMERGENCY: (20, 150)}
POLL = {K.ROUTINE: 1.0, K.JOINT_ENFORCEMENT: 1.0, K.KEY_ISSUE: 2.0, K.EMERGENCY: 3.0}
# Course -> at which step the unit waits until which level has asked.
LATE = {
    "silent": ("acknowledge", Level.MEETING), "nobody": ("acknowledge", None), "no_show": ("arrive", Level.MEETING),
    "late_finish": ("claim", Level.DEPARTMENT),
}
STOPS = {"unseen": "acknowledge", "late": "acknowledge", "agreed": "arrive", "working": "claim", "overdue": "claim", "nobody": "acknowledge"}
MOST_POLLS = 120


def unit(tale: Tale, order: DispatchOrder, at: datetime, *, troubled: bool) -> Life:
    """From the summons to the claim. `troubled`: this is the unit the course is about."""
    stage, kind, fast = tale.stage, tale.plan.kind, tale.plan.fast
    who, course = stage.of_unit(order), tale.plan.course if troubled else ""
    going_on = kind == K.JOINT_ENFORCEMENT and tale.agreed_at is None
    ack, come = GOING_ON if going_on else (ACK[kind], COME[kind])
    now = stage.later(at, *ack, fast=fast or going_on)
    if course in OBJECTIONS:
        now = at + (now - at) / 2
        yield now
        now = yield from _objects(tale, order, now)
        now = stage.later(now, *ack, fast=fast or going_on)
    yield now
    now = yield from _until_asked(tale, order, now, "acknowledge", course)
    free_at = yield from _free(tale, order, now)
    if STOPS.get(course) == "acknowledge" or free_at is None:
        return
    if order.state == OrderState.ORDERED:
        actions.acknowledge(tale.number, order.pk, actor=who, at=free_at)
    now = stage.later(free_at, *come, fast=fast or going_on)
    if tale.agreed_at is not None and now < tale.agreed_at:
        now = tale.agreed_at - timedelta(minutes=stage.rng.randrange(0, 20))
    yield now
    now = yield from _until_asked(tale, order, now, "arrive", course)
    free_at = yield from _free(tale, order, now)
    if STOPS.get(course) == "arrive" or free_at is None:
        return
    _arrives(tale, order, free_at)
    yield from work(tale, order, free_at, course)


def work(tale: Tale, order: DispatchOrder, at: datetime, course: str = "", *, words: str = "") -> Life:
    """From the arrival (or a check that failed) to the claim."""
    stage, kind, fast = tale.stage, tale.plan.kind, tale.plan.fast
    who = stage.of_unit(order)
    if stage.luck(0.35) or words:
        at = stage.later(at, 0.05, 0.5, fast=fast)
        yield at
        free_at = yield from _free(tale, order, at)
        if free_at is None:
            return
        at = free_at
        if order.state in (OrderState.ARRIVED, OrderState.ACKNOWLEDGED):
            actions.begin_work(tale.number, order.pk, actor=who, at=at, words=stage.rng.choice(texts.WORKING))
    at = stage.later(at, *WORK[kind], fast=fast)
    yield at
    at = yield from _until_asked(tale, order, at, "claim", course)
    free_at = yield from _free(tale, order, at)
    if STOPS.get(course) == "claim" or free_at is None:
        return
    if order.state in (OrderState.ARRIVED, OrderState.WORKING):
        told = words or f"示例：{tale.scene.done}"
        tale.look(actions.claim_done(tale.number, order.pk, actor=who, at=free_at, words=told), free_at)


def _arrives(tale: Tale, order: DispatchOrder, at: datetime) -> None:
    if order.state not in (OrderState.ORDERED, OrderState.ACKNOWLEDGED):
        return
    stage, how, words = tale.stage, ArrivedHow.ON_SITE, ""
    if tale.plan.kind == K.KEY_ISSUE:
        how = ArrivedHow.AT_MEETING
    elif tale.plan.kind == K.ROUTINE and stage.luck(0.15):
        how, words = ArrivedHow.ANSWERED, texts.ANSWERED
    actions.arrive(tale.number, order.pk, actor=stage.of_unit(order), at=at, how=how, can_decide=stage.luck(0.88), words=words)


def _look(order: DispatchOrder) -> WhistleStatus:
    """The status of the whole; the order's own state is read with it."""
    order.state, code = DispatchOrder.objects.values_list("state", "matter__status").get(pk=order.pk)
    status: WhistleStatus = WhistleStatus(code)
    return status


def _free(tale: Tale, order: DispatchOrder, at: datetime) -> Generator[datetime, None, datetime | None]:
    """When the unit may go on (it waits while the whistle stands still); None where it was let go or the whistle has ended."""
    for _turn in range(MOST_POLLS):
        status = _look(order)
        if status != WhistleStatus.SUSPENDED:
            return at if status in OUT and order.state != OrderState.RELEASED else None
        at = tale.stage.later(at, 2, 4)
        yield at
    return None


def _until_asked(tale: Tale, order: DispatchOrder, at: datetime, step: str, course: str) -> Generator[datetime, None, datetime]:
    """Nothing is done at this step until the level of the course has been asked. Returns when."""
    awaited, level = LATE.get(course, ("", None))
    if course == "late_ack":
        awaited, level = "acknowledge", (Level.INSTITUTION, Level.DEPARTMENT, Level.LEADER)[tale.plan.turn % 3]
    if awaited != step or level is None:
        return at
    order_of = list(Level).index
    for _turn in range(MOST_POLLS):
        reached = ReportIn.objects.filter(pk=order.pk).values_list("level", flat=True).first() or ""
        if (reached and order_of(Level(reached)) >= order_of(level)) or _look(order) not in (*OUT, WhistleStatus.SUSPENDED):
            break
        at = tale.stage.later(at, POLL[tale.plan.kind], POLL[tale.plan.kind] * 1.5, fast=tale.plan.fast)
        yield at
    if level == Level.MEETING:
        tale.came_after_all(at)
    return at


# --- objections -------------------------------------------------------------------------------------------------------

OBJECTIONS = frozenset({"stands", "reassigned", "withdrawn", "lapsed", "objected"})


def _objects(tale: Tale, order: DispatchOrder, at: datetime) -> Generator[datetime, None, datetime]:
    """提出异议, and waits for the ruling (an emergency's unit comes meanwhile). Returns when it is known."""
    stage = tale.stage
    free_at = yield from _free(tale, order, at)
    if free_at is None:
        return at
    at = free_at
    actions.object_to(
        tale.number, order.pk, actor=stage.of_unit(order), at=at, cited_list=CitedList.DUTY_LIST, cited_item=tale.item,
        words=stage.rng.choice(texts.OBJECTIONS),
    )
    if tale.plan.course in ("stands", "reassigned", "withdrawn"):
        stage.spawn(_ruled(tale, order, at), at)
    for _turn in range(MOST_POLLS):
        if tale.plan.fast or order.pk not in open_objections(tale.key):
            break
        at = stage.later(at, 0.7, 1.5)
        yield at
    return at


def _ruled(tale: Tale, order: DispatchOrder, at: datetime) -> Life:
    """The district's desk rules."""
    stage, course = tale.stage, tale.plan.course
    at = stage.later(at, 1, 6, fast=tale.plan.fast)
    yield at
    if tale.status() not in OUT or order.pk not in open_objections(tale.key):
        return
    judge = stage.cast.ruler()
    if course == "stands":
        actions.rule_stands(tale.number, order.pk, actor=judge, at=at, words=stage.rng.choice(texts.STANDS))
    elif course == "withdrawn":
        tale.look(actions.rule_withdrawn(tale.number, order.pk, actor=judge, at=at, words=stage.rng.choice(texts.WITHDRAWN)), at)
    else:
        body = tale.other_body()
        actions.rule_reassigned(tale.number, order.pk, actor=judge, at=at, words=stage.rng.choice(texts.REASSIGNED), body_id=body)
        tale.call_fresh(at)
