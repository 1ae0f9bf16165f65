"""What every step of a whistle has in common: take the move, touch the clocks, move the desks, write the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.dispatch.flows import ORDER_FLOW
from shaoxiang.dispatch.models import RUNNING, DispatchOrder
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import SYSTEM, Actor, ActorKind, allowed, require
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.flow import Move, MoveRefused
from shaoxiang.kernel.journal.actions import Note, record_all
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.whistles import access, queries
from shaoxiang.whistles.actions.desks import move_desk, move_unit_desk
from shaoxiang.whistles.flows import WHISTLE_FLOW
from shaoxiang.whistles.models import Whistle, Word
from shaoxiang.whistles.rules import WORDS_MAX, WhistleRefused
from shaoxiang.whistles.vocabulary import ENDED, OUT, WhistleStatus


@dataclass
class Step:
    """A move taken on a locked whistle, not yet written. `order`: the unit it is about, where it is about one."""

    whistle: Whistle
    matter: Matter
    move: Move
    actor: Actor
    at: datetime
    order: DispatchOrder | None = None


def lock(number: str, actor: Actor) -> tuple[Whistle, Matter]:
    """Raises Whistle.DoesNotExist (unknown, or outside the actor's rows)."""
    whistle = _locked(number)
    if not _sees(actor, whistle):
        raise Whistle.DoesNotExist(number)
    return whistle, whistle.matter


def _locked(number: str) -> Whistle:
    """The whistle, its matter held until the transaction ends: first the matter, then what stands beside it, as it is once the matter is held."""
    try:
        matter = Matter.objects.select_for_update().get(number=number)
        whistle = Whistle.objects.select_related("type").get(pk=matter.pk)
    except Matter.DoesNotExist:
        raise Whistle.DoesNotExist(number) from None
    whistle.matter = matter
    return whistle


def _sees(actor: Actor, whistle: Whistle) -> bool:
    return actor.kind == ActorKind.SYSTEM or allowed(actor, access.VIEW, whistle)


def take(number: str, name: str, *, actor: Actor, at: datetime) -> Step:
    """Lock the whistle and take a move of the whole. Raises Whistle.DoesNotExist, PermissionDenied, MoveRefused."""
    whistle, matter = lock(number, actor)
    require(actor, access.GRANTS.get(name, ()), whistle)
    return Step(whistle, matter, _taken(name, matter), actor, at)


def take_unit(number: str, order_id: int, name: str, *, actor: Actor, at: datetime) -> Step:
    """Lock the whistle and take a move of one unit: of `ORDER_FLOW`, else of the whole about this unit.

    Raises Whistle.DoesNotExist, DispatchOrder.DoesNotExist, PermissionDenied, MoveRefused.
    """
    whistle = _locked(number)
    matter = whistle.matter
    order = DispatchOrder.objects.select_related("report_in").filter(pk=order_id, matter=matter).first()
    mine = order is not None and allowed(actor, access.GRANTS.get(name, ()), order)  # who acts for a unit that is called sees the whistle
    if not mine and not _sees(actor, whistle):
        raise Whistle.DoesNotExist(number)
    if order is None:
        raise DispatchOrder.DoesNotExist(order_id)
    if not mine:
        require(actor, access.GRANTS.get(name, ()), order)
    if order.ended_at is not None:
        raise MoveRefused(name, order.state, gettext("对这个单位的调度已经解除，不用再办。"))
    if name not in ORDER_FLOW.by_name:
        return Step(whistle, matter, _taken(name, matter), actor, at, order)
    if matter.status not in OUT:
        raise MoveRefused(name, matter.status, already(matter))
    try:
        move = ORDER_FLOW.take(name, order.state)
    except MoveRefused as refused:
        raise MoveRefused(name, order.state, already(matter)) from refused
    return Step(whistle, matter, move, actor, at, order)


def _taken(name: str, matter: Matter) -> Move:
    try:
        return WHISTLE_FLOW.take(name, matter.status)
    except MoveRefused as refused:
        raise MoveRefused(name, matter.status, already(matter)) from refused


def already(matter: Matter) -> str:
    """Who did what, when: told to the second of two people who act at once."""
    entry = queries.last_entry(matter.pk)
    if entry is None:
        return ""
    who = book().assignment_words(entry.actor_id) if entry.actor_id else gettext("系统")
    return gettext("这次哨已由%(who)s于%(when)s办过，现在是“%(status)s”。") % {
        "who": who, "when": timezone.localtime(entry.at).strftime("%m-%d %H:%M"), "status": gettext(WhistleStatus.label_of(matter.status)),
    }


def write(
    step: Step, *, facts: Mapping[str, Fact] | None = None, fields: Iterable[str] = (), starts: Sequence[ClockSpec] = (), matter_fields: Iterable[str] = (),
    touch: bool = True,
) -> Whistle:
    """Carry a move of the whole out: status, clocks, row, desk, record. `starts`: clocks of the whole that begin now."""
    whistle, matter, move = step.whistle, step.matter, step.move
    changed = set(matter_fields)
    if move.target is not None:
        matter.status = move.target
        ended_at = (matter.closed_at or step.at) if move.target in ENDED else None
        if ended_at != matter.closed_at:
            matter.closed_at = ended_at
            changed.add("closed_at")
        changed.add("status")
    if touch:
        touch_clocks(step, starts)
    if changed:
        matter.save(update_fields=sorted(changed))
    if fields := sorted(set(fields)):
        whistle.save(update_fields=fields)
    move_desk(whistle, at=step.at, by=step.actor, units_too=move.target is not None and move.target not in OUT)
    note(step, facts or {})
    return whistle


def touch_clocks(step: Step, starts: Sequence[ClockSpec] = ()) -> None:
    """Stops of the move (`*`: all that run) and the given starts; then the matter follows its earliest."""
    exact = replace(step.move, starts=tuple(spec.code for spec in starts), suspends=(), resumes=())
    clocks.apply(exact, step.matter, at=step.at, specs={spec.code: spec for spec in starts})


def write_unit(
    step: Step, *, stops: Iterable[str] = (), starts: Sequence[ClockSpec] = (), facts: Mapping[str, Fact] | None = None, report: Iterable[str] = (),
) -> Whistle:
    """Carry a move of one unit out: its clocks, its report-in, its desk row, the record of the whistle."""
    order = step.order
    assert order is not None  # noqa: S101 (take_unit gave it)
    part_clocks(step.matter, order.pk, stops=stops, starts=starts, at=step.at)
    if report := sorted(set(report)):
        order.report_in.save(update_fields=report)
    move_unit_desk(step.whistle, order, at=step.at, by=step.actor)
    note(step, facts or {})
    return step.whistle


def part_clocks(matter: Matter, order_id: int, *, stops: Iterable[str] = (), starts: Sequence[ClockSpec] = (), at: datetime) -> list[RunningClock]:
    """Stop and start clocks of one unit; the matter and the unit's desk rows follow."""
    exact = Move("", "", (), None, stops=tuple(stops), starts=tuple(one.code for one in starts))
    return clocks.apply(exact, matter, at=at, specs={one.code: one for one in starts}, part_id=order_id).started


def note(step: Step, facts: Mapping[str, Fact], kind: str = "") -> None:
    told: dict[str, Fact] = {"to": step.matter.status, **facts}
    if step.order is not None:
        told |= {"order": step.order.pk, "state": step.order.state}
    record_all([Note(kind or f"whistles.{step.move.name}", told, step.move.rule)], subject=step.matter, actor=step.actor, at=step.at)


def say(step: Step, text: str) -> dict[str, Fact]:
    """Keep words beside the whistle; returns the fact that proves them."""
    text = text.strip()
    if not text:
        return {}
    if len(text) > WORDS_MAX:
        raise WhistleRefused("words", gettext("最多写 2000 字，请写短一些。"))
    Word.objects.create(
        whistle=step.whistle, order=step.order, entry_kind=f"whistles.{step.move.name}", text=text, written_at=step.at, written_by=step.actor.assignment_id,
    )
    return {"words_sha256": digest(text)}


def need_words(words: str, sentence: str, field: str = "words") -> None:
    if not words.strip():
        raise WhistleRefused(field, sentence)


def running_orders(whistle: Whistle) -> list[DispatchOrder]:
    """Units still called, by key."""
    return list(DispatchOrder.objects.filter(RUNNING, matter_id=whistle.pk).select_related("report_in").order_by("pk"))


def by_system(step: Step, name: str) -> Step:
    """A move that follows of itself, in the same transaction."""
    return Step(step.whistle, step.matter, WHISTLE_FLOW.take(name, step.matter.status), SYSTEM, step.at)
