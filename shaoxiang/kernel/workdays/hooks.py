"""Who must hear of a corrected day. Rooms above register in their `AppConfig.ready`; this word knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.workdays.rules import Calendar

Hook = Callable[[Sequence[date], Calendar, Actor, datetime], int]
_hooks: list[Hook] = []


def register(hook: Hook) -> None:
    """`hook(days, calendar, actor, at)` answers how many rows it moved; registering twice counts once."""
    if hook not in _hooks:
        _hooks.append(hook)


def tell(days: Sequence[date], calendar: Calendar, actor: Actor, at: datetime) -> int:
    return sum(hook(days, calendar, actor, at) for hook in _hooks)
