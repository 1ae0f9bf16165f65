"""人员编制、领导职数: a version writes what the ledger says on its day, and nothing else. The ledger itself is changed by a 编制调整 only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from shaoxiang.determinations.rules.comparing import Line
from shaoxiang.determinations.rules.versions import PLACES, DeterminationRefused, check_lines, check_matching
from shaoxiang.determinations.vocabulary import PartKind
from shaoxiang.kernel.vocabulary import _

OF_LEDGER = (PartKind.QUOTA, PartKind.LEADERS)
FIGURE = re.compile(r"[0-9０-９]\s*[名个人]|[〇零一二三四五六七八九十百两]\s*名")

AT_SAVING = _("数目只从编制台账来，%(on)s 的台账跟写的对不上：%(figures)s。请照台账存；要的数跟台账不同的，先办编制调整。")
AT_ADOPTION = _("%(on)s 的编制台账跟这一版对不上：%(figures)s。请打开“人员编制”“领导职数”照台账存一次；要的数跟台账不同的，先办编制调整再来。")
AT_ISSUE = _("施行那天（%(on)s）的编制台账跟这一版对不上：%(figures)s。请选台账是这些数的施行日期，或者撤回、照台账重拟；要改编制，先办编制调整。")


class Figure(NamedTuple):
    """One figure of the ledger on a day; None where nothing was ever approved. `floor`: below which it may not be written, None where nothing is locked."""

    heading: str
    amount: int | None
    floor: int | None = None


class Differing(NamedTuple):
    """One figure that is not what the ledger says."""

    heading: str
    written: int | None
    ledger: int | None
    floor: int | None


class FiguresDiffer(DeterminationRefused):
    """`rows`: what is written beside what the ledger says."""

    def __init__(self, reason: str, rows: Sequence[Differing], on: date) -> None:
        super().__init__("", reason, on=on.isoformat(), figures=side_by_side(rows))
        self.rows = rows


def side_by_side(rows: Iterable[Differing], word: Callable[[str], str] = str) -> str:
    """In one sentence. `word`: puts a msgid into the reader's language."""
    return word(_("；")).join(_told(row, word) for row in rows)


def _told(row: Differing, word: Callable[[str], str]) -> str:
    written, ledger = (word(_("没有")) if number is None else str(number) for number in (row.written, row.ledger))
    facts = {"type": word(row.heading), "written": written, "ledger": ledger, "floor": row.floor}
    if row.floor is None:
        return word(_("%(type)s这里写 %(written)s，台账 %(ledger)s")) % facts
    return word(_("%(type)s这里写 %(written)s，台账 %(ledger)s，锁定的底线 %(floor)s（只增不减）")) % facts


def differing(lines: Iterable[Line], figures: Iterable[Figure]) -> list[Differing]:
    """Figures the ledger does not have, has otherwise, or that are not written; and what lies below the floor."""
    known = {one.heading: one for one in figures}
    found: list[Differing] = []
    met: set[str] = set()
    for line in lines:
        heading = line.heading.strip()
        figure = known.get(heading)
        if figure is None and line.amount is None:
            continue  # words only
        right = figure is not None and line.amount == figure.amount and heading not in met
        if not right or (figure and figure.floor is not None and (line.amount or 0) < figure.floor):
            found.append(Differing(heading or line.text, line.amount, figure.amount if figure else None, figure.floor if figure else None))
        met.add(heading)
    return found + [Differing(one.heading, None, one.amount, one.floor) for heading, one in known.items() if heading not in met]


def check_figures(lines: Sequence[Line], figures: Sequence[Figure], on: date, reason: str) -> None:
    """`reason`: one of the three sentences above. Raises FiguresDiffer."""
    rows = differing(lines, figures)
    if rows:
        raise FiguresDiffer(reason, rows, on)


def check_part(kind: PartKind, lines: Sequence[Line]) -> None:
    """Everything but the ledger that speaks against a part. Raises DeterminationRefused."""
    check_lines(lines)
    check_matching(kind, lines)
    if kind in OF_LEDGER:
        check_words(kind, lines)


def check_words(kind: PartKind, lines: Sequence[Line]) -> None:
    """A number of people hidden in words passes by the ledger. Raises DeterminationRefused."""
    for at, line in enumerate(lines, start=1):
        if FIGURE.search(f"{line.text} {line.heading if line.amount is None else ''}"):
            raise DeterminationRefused(
                "", _("第 %(part)s 部分第 %(line)s 行在说明里写了数目：数目只从编制台账来，请删去，另办编制调整。"), part=PLACES[kind], line=at,
            )


def with_figures(lines: Iterable[Line], figures: Iterable[Figure]) -> list[Line]:
    """The ledger's figures, each with the words that stood beside it, then the lines that are words only. Figures the ledger does not have go."""
    held = list(lines)
    words: dict[str, str] = {}
    for line in held:
        words.setdefault(line.heading.strip(), line.text)
    told = [Line(heading=one.heading, text=words.pop(one.heading, ""), amount=one.amount) for one in figures]
    headings = {one.heading for one in told}
    return told + [line for line in held if line.amount is None and line.text and line.heading.strip() not in headings]
