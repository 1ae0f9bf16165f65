"""From vectors to groups: who resembles whom, and which groups are one."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import sqrt

import numpy as np

from shaoxiang.topics.rules.features import Floats, Ints, Vectors

CANDIDATES = 150  # looked at for each text, those with the most names in common
NEIGHBOURS = 60  # kept of them
FAINT = 0.03  # a resemblance below this is none


def resemblances(names: Vectors, subjects: Vectors) -> Iterator[tuple[int, Ints, Floats]]:
    """For every text its neighbours and how alike they are: the geometric mean of place and subject, so that neither alone will do."""
    total = len(names.starts) - 1
    posting_starts, posting_texts, posting_values = _turned(names)
    subject = np.zeros(subjects.width, np.float32)
    for text in range(total):
        columns, values = names.row(text)
        if not len(columns):
            continue
        at, lengths = _ranges(posting_starts[columns], posting_starts[columns + 1])
        shared = np.bincount(posting_texts[at], weights=posting_values[at] * np.repeat(values, lengths), minlength=total)
        shared[text] = 0
        others = np.flatnonzero(shared > FAINT**2)
        if len(others) > CANDIDATES:
            others = others[np.argpartition(shared[others], -CANDIDATES)[-CANDIDATES:]]
        if not len(others):
            continue
        own_columns, own_values = subjects.row(text)
        subject[own_columns] = own_values
        alike = np.sqrt(shared[others] * _dots(subjects, others, subject)).astype(np.float32)
        subject[own_columns] = 0
        kept = np.flatnonzero(alike >= FAINT)
        if len(kept) > NEIGHBOURS:
            kept = kept[np.argpartition(alike[kept], -NEIGHBOURS)[-NEIGHBOURS:]]
        yield text, others[kept], alike[kept]


def _turned(vectors: Vectors) -> tuple[Ints, Ints, Floats]:
    """The same lines by column: which texts hold it."""
    texts = np.repeat(np.arange(len(vectors.starts) - 1), np.diff(vectors.starts))
    order = np.argsort(vectors.columns, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(vectors.columns, minlength=vectors.width))])
    return starts, texts[order], vectors.values[order]


def _ranges(begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """All numbers from each `begin` to its `end`, one behind the other, and how many of each."""
    lengths = end - begin
    first = np.cumsum(lengths) - lengths
    return np.repeat(begin - first, lengths) + np.arange(int(lengths.sum())), lengths


def _dots(vectors: Vectors, rows: Ints, dense: Floats) -> Floats:
    at, lengths = _ranges(vectors.starts[rows], vectors.starts[rows + 1])
    owner = np.repeat(np.arange(len(rows)), lengths)
    return np.bincount(owner, weights=vectors.values[at] * dense[vectors.columns[at]], minlength=len(rows)).astype(np.float32)


@dataclass(slots=True)
class _Group:
    members: list[int]
    within: float = 1.0  # the sum of all resemblances among members, each with itself included
    near: dict[int, float] = field(default_factory=dict)  # group -> sum of resemblances between the two


def link(total: int, alike: dict[int, dict[int, float]], least: float) -> list[list[int]]:
    """Groups of two and more. Two groups become one while their middles resemble each other by at least `least`.

    `alike`: for every text its neighbours, both ways. The middle of a loose group is itself short, so the measure asks how close
    two groups are compared with how close each keeps its own.
    """
    groups = {text: _Group([text], near=dict(alike.get(text, {}))) for text in range(total) if alike.get(text)}
    queue = [(-value, one, other) for one, group in groups.items() for other, value in group.near.items() if one < other and value >= least]
    heapq.heapify(queue)
    while queue:
        value, one, other = heapq.heappop(queue)
        if one not in groups or other not in groups or abs(_closeness(groups, one, other) + value) > 1e-9:
            continue
        if len(groups[one].near) < len(groups[other].near):
            one, other = other, one  # the smaller goes into the larger
        _join(groups, one, other)
        for third in groups[one].near:
            closeness = _closeness(groups, one, third)
            if closeness >= least:
                heapq.heappush(queue, (-closeness, min(one, third), max(one, third)))
    return [sorted(group.members) for group in groups.values() if len(group.members) > 1]


def _closeness(groups: dict[int, _Group], one: int, other: int) -> float:
    first, second = groups[one], groups[other]
    return first.near.get(other, 0.0) / sqrt(first.within * second.within)


def _join(groups: dict[int, _Group], one: int, other: int) -> None:
    kept, gone = groups[one], groups.pop(other)
    between = kept.near.pop(other)
    gone.near.pop(one)
    kept.within += gone.within + 2 * between
    kept.members += gone.members
    for third, value in gone.near.items():
        kept.near[third] = kept.near.get(third, 0.0) + value
        neighbours = groups[third].near
        del neighbours[other]
        neighbours[one] = kept.near[third]
