"""Whether the members of a group speak of the same thing, or only of the same place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shaoxiang.topics.rules.features import Floats, Vectors

ODD_ONE_OUT = 0.4  # of what a member usually shares with the others; below, it is another matter at the same place
LOOSEST = 0.1  # members of one topic share at least this much of their subject on average


def shared(rows: Sequence[int], subjects: Vectors) -> Floats:
    """How alike each two of these texts are in their subject: a square, ones on the diagonal."""
    columns = [subjects.row(row) for row in rows]
    names, place = np.unique(np.concatenate([found[0] for found in columns]), return_inverse=True)
    dense = np.zeros((len(rows), len(names)), np.float32)
    begin = 0
    for line, (found, values) in enumerate(columns):
        dense[line, place[begin : begin + len(found)]] = values
        begin += len(found)
    square: Floats = dense @ dense.T
    return square


def others_mean(square: Floats) -> Floats:
    """For each text the mean of what it shares with the others."""
    mean: Floats = (square.sum(1) - square.diagonal()) / max(1, len(square) - 1)
    return mean


def without_odd_ones(rows: list[int], square: Floats) -> tuple[list[int], Floats]:
    """Leave out, one by one, who shares far less with the others than is usual among them."""
    while len(rows) > 2:
        mean = others_mean(square)
        worst = int(np.argmin(mean))
        if mean[worst] >= ODD_ONE_OUT * float(np.median(mean)):
            break
        stay = [line for line in range(len(rows)) if line != worst]
        rows, square = [rows[line] for line in stay], square[np.ix_(stay, stay)]
    return rows, square


def cohesion(square: Floats) -> float:
    """What two members share on average."""
    return float(others_mean(square).mean()) if len(square) > 1 else 1.0
