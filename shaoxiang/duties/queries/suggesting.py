"""分类建议: the keyword rules, and beside them whatever an upper room has learned. Every page, the API and the intake ask here.

The rules are the default. A learner may raise the probability of a type and add words that decided; where it is absent, switched off or
broken, the rules answer alone. `alone` is the only place where a type is chosen without a person, and it says nothing unless an
administrator has set how sure the learner must be.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple

from shaoxiang.duties.rules import DutyBook, Suggestion, blended, suggest

log = logging.getLogger("shaoxiang.duties")


class Learner(NamedTuple):
    """`answers(text)`: type codes with calibrated probabilities and words, likeliest first; empty while nothing is switched on.
    `sure_enough()`: the probability at which it may decide alone; None: never."""

    answers: Callable[[str], Sequence[Suggestion]]
    sure_enough: Callable[[], float | None]


_learners: list[Learner] = []


def register(learner: Learner) -> None:
    """An upper room offers its learner in `AppConfig.ready`; registering again replaces."""
    _learners[:] = [learner]


def suggested(text: str, book: DutyBook, limit: int = 2) -> list[Suggestion]:
    """The `limit` best types of the book with the words that decided, best first."""
    return blended(suggest(text, book, len(book.types)), _learned(text, book), limit)


def alone(text: str, book: DutyBook) -> str:
    """The type the learner may set by itself: sure enough, and the rules do not name another. Empty: a person decides."""
    enough = _learners[0].sure_enough() if _learners else None
    if enough is None:
        return ""
    learned = _learned(text, book)
    if not learned or (learned[0].probability or 0) < enough:
        return ""
    ruled = suggest(text, book, 1)
    return learned[0].type_code if not ruled or ruled[0].type_code == learned[0].type_code else ""


def _learned(text: str, book: DutyBook) -> list[Suggestion]:
    if not _learners:
        return []
    try:
        return [one for one in _learners[0].answers(text) if one.type_code in book.offered]
    except Exception as error:
        log.warning("the learned suggestion failed: %s", type(error).__name__)  # never the text
        return []
