"""Near copies: texts sent twice, or written by many hands from one sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from shaoxiang.kernel.text.grams import Keys, all_keys
from shaoxiang.kernel.text.normal import codes, flat

SHINGLE = 4  # characters
ROUNDS = 24
ROWS = 2  # rounds that must agree before two texts are compared at all
ALIKE = 0.5


def shingles(text: str) -> Keys:
    """Every stretch of four characters, each once."""
    return np.unique(all_keys(codes(flat(text).replace(" ", "")), SHINGLE, SHINGLE))


def alike(one: Keys, other: Keys) -> float:
    """What two sets of shingles share, of all they hold together (Jaccard), 0 to 1."""
    if not len(one) or not len(other):
        return 0.0
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both)


def near_groups(texts: Sequence[str], *, least: float = ALIKE) -> list[int]:
    """For every text the number of its group: near copies share one. MinHash finds the candidates, counting decides."""
    sets = [shingles(text) for text in texts]
    parent = list(range(len(texts)))
    for rows in _candidates(sets):
        for other in rows[1:]:
            first, second = _root(parent, rows[0]), _root(parent, other)
            if first != second and alike(sets[rows[0]], sets[other]) >= least:
                parent[second] = first
    return [_root(parent, row) for row in range(len(texts))]


def _candidates(sets: Sequence[Keys]) -> list[list[int]]:
    draw = np.random.default_rng(20)
    odd = draw.integers(1, 2**63, ROUNDS, dtype=np.uint64) | np.uint64(1)
    buckets: defaultdict[tuple[int, bytes], list[int]] = defaultdict(list)
    for row, keys in enumerate(sets):
        if not len(keys):
            continue
        signature = np.array([((keys * each) >> np.uint64(16)).min() for each in odd])
        for band in range(0, ROUNDS, ROWS):
            buckets[band, signature[band : band + ROWS].tobytes()].append(row)
    return [rows for rows in buckets.values() if len(rows) > 1]


def _root(parent: list[int], row: int) -> int:
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row
