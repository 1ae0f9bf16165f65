"""Moves another system may take for the post its key is bound to.

A second pair of eyes (verify, call back, confirm an exclusion, rule an objection) is a person's act and not offered here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from shaoxiang.cases import actions
from shaoxiang.cases.api.schemas import MoveIn, TargetIn
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.dispatch.rules import Sent
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.vocabulary import _

Act = Callable[[str, Actor, datetime, MoveIn], Any]


def sent_to(target: TargetIn | None) -> Sent | None:
    """The bodies of a target. Raises ReportRefused for a code nobody has."""
    if target is None:
        return None
    codes = body_book().codes
    for name, code in (("lead.unit", target.unit), ("lead.office", target.office)):
        if code and code not in codes:
            raise ReportRefused(name, _("没有这个机构代码：请从 /institutions 读取。"))
    return Sent(codes[target.unit], codes[target.office] if target.office else None)


def _needed(value: Any, name: str) -> Any:
    if value is None:
        raise ReportRefused(name, _("这一步要填这一项。"))
    return value


MOVES: dict[str, Act] = {
    "accept": lambda number, actor, at, given: actions.accept(number, actor=actor, at=at),
    "decline": lambda number, actor, at, given: actions.decline(
        number, actor=actor, at=at, reason=_needed(given.decline_reason, "decline_reason"), words=given.words),
    "answer": lambda number, actor, at, given: actions.answer(number, actor=actor, at=at, words=given.words),
    "classify": lambda number, actor, at, given: actions.classify(
        number, actor=actor, at=at, type_code=given.type, lon=given.lon, lat=given.lat, address=given.address),
    "dispatch": lambda number, actor, at, given: actions.dispatch(number, actor=actor, at=at, lead=sent_to(given.lead), words=given.words),
    "recall": lambda number, actor, at, given: actions.recall(number, actor=actor, at=at, words=given.words),
    "sign": lambda number, actor, at, given: actions.sign(number, actor=actor, at=at),
    "hand_back": lambda number, actor, at, given: actions.hand_back(
        number, actor=actor, at=at, cited_list=_needed(given.cited_list, "cited_list"), cited_item=given.cited_item, words=given.words),
    "progress": lambda number, actor, at, given: actions.progress(number, actor=actor, at=at, words=given.words, arrived=given.arrived),
    "suspend": lambda number, actor, at, given: actions.suspend(
        number, actor=actor, at=at, reason=_needed(given.suspend_reason, "suspend_reason"), words=given.words),
    "resume": lambda number, actor, at, given: actions.resume(number, actor=actor, at=at),
    "extend": lambda number, actor, at, given: actions.extend(
        number, actor=actor, at=at, amount=_needed(given.days, "days"), words=given.words),
    "finish": lambda number, actor, at, given: actions.finish(number, actor=actor, at=at, outcome=given.outcome, answer=given.answer),
    "tell_resident": lambda number, actor, at, given: actions.tell_resident(number, actor=actor, at=at, words=given.words),
    "supervise": lambda number, actor, at, given: actions.supervise(
        number, actor=actor, at=at, kind=_needed(given.note_kind, "note_kind"), words=given.words),
}
