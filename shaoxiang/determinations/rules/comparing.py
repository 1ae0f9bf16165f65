"""What became of each line between two texts of a part: matched by code or place in the office, never by guessing over the whole text."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from shaoxiang.determinations.vocabulary import LineState
from shaoxiang.kernel.text.marking import NOWHERE, Marked, marked


class Line(NamedTuple):
    """One line of a part. `amount`: a number of posts or quota, None where the line is words only."""

    office: str = ""
    code: str = ""
    heading: str = ""
    text: str = ""
    amount: int | None = None

    @property
    def words(self) -> str:
        """The line as it is read and compared: heading, text and amount."""
        number = "" if self.amount is None else str(self.amount)
        return "　".join(word for word in (self.heading, self.text, number) if word)


def by_office(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """Lines under their office, both in the order in which they come."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.office, []).append(line)
    return found


class DiffRow(NamedTuple):
    state: LineState
    old: Line | None
    new: Line | None
    old_words: Marked
    new_words: Marked

    @property
    def line(self) -> Line:
        return self.new or self.old or Line()


def compare(old: Sequence[Line], new: Sequence[Line]) -> list[DiffRow]:
    """Every line of both, in the order of the new text, a removed line where it stood. Linear in the number of lines."""
    partner = _partners(old, new)
    taken = set(partner.values())
    rows: list[DiffRow] = []
    passed = 0
    for index, line in enumerate(new):
        at = partner.get(index)
        if at is None:
            rows.append(DiffRow(LineState.ADDED, None, line, NOWHERE, Marked("", line.words, "")))
            continue
        passed = _removed_until(old, taken, passed, at, rows)
        rows.append(_row(old[at], line))
    _removed_until(old, taken, passed, len(old), rows)
    return rows


def _row(old: Line, new: Line) -> DiffRow:
    if old == new:
        whole = Marked(new.words, "", "")
        return DiffRow(LineState.SAME, old, new, whole, whole)
    left, right = marked(old.words, new.words)
    return DiffRow(LineState.CHANGED, old, new, left, right)


def _removed_until(old: Sequence[Line], taken: set[int], start: int, stop: int, rows: list[DiffRow]) -> int:
    for index in range(start, stop):
        if index not in taken:
            rows.append(DiffRow(LineState.REMOVED, old[index], None, Marked("", old[index].words, ""), NOWHERE))
    return max(start, stop)


def _partners(old: Sequence[Line], new: Sequence[Line]) -> dict[int, int]:
    """New index -> old index: first lines that are wholly the same, then those of one code, then of one office and heading, in order."""
    partner: dict[int, int] = {}
    left, right = list(range(len(old))), list(range(len(new)))
    for key in (_whole, _coded, _placed):
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for index in left:
            if (held := key(old[index])) is not None:
                waiting[held].append(index)
        rest: list[int] = []
        for index in right:
            found = waiting.get(key(new[index]))
            if found:
                partner[index] = found.popleft()
            else:
                rest.append(index)
        taken = set(partner.values())
        left, right = [index for index in left if index not in taken], rest
    return partner


def _whole(line: Line) -> Hashable:
    return line


def _coded(line: Line) -> Hashable:
    return ("code", line.code) if line.code else None


def _placed(line: Line) -> Hashable:
    return None if line.code else ("place", line.office, line.heading)


def counted(rows: Iterable[DiffRow]) -> dict[LineState, int]:
    """How many lines of each state; states that do not occur are there with 0."""
    found = dict.fromkeys(LineState, 0)
    for row in rows:
        found[row.state] += 1
    return found
