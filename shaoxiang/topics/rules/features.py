"""Every text as two vectors: the names it gives (place) and the words about what is wrong (subject)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from shaoxiang.kernel.text.grams import Pieces, joined, pieces
from shaoxiang.kernel.text.names import DOUBT, Company
from shaoxiang.kernel.text.normal import Codes, codes, flat
from shaoxiang.topics.rules.messages import Message

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

DETAIL = 200  # characters read of a detail: people say early where and what
TITLE_COUNTS = 3.0  # times a word of the title
LONGEST = 5  # characters of a piece
NAME_SHARE, SUBJECT_SHARE = 0.05, 0.2  # a piece in more of the texts than this says nothing
FEW = 30  # … but with few texts this many are always fine
NAMES_AT_MOST = 400  # texts that share a name and are compared for it
CELL_M, CELL_COUNTS = 400.0, 2.0  # a cell of the ground is as good as a name seen twice
METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class Vectors:
    """Sparse rows of length one: text `row` holds `columns[starts[row]:starts[row + 1]]` with these values."""

    starts: Ints
    columns: Ints
    values: Floats
    width: int

    def row(self, number: int) -> tuple[Ints, Floats]:
        inside = slice(self.starts[number], self.starts[number + 1])
        return self.columns[inside], self.values[inside]


@dataclass(frozen=True, slots=True)
class _Counts:
    """One line for every (piece, text): how much it counts there; beside every piece in how many texts, and how much it is a name."""

    piece: Ints
    text: Ints
    counts: Floats
    spread: Ints
    nameness: Floats
    length: int


def vectors(messages: Sequence[Message], *, known: Iterable[str] = ()) -> tuple[Vectors, Vectors]:
    """Names and subjects of all texts. `known`: names of the district's places and what people call them."""
    titles = [codes(flat(each.topic)) for each in messages]
    details = [codes(flat(each.detail.strip()[:DETAIL])) for each in messages]
    gap = np.zeros(1, np.uint32)
    row, owner = joined(np.concatenate([title, gap, detail]) for title, detail in zip(titles, details, strict=True))
    weight = _title_counts(titles, details)
    company = Company(row, known)
    total = len(messages)
    names, subjects = [], []
    for each in pieces(row, 2, LONGEST):
        found = _counted(each, owner, weight, company)
        names.append(_weighed(found, np.log(total / found.spread) * found.nameness, min(max(NAME_SHARE * total, FEW), NAMES_AT_MOST)))
        if each.length == 2:
            subjects.append(_weighed(found, np.log(total / found.spread) * np.maximum(0, 1 - 2 * found.nameness), max(SUBJECT_SHARE * total, FEW)))
    names += _cells(messages)
    return _rows(names, total), _rows(subjects, total)


def _title_counts(titles: Sequence[Codes], details: Sequence[Codes]) -> Floats:
    lengths = np.array([[len(title) + 1, len(detail) + 1] for title, detail in zip(titles, details, strict=True)]).ravel()
    return np.repeat(np.tile(np.array([TITLE_COUNTS, 1.0], np.float32), len(titles)), lengths)


def _counted(found: Pieces, owner: NDArray[np.int32], weight: Floats, company: Company) -> _Counts:
    order = np.argsort(found.keys, kind="stable")  # texts stay in order within one piece
    keys, starts = found.keys[order], found.starts[order]
    if not len(keys):
        none = np.zeros(0, np.int64)
        return _Counts(none, none, np.zeros(0, np.float32), none, np.zeros(0, np.float32), found.length)
    texts = owner[starts].astype(np.int64)
    new_key = np.concatenate([[True], keys[1:] != keys[:-1]])
    new_line = new_key | np.concatenate([[True], texts[1:] != texts[:-1]])
    lines, firsts = np.flatnonzero(new_line), np.flatnonzero(new_key)
    occurrences = np.diff(np.append(firsts, len(keys)))
    kept = np.add.reduceat(company.keeps(found)[order].astype(np.int64), firsts)
    piece = np.cumsum(new_key)[lines] - 1
    return _Counts(
        piece, texts[lines], np.add.reduceat(weight[starts], lines).astype(np.float32), np.bincount(piece, minlength=len(firsts)),
        (kept / (occurrences + DOUBT)).astype(np.float32), found.length,
    )


def _weighed(found: _Counts, weight: NDArray[np.float64], most: float) -> tuple[Ints, Ints, Floats]:
    """Lines (piece, text, value) of the pieces that at least two and at most `most` texts hold and that weigh anything."""
    fit = (found.spread >= 2) & (found.spread <= most) & (weight > 0)
    numbers = np.cumsum(fit) - 1
    lines = fit[found.piece]
    piece = found.piece[lines]
    return numbers[piece], found.text[lines], ((1 + np.log(found.counts[lines])) * weight[piece]).astype(np.float32)


def _cells(messages: Sequence[Message]) -> list[tuple[Ints, Ints, Floats]]:
    """The ground in two sheets of cells, one shifted by half, so that neighbours share at least one nearly always."""
    points = [(number, each.lon, each.lat) for number, each in enumerate(messages) if each.lon is not None and each.lat is not None]
    if len(points) < 2:
        return []
    texts = np.array([point[0] for point in points])
    lat = np.array([point[2] for point in points], np.float64) * METRES_PER_DEGREE
    lon = np.array([point[1] for point in points], np.float64) * METRES_PER_DEGREE * cos(radians(points[0][2] or 0))
    found = []
    for shift in (0.0, CELL_M / 2):
        cells = np.floor((lon + shift) / CELL_M).astype(np.int64) * 1_000_003 + np.floor((lat + shift) / CELL_M).astype(np.int64)
        _seen, cell, spread = np.unique(cells, return_inverse=True, return_counts=True)
        total = len(messages)
        fit = (spread >= 2) & (spread <= min(max(NAME_SHARE * total, FEW), NAMES_AT_MOST))
        lines = fit[cell]
        numbers = np.cumsum(fit) - 1
        found.append((numbers[cell[lines]], texts[lines], (CELL_COUNTS * np.log(total / spread[cell[lines]])).astype(np.float32)))
    return found


def _rows(parts: Sequence[tuple[Ints, Ints, Floats]], total: int) -> Vectors:
    shift, columns = 0, []
    for piece, _text, _value in parts:
        columns.append(piece + shift)
        shift += int(piece.max()) + 1 if len(piece) else 0
    column, text = np.concatenate(columns), np.concatenate([part[1] for part in parts])
    value = np.concatenate([part[2] for part in parts])
    order = np.argsort(text, kind="stable")
    column, text, value = column[order], text[order], value[order]
    length = np.sqrt(np.bincount(text, weights=value.astype(np.float64) ** 2, minlength=total))
    length[length == 0] = 1
    starts = np.concatenate([[0], np.cumsum(np.bincount(text, minlength=total))])
    return Vectors(starts, column, (value / length[text]).astype(np.float32), shift)
