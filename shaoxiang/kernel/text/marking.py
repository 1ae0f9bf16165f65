"""Two texts side by side: what stands between their common beginning and end is what differs."""

from __future__ import annotations

from typing import NamedTuple


class Marked(NamedTuple):
    """A text in three pieces; the middle one is what differs from the other side."""

    before: str
    changed: str
    after: str


NOWHERE = Marked("", "", "")


def marked(old: str, new: str) -> tuple[Marked, Marked]:
    """Both texts with what differs between their common beginning and end marked; a number is never cut in two."""
    if old == new:
        return Marked(old, "", ""), Marked(new, "", "")
    shortest = min(len(old), len(new))
    head = 0
    while head < shortest and old[head] == new[head]:
        head += 1
    while head and (old[head - 1].isdigit() and (old[head:head + 1].isdigit() or new[head:head + 1].isdigit())):
        head -= 1
    tail = 0
    while tail < shortest - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    while tail and old[-tail].isdigit() and (_digit_before(old, tail) or _digit_before(new, tail)):
        tail -= 1
    return _cut(old, head, tail), _cut(new, head, tail)


def _digit_before(text: str, tail: int) -> bool:
    at = len(text) - tail - 1
    return at >= 0 and text[at].isdigit()


def _cut(text: str, head: int, tail: int) -> Marked:
    end = len(text) - tail
    return Marked(text[:head], text[head:end], text[end:])
