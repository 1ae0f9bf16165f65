"""Who waits for which entry. Upper rooms register in their `AppConfig.ready`; lower rooms never call up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shaoxiang.kernel.journal.models import Entry

Reaction = Callable[["Entry"], None]
_reactions: dict[str, list[Reaction]] = defaultdict(list)


def register(table: Mapping[str, Reaction]) -> None:
    """Add `{"cases.closed": draw_sample}`; registering the same function twice counts once."""
    for kind, reaction in table.items():
        if reaction not in _reactions[kind]:
            _reactions[kind].append(reaction)


def wanted(kind: str) -> bool:
    return bool(_reactions.get(kind))


def deliver(entry: Entry) -> None:
    for reaction in _reactions.get(entry.kind, ()):
        reaction(entry)
