"""Lines of a part while they are being arranged, before anything is saved: order, removal, another office, more lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from shaoxiang.determinations.rules.comparing import Line


class EditRow(NamedTuple):
    """A line on the form; `errors`: what is wrong with it, in the reader's language; `at`: which of the typed ones it was."""

    line: Line
    ticked: bool = False
    errors: tuple[str, ...] = ()
    at: int = -1


def shifted(rows: Sequence[EditRow], at: int, by: int) -> list[EditRow]:
    """The row one place up (-1) or down (1) among those of its office; nothing at the end of them."""
    found = list(rows)
    if not 0 <= at < len(found):
        return found
    step = range(at + by, len(found) if by > 0 else -1, by)
    other = next((index for index in step if found[index].line.office == found[at].line.office), None)
    if other is not None:
        found[at], found[other] = found[other], found[at]
    return found


def without_ticked(rows: Iterable[EditRow], office: str) -> list[EditRow]:
    return [row for row in rows if not (row.ticked and row.line.office == office)]


def handed_over(rows: Iterable[EditRow], office: str, to: str) -> list[EditRow]:
    """The ticked rows of one office go to the end of another's, in their order."""
    held = list(rows)
    going = [row for row in held if row.ticked and row.line.office == office and to != office]
    staying = [row for row in held if row not in going]
    return with_lines(staying, [row.line._replace(office=to) for row in going])


def with_lines(rows: Iterable[EditRow], lines: Iterable[Line]) -> list[EditRow]:
    """Each behind the last line of its office; of a new office at the end. A code that is there already is not added again."""
    found = list(rows)
    there = {row.line.code for row in found if row.line.code}
    for line in lines:
        if line.code and line.code in there:
            continue
        there.add(line.code)
        last = max((index for index, row in enumerate(found) if row.line.office == line.office), default=len(found) - 1)
        found.insert(last + 1, EditRow(line))
    return found


def sections(rows: Iterable[EditRow]) -> dict[str, list[tuple[int, EditRow]]]:
    """Rows with their place in the whole, under their office."""
    found: dict[str, list[tuple[int, EditRow]]] = {}
    for at, row in enumerate(rows):
        found.setdefault(row.line.office, []).append((at, row))
    return found


def together(rows: Iterable[EditRow]) -> list[EditRow]:
    """The rows of one office next to each other."""
    return [row for held in sections(rows).values() for _at, row in held]


def lines_of(rows: Iterable[EditRow], blanks: Collection[str] = ()) -> list[Line]:
    """What is saved: rows left without words are not there."""
    return [row.line for row in rows if row.line.text or row.line.code or (row.line.heading and row.line.heading not in blanks)]
