"""Dates of a version in order, one effective version a day, lines that can be printed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from shaoxiang.determinations.rules.comparing import Line
from shaoxiang.determinations.vocabulary import PartKind
from shaoxiang.kernel.dated import too_far
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.text.papers import document_in
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing.rules import matching_words

LATE_ENTRY = timedelta(days=92)  # a paper is entered after it is printed; what was done meanwhile was done by the version before
WORDS_MAX, AMOUNT_MAX, LINES_MAX = 500, 9999, 400


class DeterminationRefused(Refusal):
    """What was asked cannot be done so; `field` names the input, `reason` (a Chinese msgid) says how to cure it."""


class Term(NamedTuple):
    """From when to when a version holds; `until` is the first day it no longer does."""

    number: int
    since: date
    until: date | None


def in_force_on(terms: Iterable[Term], day: date) -> int | None:
    """Number of the version that holds on that day: the latest that has begun. None before the first."""
    begun = [term for term in terms if term.since <= day and (term.until is None or day < term.until)]
    return max(begun, key=lambda term: term.since).number if begun else None


class Before(NamedTuple):
    """The dates of the version that is issued already."""

    adopted_on: date
    issued_on: date
    effective_from: date


def check_adopted(meeting: str, adopted_on: date, *, today: date, last: Before | None, empty_parts: Sequence[str] = ()) -> None:
    """A meeting with a name, a day that has come and that is not before the last one's, no part left empty. Raises DeterminationRefused."""
    if not meeting.strip():
        raise DeterminationRefused("meeting", _("请写明哪一次编委会会议通过的。"))
    if adopted_on > today:
        raise DeterminationRefused("adopted_on", _("通过日期不能在今天以后：会开过了再记。"))
    if last is not None and adopted_on < last.adopted_on:
        raise DeterminationRefused("adopted_on", _("通过日期早于上一版的通过日期 %(day)s：请核对会议的日期。"), day=last.adopted_on.isoformat())
    if empty_parts:
        raise DeterminationRefused("", _("七个部分里还有空的：请先补上内容，再记编委会通过。"))


def check_offices(named: Collection[str], there: Mapping[str, frozenset[str]], on: date) -> None:
    """The offices a 三定 speaks of are those of the unit on its day: none that is not there, none left out. `there`: name -> all its names; empty where the
    register goes no deeper than the unit. Raises DeterminationRefused."""
    if not there:
        return
    known, day = frozenset[str]().union(*there.values()), on.isoformat()
    if strange := sorted(name for name in named if name not in known):
        raise DeterminationRefused("", _("%(day)s 没有“%(names)s”这个机构：请改成机构和人里的名称，或者先设立它。"), names="、".join(strange), day=day)
    if left_out := sorted(name for name, names in there.items() if not names & set(named)):
        raise DeterminationRefused("", _("还没有写到%(names)s：%(day)s 它在本单位，请补上职责，或者先撤销它。"), names="、".join(left_out), day=day)


def check_issued(
    number: str, issued_on: date, effective_from: date, *, adopted_on: date, today: date, last: Before | None, founded_on: date,
) -> None:
    """adopted ≤ issued ≤ today, issued ≤ effective; after the version before, and not before the unit was there. Raises DeterminationRefused."""
    if not document_in(number):
        raise DeterminationRefused("document_number", _("请写明印发的文号，如“新编发〔2026〕9号”。"))
    if issued_on < adopted_on:
        raise DeterminationRefused("issued_on", _("印发日期不能早于编委会通过的日期。"))
    if issued_on > today:
        raise DeterminationRefused("issued_on", _("印发日期不能在今天以后：印发了再记。"))
    if last is not None and issued_on < last.issued_on:
        raise DeterminationRefused("issued_on", _("印发日期早于上一版的印发日期 %(day)s：请核对文件上的日期。"), day=last.issued_on.isoformat())
    if effective_from < issued_on:
        raise DeterminationRefused("effective_from", _("施行日期不能早于印发日期。"))
    if effective_from < founded_on:
        raise DeterminationRefused("effective_from", _("这个单位 %(day)s 才设立：施行日期不能早于那一天。"), day=founded_on.isoformat())
    if last is not None and effective_from <= last.effective_from:
        raise DeterminationRefused("effective_from", _("施行日期要晚于上一版的施行日期：同一天只能有一版有效。"))
    if too_far(effective_from, today):
        raise DeterminationRefused("effective_from", _("施行日期最晚在一年以内：请核对年份。"))
    if last is not None and effective_from < today - LATE_ENTRY:
        raise DeterminationRefused("effective_from", _("施行三个月以后才登记的，不能接在上一版后面：那些天是按上一版办的。请核对日期。"))


PLACES = {kind: place for place, kind in enumerate(PartKind, start=1)}


def check_matching(kind: PartKind, lines: Sequence[Line]) -> None:
    """地方各级人民政府机构设置和编制管理条例 7: nothing stands there because a department wants its match. Raises DeterminationRefused with words and line."""
    for at, line in enumerate(lines, start=1):
        found = matching_words(f"{line.heading}，{line.text}", plates=False)
        if found:
            raise DeterminationRefused(
                "", _("第 %(part)s 部分第 %(line)s 行写着“%(words)s”：不得以与部门对口为由设机构、配编制、定级别"
                      "（《地方各级人民政府机构设置和编制管理条例》第七条）。"
                      "请改写成本单位的职责和编委会的依据，例如“根据……（文号），承担……，设……”。"),
                part=PLACES[kind], line=at, words=found[0],
            )


def check_lines(lines: Sequence[Line]) -> None:
    """Raises DeterminationRefused: too many, too long, an amount out of reason, a code twice."""
    if len(lines) > LINES_MAX:
        raise DeterminationRefused("", _("一个部分最多 400 行：请合并后再保存。"))
    if any(len(line.text) > WORDS_MAX for line in lines):
        raise DeterminationRefused("", _("一行最多 500 个字：请分成几行。"))
    if any(line.amount is not None and not 0 <= line.amount <= AMOUNT_MAX for line in lines):
        raise DeterminationRefused("", _("数量应在 0 到 9999 之间。"))
    codes = [line.code for line in lines if line.code]
    if len(set(codes)) != len(codes):
        raise DeterminationRefused("", _("同一个编号写了两次：请改掉或删去一行。"))
