"""Written rules: what must be true before a text is issued or a trial decided, when a review is due, and what changed between two texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import NamedTuple

from shaoxiang.duties.rules.settings import ChangeRefused
from shaoxiang.duties.vocabulary import ParagraphState, RuleStatus
from shaoxiang.kernel.dated import too_far
from shaoxiang.kernel.text.marking import NOWHERE, Marked, marked
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing.rules import matching_words

TEXT_MAX, PARAGRAPHS_MAX, ENGLISH_MAX = 40000, 400, 20000
AHEAD = timedelta(days=30)  # so long before the day the review goes to the staffing office's desk
_ARTICLE = re.compile(r"^(第[〇零一二三四五六七八九十百千\d]+条)[\s　]*(.*)$")
_CHAPTER = re.compile(r"^第[〇零一二三四五六七八九十百千\d]+[章节]")
LOOK_WITHIN = timedelta(days=5 * 366)  # as long as rules of a district are mostly good for (示例)


class Paragraph(NamedTuple):
    """One line of a rule. `label`: 第三条 where an article begins."""

    label: str
    text: str
    heading: bool = False  # 第一章 总则

    @property
    def words(self) -> str:
        return f"{self.label}　{self.text}" if self.label else self.text


def paragraphs(text: str) -> list[Paragraph]:
    """The lines of a text that say something, articles and chapters known."""
    found = []
    for line in (each.strip() for each in text.splitlines()):
        if article := _ARTICLE.match(line):
            found.append(Paragraph(article[1], article[2].strip()))
        elif line:
            found.append(Paragraph("", line, bool(_CHAPTER.match(line))))
    return found


def articles(lines: Iterable[Paragraph]) -> int:
    return sum(bool(line.label) for line in lines)


def checked_english(text: str) -> str:
    """An English summary, trimmed. Raises ChangeRefused for one that is too long, or is Chinese."""
    text = text.strip()
    if len(text) > ENGLISH_MAX:
        raise ChangeRefused("english", _("英文摘要太长：最多两万个字符。"))
    if text and sum(letter.isascii() for letter in text) * 2 < len(text):
        raise ChangeRefused("english", _("这里写英文摘要，看上去是中文：中文请写在正文里。"))
    return text


class ParagraphChange(NamedTuple):
    state: ParagraphState
    old: Marked
    new: Marked


def compare(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[ParagraphChange]:
    """Every paragraph of both in the order of the new text. Articles are matched by their words: a new 第三条 does not change the 第四条 it pushes on."""
    rows: list[ParagraphChange] = []
    for tag, a, b, c, d in SequenceMatcher(None, [line.text for line in old], [line.text for line in new], autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [ParagraphChange(ParagraphState.SAME, Marked(left.words, "", ""), Marked(right.words, "", ""))
                     for left, right in zip(old[a:b], new[c:d], strict=True)]
            continue
        pairs = min(b - a, d - c)
        rows += [ParagraphChange(ParagraphState.CHANGED, *marked(old[a + at].words, new[c + at].words)) for at in range(pairs)]
        rows += [ParagraphChange(ParagraphState.REMOVED, Marked("", line.words, ""), NOWHERE) for line in old[a + pairs:b]]
        rows += [ParagraphChange(ParagraphState.ADDED, NOWHERE, Marked("", line.words, "")) for line in new[c + pairs:d]]
    return rows


class Issue(NamedTuple):
    """What is said when a text is issued."""

    document_number: str
    issued_on: date
    effective_from: date
    trial_until: date | None = None
    review_on: date | None = None


def check_text(text: str) -> None:
    """Raises ChangeRefused."""
    if len(text) > TEXT_MAX or len(paragraphs(text)) > PARAGRAPHS_MAX:
        raise ChangeRefused("text", _("文本太长：最多四万字、四百段，请分成几份文件。"))


def check_asks_no_match(words: Mapping[str, str]) -> None:
    """Q7 (地方各级人民政府机构设置和编制管理条例 7): no rule asks a street for a match of a department's own. `words`: by field; of the text

    the article is named. Raises ChangeRefused for the first.
    """
    for field, said in words.items():
        for line in paragraphs(said):
            if found := matching_words(line.words):
                where = f"{line.label}，" if line.label else ""
                raise ChangeRefused(
                    field, _("%(where)s写着“%(words)s”：制度文件不得要求镇街对口设机构、挂牌子、配编制、定级别"
                             "（《地方各级人民政府机构设置和编制管理条例》第七条）。"
                             "请改写成要办的事和谁来办；要调整机构编制的，由编委会办公室按程序办。"), where=where, words=found[0],
                )


def check_issue(text: str, given: Issue, *, trial: bool, today: date, last_from: date | None) -> None:
    """A text that says something, a number, issued ≤ effective, after the version before; a trial has an end, and so has the time until the next look.

    Raises ChangeRefused."""
    if not paragraphs(text):
        raise ChangeRefused("", _("还没有写文本：请先写好再印发。"))
    if not given.document_number.strip():
        raise ChangeRefused("document_number", _("请写明印发的文号。"))
    if given.issued_on > today:
        raise ChangeRefused("issued_on", _("印发日期不能在今天以后：印发了再记。"))
    if given.effective_from < given.issued_on:
        raise ChangeRefused("effective_from", _("施行日期不能早于印发日期。"))
    if last_from is not None and given.effective_from <= last_from:
        raise ChangeRefused("effective_from", _("施行日期要晚于上一版的施行日期：同一天只能有一版有效。"))
    if too_far(given.effective_from, today):
        raise ChangeRefused("effective_from", _("施行日期最晚在一年以内：请核对年份。"))
    if trial and (given.trial_until is None or given.trial_until <= max(given.effective_from, today)):
        raise ChangeRefused("trial_until", _("试行要写明试行到哪一天，晚于施行日期和今天。"))
    for field, day in (("trial_until", given.trial_until if trial else None), ("review_on", given.review_on)):
        _check_look(field, day, today)
    if given.review_on is not None and given.review_on <= given.effective_from:
        raise ChangeRefused("review_on", _("复核日期要晚于施行日期。"))
    if not trial and given.review_on is None:
        raise ChangeRefused("review_on", _("请写明哪一天复核：到时提醒编办看它还用不用。"))


def check_decision(move: str, why: str, *, until: date | None, review_on: date | None, today: date, trial_until: date | None) -> None:
    """Each decision says why; a longer trial says until when, a rule that stays says when it is looked at next. Raises ChangeRefused."""
    if not why.strip():
        raise ChangeRefused("why", _("请写明理由：以后的人要看得懂为什么这样定。"))
    if move == "extend" and (until is None or until <= max(today, trial_until or today)):
        raise ChangeRefused("until", _("延长试行要写明新的期限，晚于今天和原来的期限。"))
    if move in ("confirm", "keep") and (review_on is None or review_on <= today):
        raise ChangeRefused("review_on", _("请写明下次哪一天复核，在今天以后。"))
    _check_look("until", until, today)
    _check_look("review_on", review_on, today)


def _check_look(field: str, day: date | None, today: date) -> None:
    """A rule nobody looks at for longer than it may live unseen is not on trial. Raises ChangeRefused."""
    if day is not None and day > today + LOOK_WITHIN:
        raise ChangeRefused(field, _("最晚在五年以内：请核对年份。"))


def due_on(status: RuleStatus, trial_until: date | None, review_on: date | None) -> date | None:
    """The day by which somebody must have said what becomes of the rule; None where nothing is to be said."""
    days = {RuleStatus.TRIAL: (trial_until, review_on), RuleStatus.FORMAL: (review_on,)}.get(status, ())
    return min((day for day in days if day is not None), default=None)


def is_asked(status: RuleStatus, trial_until: date | None, review_on: date | None, today: date) -> bool:
    """Near enough to be put on the desk."""
    day = due_on(status, trial_until, review_on)
    return day is not None and today >= day - AHEAD
