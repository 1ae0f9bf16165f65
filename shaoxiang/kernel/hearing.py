"""听街道意见: were the streets heard before something that touches them was decided? Rooms below the one that keeps consultations ask here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple


class Hearing(NamedTuple):
    """`streets`: keys of those the decision touches; `number` of the file in which they were heard, or in words `why` none is needed.

    The file must have been opened `since`, and name one of `names`; without a day any file that asked these streets will do.
    """

    streets: frozenset[int]
    number: str
    why: str
    names: tuple[str, ...] = ()
    since: datetime | None = None


class Unheard(NamedTuple):
    """What is missing: a Chinese msgid that says how to cure it, and the facts that fill it."""

    reason: str
    facts: Mapping[str, object]


Asks = Callable[[Hearing], Unheard | None]
_asks: list[Asks] = []


def register_hearing(asks: Asks) -> None:
    """Where streets are consulted, in `AppConfig.ready`: says what is missing; None where it may be decided."""
    _asks[:] = [asks]


def unheard(hearing: Hearing) -> Unheard | None:
    """None also where nobody keeps consultations."""
    return _asks[0](hearing) if _asks else None
