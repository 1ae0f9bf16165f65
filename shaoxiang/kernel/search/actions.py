from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from shaoxiang.kernel.identity.rules import without_personal
from shaoxiang.kernel.search import rules, store

PORTION = 1000


def index(matter_id: int, opened_at: datetime, text: str) -> None:
    """Make the matter findable by this text (number, title, place, description), replacing an earlier one. One statement.

    Phones, id numbers and bank cards are cut out first.
    """
    store.put([_tokens(matter_id, opened_at, text)])


def index_all(texts: Iterable[tuple[int, datetime, str]]) -> None:
    """`index` for many, a thousand at a time: for seeding and for building the index anew."""
    waiting = iter(texts)
    while portion := list(islice(waiting, PORTION)):
        store.put([_tokens(*text) for text in portion])


def _tokens(matter_id: int, opened_at: datetime, text: str) -> tuple[int, datetime, list[str]]:
    return matter_id, opened_at, [rules.month_token(opened_at), *rules.tokens_of(without_personal(text[: rules.TEXT_LENGTH]))]


def forget(matter_ids: Iterable[int]) -> None:
    """Take matters out of the index."""
    store.take_out(list(matter_ids))
