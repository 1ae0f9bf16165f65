"""Words learned from many short texts: a stretch of characters that turns up again and again, hangs together inside and stands free on
both sides. Enough for a title; no dictionary, no segmentation."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import log

from shaoxiang.kernel.text.normal import flat

SHORTEST, LONGEST = 2, 4
OFTEN = 3  # times a stretch is seen before it may be a word
FREE = 1.2  # nats of surprise at the neighbour, on the less surprising side
HOLDS = 3.0  # times as often as its halves would meet by chance

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_EDGE = "^"


def learned_words(texts: Iterable[str]) -> dict[str, float]:
    """Words of these texts, and how rare each is: log of texts over texts that hold it."""
    runs = [_HAN_RUN.findall(flat(text)) for text in texts]
    times: Counter[str] = Counter(
        run[at : at + length] for text in runs for run in text for length in range(1, LONGEST + 1) for at in range(len(run) - length + 1)
    )
    total = sum(n for word, n in times.items() if len(word) == 1)
    likely = {word for word, n in times.items() if len(word) >= SHORTEST and n >= OFTEN and _holds(word, times, total)}
    before: defaultdict[str, Counter[str]] = defaultdict(Counter)
    behind: defaultdict[str, Counter[str]] = defaultdict(Counter)
    spread: Counter[str] = Counter()
    for text in runs:
        held = set()
        for run in text:
            for length in range(SHORTEST, LONGEST + 1):
                for at in range(len(run) - length + 1):
                    word = run[at : at + length]
                    if word in likely:
                        held.add(word)
                        end = at + length
                        before[word][run[at - 1] if at else _EDGE] += 1
                        behind[word][run[end] if end < len(run) else _EDGE] += 1
        spread.update(held)
    return {word: log(len(runs) / spread[word]) for word in likely if min(_surprise(before[word]), _surprise(behind[word])) >= FREE}


def _holds(word: str, times: Mapping[str, int], total: int) -> bool:
    """More often together than its parts would meet, wherever it is cut."""
    return all(times[word] * total >= HOLDS * times[word[:cut]] * times[word[cut:]] for cut in range(1, len(word)))


def _surprise(neighbours: Mapping[str, int]) -> float:
    """Entropy of the neighbour, in nats; the edge of a text counts as a new neighbour every time it is met."""
    total = sum(neighbours.values())
    parts = [n for word, n in neighbours.items() if word != _EDGE]
    edges = total - sum(parts)
    return (sum(n * log(total / n) for n in parts) + edges * log(total)) / total if total else 0.0
