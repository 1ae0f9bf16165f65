"""Reads: the rows an actor may see, what came of a matter, the district's limits and rules."""

from shaoxiang.coordination.queries.rows import (
    counted,
    entries_of,
    items_for,
    meetings_for,
    moves_for,
    open_item_of,
    raised_from,
    ruling_for,
    tasks_for,
)
from shaoxiang.coordination.queries.settings import kept, level_rule, limits, setting

__all__ = [
    "counted", "entries_of", "items_for", "kept", "level_rule", "limits", "meetings_for", "moves_for", "open_item_of", "raised_from", "ruling_for", "setting",
    "tasks_for",
]
