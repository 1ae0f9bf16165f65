"""What must be true before a file goes to the meeting, and what an answer or a feedback must hold. Silence is never consent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from shaoxiang.kernel.clocks.rules import Authored, ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Extension, Unit
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.vocabulary import Vocabulary, _
from shaoxiang.opinions.vocabulary import ASKABLE, WAITING, DecisionGround, LegalFinding, OpinionStatus, PlanStage, Power, Uptake, View
from shaoxiang.staffing.rules import matching_words

WORDS_MAX = 2000
TITLE_MAX = 100
DAYS_LEAST, DAYS_MOST = 2, 60
COMMENT_LEAST, COMMENT_USUAL, COMMENT_MOST = 7, 30, 90  # days of public comment; the least of an urgent one is composed (示例)
WHY_MOST = 300
MARK_LEAST = 2
NO_FILE_LEAST = 10
NAME_LEAST = 3  # a shorter name of a place is an ordinary word

FEEDBACK_CLOCK = "OPN_FEEDBACK"  # of whoever asked: a street that spoke is told in writing what became of it
CLOCKS = (  # no law says how soon a street is told: composed, set on the page of clocks
    Authored(
        ClockSpec(FEEDBACK_CLOCK, _("书面反馈采纳情况"), 10, Unit.DAY, DayType.WORKING, domain="major_decision", extension=Extension.NONE),
        "Written feedback on a street's view", "街道答复", "the street answered", "AUTHORITY", "I", False, "", "",
    ),
)


class OpinionRefused(Refusal):
    """What was given does not do. `field` of the form; `reason` a msgid that says how to cure it; `names` the streets it is about."""

    def __init__(self, field: str, reason: str, names: tuple[int, ...] = (), **facts: object) -> None:
        super().__init__(field, reason, **facts)
        self.names = names


class Bar(Vocabulary):
    """Why a file may not go to the meeting yet."""

    NOBODY = "NOBODY", _("没有定涉及的街道：请先定街道，再发出征求意见。")
    NOT_ASKED = "NOT_ASKED", _("还没有征求意见：请先发出征求意见。")
    RUNNING = "RUNNING", _("答复时间还没有到，也还没有答复：请等答复，或等期满。")
    COMMENT = "COMMENT", _("重大决策还没有公开征求意见：请先公开，一般不少于三十日；情况紧急要短些的，公开时写明理由。")
    COMMENT_RUNNING = "COMMENT_RUNNING", _("公开征求意见的时间还没有满：请等期满，公开以后不能再缩短。")
    LEGAL = "LEGAL", _("重大决策还没有送合法性审查：请先送审；征求意见不能代替审查。")
    LEGAL_WAITING = "LEGAL_WAITING", _("合法性审查还没有出意见：请等审查意见。")
    UNLAWFUL = "UNLAWFUL", _("合法性审查没有通过：请修改后重新送审。")
    NAMED = "NAMED", _("事由里写到的街道还没有列进来：请点“列入这些街道”，再发出征求意见。")


@dataclass(frozen=True, slots=True)
class Concerned:
    """One street a file touches. `status` None: not asked yet."""

    unit_id: int
    status: OpinionStatus | None = None
    due_at: datetime | None = None

    def is_silent(self, now: datetime) -> bool:
        """The time has run out without a word; the sweep may not have come by yet."""
        return self.status in WAITING and self.due_at is not None and now >= self.due_at


@dataclass(frozen=True, slots=True)
class Steps:
    """Where a major decision stands (重大行政决策程序暂行条例). """

    needed: bool = False
    comment_ends: datetime | None = None
    legal_sent: bool = False
    finding: LegalFinding | None = None


@dataclass(frozen=True, slots=True)
class Obstacle:
    bar: Bar
    unit_ids: tuple[int, ...] = ()


def obstacles(streets: Iterable[Concerned], steps: Steps, now: datetime, left_out: Iterable[int] = ()) -> list[Obstacle]:
    """Everything that keeps the file from the meeting; empty: it may go. A street that stayed silent to the end keeps nobody.

    `left_out`: streets the file names and does not ask.
    """
    lines = list(streets)
    found = [] if lines else [Obstacle(Bar.NOBODY)]
    unasked = tuple(line.unit_id for line in lines if line.status is None)
    running = tuple(line.unit_id for line in lines if line.status in WAITING and not line.is_silent(now))
    if missing := tuple(sorted(left_out)):
        found.append(Obstacle(Bar.NAMED, missing))
    if unasked:
        found.append(Obstacle(Bar.NOT_ASKED, unasked))
    if running:
        found.append(Obstacle(Bar.RUNNING, running))
    return found + (_of_decision(steps, now) if steps.needed else [])


def _of_decision(steps: Steps, now: datetime) -> list[Obstacle]:
    found: list[Obstacle] = []
    if steps.finding == LegalFinding.NOT_DECISION:
        return found
    if steps.comment_ends is None:
        found.append(Obstacle(Bar.COMMENT))
    elif now < steps.comment_ends:
        found.append(Obstacle(Bar.COMMENT_RUNNING))
    if not steps.legal_sent:
        found.append(Obstacle(Bar.LEGAL))
    elif steps.finding is None:
        found.append(Obstacle(Bar.LEGAL_WAITING))
    elif steps.finding != LegalFinding.LAWFUL:
        found.append(Obstacle(Bar.UNLAWFUL))
    return found


@dataclass(frozen=True, slots=True)
class Marks:
    """A line of what must be asked that is a major decision, and the words by which a matter of its kind is known."""

    title: str
    words: tuple[str, ...]


def ground_of(power: Power, *, by_scope: bool, said: str, marks: Iterable[Marks]) -> tuple[DecisionGround | None, str]:
    """条例 3: what a matter is, not the power it was put under, says whether it is a major decision. With it, the word that was found."""
    if power == Power.MAJOR_DECISION_ADVICE:
        return DecisionGround.POWER, ""
    if by_scope:
        return DecisionGround.SCOPE, ""
    plain = _plain(said)
    word = next((word for mark in marks for word in mark.words if _plain(word) and _plain(word) in plain), "")
    return (DecisionGround.WORDS, word) if word else (None, "")


_WHOLE = re.compile(r"(?<!安)全区|全辖区|(各|所有|全部|每个)(镇街|街镇|街道|乡镇|苏木)")
_COMMITTEE = re.compile(r"(居民委员会|村民委员会|嘎查委员会|居委会|村委会)$")


def says_whole(title: str) -> bool:
    """Is a matter of this title one of the whole district?"""
    return _WHOLE.search(_plain(title)) is not None


def short_community(name: str) -> str:
    """公主府社区居委会 as people call it: 公主府社区."""
    return _COMMITTEE.sub("", name)


def named(said: str, names: Mapping[str, Iterable[int]], aliases: Container[str] = ()) -> frozenset[int]:
    """Units of the places a text names; a longer name is read before a shorter one inside it. `aliases`: names of two characters that were given as names."""
    plain, found = _plain(said), set[int]()
    for name in sorted(names, key=len, reverse=True):
        if (len(name) >= NAME_LEAST or (name in aliases and len(name) == NAME_LEAST - 1)) and _plain(name) in plain:
            found |= set(names[name])
            plain = plain.replace(_plain(name), "|")
    return frozenset(found)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def check_finding(finding: LegalFinding, words: str, ground: DecisionGround | None, *, commented: bool) -> None:
    """`commented`: public comment has run its term; before, what is found lawful may still change. Raises OpinionRefused."""
    if finding == LegalFinding.NOT_DECISION and ground != DecisionGround.WORDS:
        raise OpinionRefused("finding", _("这一件立卷时就归在重大决策里，不能说不属于：请按合法性出意见；归错了的，请经办单位停办重立。"))
    if finding == LegalFinding.LAWFUL and not commented:
        raise OpinionRefused("finding", _("公开征求意见还没有期满，稿子还会改：期满以后才能出“合法”的意见；要改的、不合法的，现在就可以说。"))
    if finding != LegalFinding.LAWFUL and not words.strip():
        raise OpinionRefused("words", _("请写明理由：哪里不合法、怎么改，或者为什么不属于重大决策。"))


def check_file(power: Power, stage: PlanStage | None, title: str, days: int) -> None:
    """Raises OpinionRefused."""
    if power not in ASKABLE:
        raise OpinionRefused("power", _("指挥调度权用吹哨来行使：请去吹哨。"))
    if power == Power.PLANNING_PARTICIPATION and stage is None:
        raise OpinionRefused("stage", _("请选规划到了哪一步：编制、建设还是验收。"))
    if power != Power.PLANNING_PARTICIPATION and stage is not None:
        raise OpinionRefused("stage", _("只有规划参与要选阶段：请把阶段改成空。"))
    if not title.strip():
        raise OpinionRefused("title", _("请写明是什么事。"))
    if not DAYS_LEAST <= days <= DAYS_MOST:
        raise OpinionRefused("days", _("答复时间请填两个到六十个工作日。"))


def check_asks_no_match(title: str, text: str) -> None:
    """地方各级人民政府机构设置和编制管理条例 7: streets are not asked for a match of the asker's own. What a street answers is free. Raises OpinionRefused."""
    for field, words in (("title", title), ("text", text)):
        found = matching_words(words)
        if found:
            raise OpinionRefused(
                field, _("写着“%(words)s”：不得要求镇街对口设机构、挂牌子、配编制、定级别"
                         "（《地方各级人民政府机构设置和编制管理条例》第七条），也不能用征求意见来要。"
                         "请改写成要定的事情本身和对镇街的影响；要调整编制的，由编委会办公室办。"), words=found[0],
            )


@dataclass(frozen=True, slots=True)
class CommentTerm:
    """For how many days the public may comment; `why` it is less than usual, "" where it is not."""

    days: int
    why: str = ""


def comment_term(days: int | None, why: str, usual: int = COMMENT_USUAL) -> CommentTerm:
    """暂行条例 15: thirty days as a rule; a shorter term is explained when comment is invited, and never comes later. Raises OpinionRefused."""
    given = usual if days is None else days
    if not COMMENT_LEAST <= given <= COMMENT_MOST:
        raise OpinionRefused("days", _("公开征求意见请填 %(least)s 到 %(most)s 日：再急也要让人来得及看、来得及说。"), least=COMMENT_LEAST, most=COMMENT_MOST)
    if given < usual and not why.strip():
        raise OpinionRefused("why", _("少于 %(usual)s 日的，请写明为什么紧急：理由随公告一起公开（重大行政决策程序暂行条例第十五条）。"), usual=usual)
    if len(why.strip()) > WHY_MOST:
        raise OpinionRefused("why", _("理由请写在三百字以内。"))
    return CommentTerm(given, why.strip() if given < usual else "")


@dataclass(frozen=True, slots=True)
class About:
    """What a file must be about to speak for an act of another room: from it (`subject`) or from nothing else, of one of these powers, opened since it stands
    as it does, with one of these names in its words, and every one of `each` by one of the names that one goes by. `papered`: with a paper, where that is
    what says it."""

    powers: frozenset[Power]
    names: tuple[str, ...]  # as people write them; the first is shown where none is found
    since: datetime
    subject: tuple[str, int] | None = None
    each: tuple[tuple[str, ...], ...] = ()
    papered: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True)
class HeardFile:
    """A file another room names: did it go to its meeting, whom did it ask, and about what."""

    sent: bool
    unit_ids: frozenset[int]
    power: str = ""
    said: str = ""
    opened_at: datetime | None = None
    subject: tuple[str, int] | None = None
    papers: int = 0
    sent_on: date | None = None


def beside_the_point(found: HeardFile, about: About) -> tuple[str, str]:
    """Why a file does not speak for this: a msgid with its cure and the name it lacks; both "" where it does."""
    name = about.names[0] if about.names else ""
    if found.subject is not None and found.subject != about.subject:
        return _("征求意见 %(number)s 是从另一件事里问的，不是问这件事：请写问“%(name)s”的那一件。"), name
    if found.power not in {str(power) for power in about.powers}:
        return _("征求意见 %(number)s 归在另一项权力（%(power)s），不是问这件事：请写按“%(powers)s”问的那一件。"), name
    if found.opened_at is None or found.opened_at < about.since:
        return _("征求意见 %(number)s 是 %(since)s 以前问的，街道那时看不到这件事：请就这件事再问一次。"), name
    if about.until is not None and found.sent_on is not None and found.sent_on > about.until:
        return _("征求意见 %(number)s 到 %(sent)s 才提交会议，决定却在 %(until)s：先听意见再决定，请核对决定日期，或者重新上会。"), name
    plain = _plain(found.said)

    def says(names: Iterable[str]) -> bool:
        return any(_plain(one) in plain for one in names if _plain(one))

    if not says(about.names):
        return _("征求意见 %(number)s 的事由和内容里没有写到“%(name)s”，看不出问的是这件事：请写问这件事的那一件。"), name
    if lacking := next((names for names in about.each if not says(names)), None):
        return _("征求意见 %(number)s 没有问到“%(name)s”这一条：请就现在的草案再问一次。"), " ".join(lacking)
    if about.papered and not found.papers:
        return _("征求意见 %(number)s 没有附草案：条目多，信里写不下，请把“%(name)s”的草案附上再问。"), name
    return "", ""


def not_heard(
    number: str, why: str | None, found: HeardFile | None, needed: Iterable[int], about: About | None = None,
) -> tuple[str, tuple[int, ...], str]:
    """What is missing before an act that streets must be heard on is decided: a msgid with its cure ("" nothing), the units left out, the name it lacks.

    A file that was sent and asked every one of them. `why`: where one may do without, in words; None where no words do.
    """
    if not number and why is None:
        return _("动到街道的事，定以前要先征求它们的意见，理由不能代替：请先征求，意见齐了、提交会议以后写编号（JC 开头）。"), (), ""
    if not number:
        return ("" if len((why or "").strip()) >= NO_FILE_LEAST else _(
            "动到街道的事，定以前要先征求它们的意见：请写已经提交会议的征求意见编号（JC 开头），或者写明为什么不用（至少十个字，会一直显示）。")), (), ""
    if found is None:
        return _("没有编号是 %(number)s 的征求意见：请核对，写 JC 开头的编号。"), (), ""
    if not found.sent:
        return _("征求意见 %(number)s 还没有提交会议：请等街道的意见齐了、提交会议，再来登记。"), (), ""
    if about is not None:
        reason, name = beside_the_point(found, about)
        if reason:
            return reason, (), name
    left_out = tuple(sorted(set(needed) - found.unit_ids))
    return (_("征求意见 %(number)s 没有问到%(streets)s：请另立一件问它，或者改写都问过的那一件。"), left_out, "") if left_out else ("", (), "")


def check_answer(view: View, words: str) -> None:
    """A bare yes may stand alone; everything else says what or why. Raises OpinionRefused."""
    if view != View.AGREE and not words.strip():
        raise OpinionRefused("words", _("有条件、不同意或者有建议的，请写明条件、理由或建议。"))


def check_feedback(uptake: Uptake | None, words: str) -> None:
    """R2 art. 23: in writing, with the reason. Raises OpinionRefused."""
    if uptake is None:
        raise OpinionRefused("uptake", _("请选采纳情况。"))
    if not words.strip():
        raise OpinionRefused("words", _("请写明怎么采纳的，或者为什么没有采纳：街道会看到。"))


def without_feedback(streets: Iterable[Concerned]) -> tuple[int, ...]:
    """Streets that said something and were not told what became of it."""
    return tuple(line.unit_id for line in streets if line.status == OpinionStatus.ANSWERED)
