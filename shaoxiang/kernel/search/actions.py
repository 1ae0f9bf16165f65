from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shaoxiang.kernel.identity.rules import without_personal
from shaoxiang.kernel.search import rules, store


def index(matter_id: int, opened_at: datetime, text: str) -> None:
    """Make the matter findable by this text (number, title, place, description), replacing an earlier one. One statement.

    Phones, id numbers and bank cards are cut out first.
    """
    store.put(matter_id, opened_at, [rules.month_token(opened_at), *rules.tokens_of(without_personal(text[: rules.TEXT_LENGTH]))])


def forget(matter_ids: Iterable[int]) -> None:
    """Take matters out of the index."""
    store.take_out(list(matter_ids))
