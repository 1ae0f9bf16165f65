"""`cluster`: the whole way from texts to groups, a pure function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from shaoxiang.kernel.text.lexicon import learned_words
from shaoxiang.topics.rules import cohesion
from shaoxiang.topics.rules.features import Vectors, vectors
from shaoxiang.topics.rules.linking import link, resemblances
from shaoxiang.topics.rules.messages import Cluster, Message
from shaoxiang.topics.rules.naming import words_of

CLOSE = 0.18  # the middles of two groups resemble each other so much, and the two are one
STRICTER = 1.5  # a loose group is taken apart by asking so much more, …
AT_MOST = 4  # … so many times
FORGETS_DAYS = 730.0  # two reports so far apart count half as alike


def cluster(
    texts: Sequence[Message], *, known: Iterable[str] = (), aliases: Mapping[str, str] | None = None, words: Mapping[str, float] | None = None
) -> list[Cluster]:
    """聚类: texts on the same subject at the same place, largest first. Learns from these texts alone what is a name and what is rare.

    `known`: names of the district's places. `aliases`: what people say -> how the place is called (大黑楼 -> 某某大厦).
    `words`: words of the trade and how rare each is (log), for the titles, beside those learned from the texts.
    """
    if len(texts) < 2:
        return []
    messages = [_called(each, aliases or {}) for each in texts]
    names, subjects = vectors(messages, known=known)
    alike = _neighbours(names, subjects, messages)
    groups = [part for group in link(len(messages), alike, CLOSE) for part in _apart(group, subjects, alike, CLOSE, AT_MOST)]
    lexicon = {**learned_words(each.topic for each in messages), **(words or {})} if groups else {}
    return sorted((_shown(group, subjects, messages, lexicon) for group in groups), key=lambda each: (-len(each.members), each.members))


def _called(message: Message, aliases: Mapping[str, str]) -> Message:
    topic, detail = message.topic, message.detail
    for said, name in aliases.items():
        topic, detail = topic.replace(said, name), detail.replace(said, name)
    return message if (topic, detail) == (message.topic, message.detail) else replace(message, topic=topic, detail=detail)


def _neighbours(names: Vectors, subjects: Vectors, messages: Sequence[Message]) -> dict[int, dict[int, float]]:
    alike: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for text, others, values in resemblances(names, subjects):
        for other, value in zip(others.tolist(), values.tolist(), strict=True):
            near = value * _remembered(messages[text], messages[other])
            alike[text][other] = near
            alike[other][text] = near
    return alike


def _remembered(one: Message, other: Message) -> float:
    if one.time is None or other.time is None:
        return 1.0
    return float(0.5 ** (abs((one.time - other.time).days) / FORGETS_DAYS))


def _apart(group: list[int], subjects: Vectors, alike: Mapping[int, Mapping[int, float]], least: float, turns: int) -> list[list[int]]:
    """The group without odd ones; one that shares little but the place is taken apart again, more strictly."""
    square = cohesion.shared(group, subjects)
    if cohesion.cohesion(square) >= cohesion.LOOSEST or len(group) < 3:
        rest, _square = cohesion.without_odd_ones(group, square)
        return [rest] if len(rest) > 1 else []
    if not turns:
        return []
    inside = {row: number for number, row in enumerate(group)}
    near = {inside[row]: {inside[other]: value for other, value in alike[row].items() if other in inside} for row in group}
    stricter = least * STRICTER
    parts = link(len(group), near, stricter)
    return [found for part in parts for found in _apart([group[number] for number in part], subjects, alike, stricter, turns - 1)]


def _shown(group: list[int], subjects: Vectors, messages: Sequence[Message], lexicon: Mapping[str, float]) -> Cluster:
    square = cohesion.shared(group, subjects)
    order = np.argsort(-cohesion.others_mean(square), kind="stable")
    members = tuple(group[number] for number in order)
    place, words = words_of([messages[row] for row in members], lexicon)
    return Cluster(members, place, words, round(cohesion.cohesion(square), 4))
