"""A table whose columns have other names: what stands in its heading and under it, so that its reader can say which column is which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from shaoxiang.kernel.exchange.reading import HEADING_WITHIN, _sheets, whole

FEWEST, LABEL_MOST, COLUMNS_MOST = 2, 24, 60  # columns of a heading, letters of a label


@dataclass(frozen=True, slots=True)
class Table:
    """`head`: the labels; `lines`: every line under it that says anything, with its number in the sheet (1 is the first)."""

    head: list[str]
    lines: list[tuple[int, list[str]]]


def table_of(file: BinaryIO, name: str = "") -> Table | None:
    """The sheet whose likeliest heading has the most columns; None where nothing looks like a heading. Raises RowError for what is no table."""
    file.seek(0)
    best: Table | None = None
    for lines in _sheets(whole(file.read(), name)):
        start = max(range(min(len(lines), HEADING_WITHIN)), key=lambda number: (_labels(lines[number]), -number), default=None)
        if start is None or _labels(lines[start]) < FEWEST:
            continue
        head = lines[start][:COLUMNS_MOST]
        if best is None or _labels(head) > _labels(best.head):
            under = [(number, line[: len(head)]) for number, line in enumerate(lines[start + 1 :], start=start + 2) if any(line) and line[: len(head)] != head]
            best = Table(head, under)
    return best


def _labels(line: list[str]) -> int:
    """How many different short words stand in the line: a title across merged cells is one."""
    return len({cell for cell in line if cell and len(cell) <= LABEL_MOST and not cell.replace(".", "").isdecimal()})
