"""`cluster`: the whole way from texts to groups, a pure function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import cos, hypot, radians
from statistics import median

import numpy as np

from shaoxiang.kernel.text.lexicon import learned_words
from shaoxiang.topics.rules import cohesion
from shaoxiang.topics.rules.features import METRES_PER_DEGREE, Vectors, vectors
from shaoxiang.topics.rules.linking import link, resemblances
from shaoxiang.topics.rules.messages import Cluster, Message
from shaoxiang.topics.rules.naming import words_of

CLOSE = 0.18  # the middles of two groups resemble each other so much, and the two are one
STRICTER = 1.5  # a loose group is taken apart by asking so much more, …
AT_MOST = 4  # … so many times
WORDED = 3  # members before a group gets words: two alone are never hot
NEAR_M, NEIGHBOURHOOD_M = 500.0, 600.0
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
    groups = [part for group in link(len(messages), alike, CLOSE) for part in _apart(group, messages, subjects, alike, CLOSE, AT_MOST)]
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
            near = value * _remembered(messages[text], messages[other]) * _at_hand(messages[text], messages[other])
            alike[text][other] = near
            alike[other][text] = near
    return alike


def _remembered(one: Message, other: Message) -> float:
    """What time leaves of a resemblance: half after two years."""
    if one.time is None or other.time is None:
        return 1.0
    return float(0.5 ** (abs((one.time - other.time).days) / FORGETS_DAYS))


def _at_hand(one: Message, other: Message) -> float:
    """What distance leaves of it: all within half a kilometre, half with every further one; unknown points take nothing away."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return 1.0
    east = (one.lon - other.lon) * cos(radians(one.lat))
    metres = METRES_PER_DEGREE * hypot(east, one.lat - other.lat)
    return float(0.5 ** (max(0.0, metres - NEAR_M) / NEAR_M))


def _apart(
    group: list[int], messages: Sequence[Message], subjects: Vectors, alike: Mapping[int, Mapping[int, float]], least: float, turns: int
) -> list[list[int]]:
    """The group without odd ones; one that shares the place but not the subject, or the subject but not the place, is taken apart more strictly."""
    square = cohesion.shared(group, subjects)
    if len(group) < 3 or (cohesion.cohesion(square) >= cohesion.LOOSEST and _compact([messages[row] for row in group])):
        rest, _square = cohesion.without_odd_ones(group, square)
        return [rest] if len(rest) > 1 else []
    if not turns:
        return []
    inside = {row: number for number, row in enumerate(group)}
    near = {inside[row]: {inside[other]: value for other, value in alike[row].items() if other in inside} for row in group}
    stricter = least * STRICTER
    parts = link(len(group), near, stricter)
    return [found for part in parts for found in _apart([group[number] for number in part], messages, subjects, alike, stricter, turns - 1)]


def _compact(messages: Sequence[Message]) -> bool:
    """Does the middle half of the located members lie in one neighbourhood? Where fewer than half are located, names alone say the place."""
    points = [(each.lon, each.lat) for each in messages if each.lon is not None and each.lat is not None]
    if 2 * len(points) < len(messages):
        return True
    lon, lat = median(point[0] for point in points), median(point[1] for point in points)
    away = median(METRES_PER_DEGREE * hypot((point[0] - lon) * cos(radians(lat)), point[1] - lat) for point in points)
    return away <= NEIGHBOURHOOD_M


def _shown(group: list[int], subjects: Vectors, messages: Sequence[Message], lexicon: Mapping[str, float]) -> Cluster:
    square = cohesion.shared(group, subjects)
    order = np.argsort(-cohesion.others_mean(square), kind="stable")
    members = tuple(group[number] for number in order)
    place, words = words_of([messages[row] for row in members], lexicon) if len(members) >= WORDED else ("", ())
    return Cluster(members, place, words, round(cohesion.cohesion(square), 4))
