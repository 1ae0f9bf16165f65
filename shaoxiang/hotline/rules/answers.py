"""Which answers of the library fit what the caller says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from shaoxiang.kernel.search.rules import tokens_of

SHOWN = 5
PARTICLES = frozenset("怎么什吗呢啊吧的了是在有我你他您们个就都还也很")
LEAST = 0.25  # of the asked pairs, weighed: less is chance


@dataclass(frozen=True, slots=True)
class Known:
    """An answer as it is looked through."""

    pk: int
    question: str
    answer: str
    used: int = 0


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    """Tokens of two characters and more that name something: a single one says nothing, and neither does one with a particle in it."""
    return frozenset(token for token in tokens_of(text) if len(token) > 1 and not PARTICLES & set(token))


def fitting(asked: str, known: Iterable[Known], *, limit: int = SHOWN) -> list[int]:
    """Keys of the answers that fit, best first. A pair in the question counts three times one in the answer; use decides between equals."""
    wanted = _pairs(asked.strip()[:500])
    if not wanted:
        return []
    found = []
    for one in known:
        hits = 3 * len(wanted & _pairs(one.question)) + len(wanted & _pairs(one.answer))
        share = hits / (3 * min(len(wanted), max(1, len(_pairs(one.question)))))
        if share >= LEAST:
            found.append((share, one.used, -one.pk))
    return [-pk for _share, _used, pk in sorted(found, reverse=True)[:limit]]
