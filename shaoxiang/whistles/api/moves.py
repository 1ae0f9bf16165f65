"""Moves another system may take for the post its key is bound to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from shaoxiang.dispatch.vocabulary import CitedList, NoteKind
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.vocabulary import _
from shaoxiang.whistles import actions
from shaoxiang.whistles.api.schemas import WhistleMoveIn, WhistleUnitMoveIn
from shaoxiang.whistles.rules import WhistleRefused
from shaoxiang.whistles.vocabulary import ArrivedHow, CancelReason, SuspendReason

UnitAct = Callable[[str, int, Actor, datetime, WhistleUnitMoveIn, int | None], Any]
WholeAct = Callable[[str, Actor, datetime, WhistleMoveIn], Any]


def _needed(value: Any, field: str) -> Any:
    """Raises WhistleRefused for what this move needs and was not given."""
    if value is None:
        raise WhistleRefused(field, _("这一步需要这个字段，请补上。"))
    return value


def _acknowledge(number: str, order: int, actor: Actor, at: datetime, given: WhistleUnitMoveIn, proposed: int | None) -> Any:
    return actions.acknowledge(number, order, actor=actor, at=at)


def _arrive(number: str, order: int, actor: Actor, at: datetime, given: WhistleUnitMoveIn, proposed: int | None) -> Any:
    how = ArrivedHow(_needed(given.how, "how"))
    return actions.arrive(number, order, actor=actor, at=at, how=how, can_decide=given.can_decide, words=given.words)


def _begin_work(number: str, order: int, actor: Actor, at: datetime, given: WhistleUnitMoveIn, proposed: int | None) -> Any:
    return actions.begin_work(number, order, actor=actor, at=at, words=given.words)


def _claim_done(number: str, order: int, actor: Actor, at: datetime, given: WhistleUnitMoveIn, proposed: int | None) -> Any:
    return actions.claim_done(number, order, actor=actor, at=at, words=given.words)


def _object(number: str, order: int, actor: Actor, at: datetime, given: WhistleUnitMoveIn, proposed: int | None) -> Any:
    return actions.object_to(
        number, order, actor=actor, at=at, cited_list=CitedList(_needed(given.cited_list, "cited_list")), cited_item=given.cited_item, words=given.words,
        proposed_unit_id=proposed,
    )


OF_A_UNIT: dict[str, UnitAct] = {
    "acknowledge": _acknowledge, "arrive": _arrive, "begin_work": _begin_work, "claim_done": _claim_done, "object": _object,
}
OF_THE_WHOLE: dict[str, WholeAct] = {
    "note": lambda number, actor, at, given: actions.note_progress(number, actor=actor, at=at, words=given.words),
    "suspend": lambda number, actor, at, given: actions.suspend(
        number, actor=actor, at=at, reason=SuspendReason(_needed(given.suspend_reason, "suspend_reason")), until=_needed(given.until, "until"),
        words=given.words,
    ),
    "resume": lambda number, actor, at, given: actions.resume(number, actor=actor, at=at),
    "cancel": lambda number, actor, at, given: actions.cancel(
        number, actor=actor, at=at, reason=CancelReason(_needed(given.cancel_reason, "cancel_reason")), words=given.words,
    ),
    "close": lambda number, actor, at, given: actions.close(number, actor=actor, at=at, words=given.words),
    "supervise": lambda number, actor, at, given: actions.supervise(
        number, actor=actor, at=at, kind=NoteKind(_needed(given.note_kind, "note_kind")), words=given.words,
    ),
}
