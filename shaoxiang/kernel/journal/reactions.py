"""Who waits for which entry. Upper rooms register in their `AppConfig.ready`; lower rooms never call up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from shaoxiang.kernel.journal.models import Entry

Reaction = Callable[["Entry"], None]
_reactions: dict[str, list[Reaction]] = defaultdict(list)
_moment: ContextVar[datetime | None] = ContextVar("moment of delivery", default=None)


def register(table: Mapping[str, Reaction]) -> None:
    """Add `{"cases.closed": draw_sample}`; registering the same function twice counts once."""
    for kind, reaction in table.items():
        if reaction not in _reactions[kind]:
            _reactions[kind].append(reaction)


def wanted(kind: str) -> bool:
    return bool(_reactions.get(kind))


def deliver(entry: Entry, *, now: datetime | None = None) -> None:
    """Hand an entry to whoever waits for its kind; `now` is what they take for the present (`moment`)."""
    held = _moment.set(now)
    try:
        for reaction in _reactions.get(entry.kind, ()):
            reaction(entry)
    finally:
        _moment.reset(held)


def moment() -> datetime:
    """When the entry at hand is delivered: time is given to a reaction as it is to an action, so a story may be told at its own pace."""
    return _moment.get() or timezone.now()
