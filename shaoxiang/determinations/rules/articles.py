"""From the seven parts to 第一条, 第二条 …: the text as such a document reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from shaoxiang.determinations.rules.comparing import Line, by_office
from shaoxiang.determinations.vocabulary import PartKind

PLATES = "挂牌"  # heads the line of an institution's plates
DIGITS = "零一二三四五六七八九"


class Clause(NamedTuple):
    """（一）heading, with what stands below it."""

    label: str
    text: str
    lines: list[str]


class Article(NamedTuple):
    label: str
    text: str
    clauses: list[Clause]


def numeral(number: int) -> str:
    """一 to 九十九, as articles are counted; beyond that the figure."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十") + (DIGITS[ones] if ones else "")


def articles(unit: str, parts: Mapping[PartKind, Sequence[Line]]) -> list[Article]:
    """Articles in order; a part without lines has none."""
    found: list[tuple[str, list[Clause]]] = []
    found += [(_stopped(line.words), []) for line in parts.get(PartKind.BASIS, ())]
    if lines := parts.get(PartKind.FUNCTIONS, ()):
        found.append((f"{unit}的主要职责是：", _clauses(lines)))
    if lines := parts.get(PartKind.OFFICES, ()):
        found.append((f"{unit}设下列内设机构：", _by_office(lines)))
    if lines := parts.get(PartKind.INSTITUTIONS, ()):
        found.append((f"{unit}设下列所属事业单位：", _by_office(lines)))
    if lines := parts.get(PartKind.QUOTA, ()):
        found.append((f"{unit}的人员编制是：", _counted(lines)))
    if lines := parts.get(PartKind.LEADERS, ()):
        found.append((f"{unit}的领导职数是：", _counted(lines)))
    found += [(_stopped(line.words), []) for line in parts.get(PartKind.SUPPLEMENT, ())]
    return [Article(f"第{numeral(number)}条", text, clauses) for number, (text, clauses) in enumerate(found, start=1)]


def _clauses(lines: Sequence[Line]) -> list[Clause]:
    return [Clause(f"（{numeral(number)}）", _stopped(line.words), []) for number, line in enumerate(lines, start=1)]


def _counted(lines: Sequence[Line]) -> list[Clause]:
    return [Clause(f"（{numeral(number)}）", _stopped(_figure(line)), []) for number, line in enumerate(lines, start=1)]


def _figure(line: Line) -> str:
    """A figure with its words; words alone where the line has no figure to give."""
    if line.amount is None and line.text:
        return line.words
    return f"{line.heading} {_amount(line)}" + (f"，{line.text}" if line.text else "")


def _amount(line: Line) -> str:
    return "待核定" if line.amount is None else f"{line.amount} 名"


def _by_office(lines: Sequence[Line]) -> list[Clause]:
    found = []
    for number, (office, held) in enumerate(by_office(lines).items(), start=1):
        plates = "、".join(line.text for line in held if line.heading == PLATES)
        duties = [line for line in held if line.heading != PLATES]
        named = f"{office}，挂{plates}牌子。" if plates else f"{office}。"
        found.append(Clause(f"（{numeral(number)}）", named, [f"{at}. {_stopped(line.words)}" for at, line in enumerate(duties, start=1)]))
    return found


def _stopped(text: str) -> str:
    return text if text.endswith(("。", "；", "！")) else f"{text}。"
