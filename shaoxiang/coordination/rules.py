"""Decisions of the room: quorum, who may rule on what, where an item goes next. No database, no clock on the wall."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shaoxiang.coordination.vocabulary import STREET_LEVELS, UPPER_LEVELS, URGENT, Agreement, Attendance, MeetingLevel, Quorum, Source, Verdict
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Unit
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.vocabulary import _

WORDS_MAX = 4000
TITLE_MAX = 100
TASKS_MAX = 20

# Composed defaults (示例), editable by the district.
LIMITS: dict[str, ClockSpec] = {
    spec.code: spec
    for spec in (
        ClockSpec("COORD_ARRANGE", _("安排上会"), 2, Unit.DAY, DayType.WORKING),
        ClockSpec("COORD_MEET", _("开会协调"), 10, Unit.DAY, DayType.WORKING),
        ClockSpec("COORD_MEET_URGENT", _("开会协调（攻坚哨、无人应答）"), 3, Unit.DAY, DayType.WORKING),
        ClockSpec("COORD_EFFECT", _("核验效果"), 5, Unit.DAY, DayType.WORKING),
        ClockSpec("COORD_STAFFING", _("编办备案或提出意见"), 10, Unit.DAY, DayType.WORKING),
        ClockSpec("MEETING_MINUTES", _("出会议纪要"), 2, Unit.DAY, DayType.WORKING),
    )
}
TASK_CLOCK, TASK_LABEL = "COORD_TASK", _("任务期限")


class CoordinationRefused(Refusal):
    """What was given cannot be taken; `field` names the input, `reason` (a Chinese msgid) says how to cure it; `facts` fill it."""


class Unlisted(CoordinationRefused):
    """A street is to be given what no list gives it: the page shows the ways on (门)."""


def meet_clock(source: str) -> str:
    return "COORD_MEET_URGENT" if source in URGENT else "COORD_MEET"


def check_raised(title: str, reason: str) -> None:
    """Raises CoordinationRefused: nothing said, too long."""
    if not title.strip():
        raise CoordinationRefused("title", _("请用一句话写明要协调什么。"))
    if len(title) > TITLE_MAX:
        raise CoordinationRefused("title", _("标题太长：最多 100 字，其余写在说明里。"))
    if not reason.strip():
        raise CoordinationRefused("reason", _("请写明卡在哪里、各方怎么说、想请会议定什么。"))
    if len(reason) > WORDS_MAX:
        raise CoordinationRefused("reason", _("太长：最多 4000 字，请留下要点。"))


def to_hear(source: str, level: str, streets: Collection[int], spoke: Collection[int | None], own: int | None = None) -> tuple[int, ...]:
    """Of the streets an item is about, those to be heard before a meeting above the streets has it. `spoke`: who brought it up or calls the meeting.

    What grew out of a street's whistle or case came from that street (`own`), and from no other; a street's own meeting is its own voice.
    """
    if level not in UPPER_LEVELS:
        return ()
    said = {*spoke, own} if source != Source.BY_HAND else {*spoke}
    return tuple(sorted(key for key in streets if key not in said))


# --- levels -----------------------------------------------------------------------------------------------------------


def level_for(level: MeetingLevel, street_id: int | None) -> MeetingLevel:
    """A matter of no street has no street level: it begins at the joint meeting."""
    return MeetingLevel.MONTHLY if street_id is None and level in STREET_LEVELS else level


def levels_of(*, street: bool, district: bool) -> tuple[MeetingLevel, ...]:
    """Levels to bring an item to, or call a meeting of. A street: up to the joint meeting; a department: the joint one; the district: the upper two."""
    if district:
        return UPPER_LEVELS
    return (*STREET_LEVELS, MeetingLevel.MONTHLY) if street else (MeetingLevel.MONTHLY,)


def next_level(level: str) -> MeetingLevel | None:
    """None above the district's meeting."""
    levels = list(MeetingLevel)
    place = levels.index(MeetingLevel(level)) + 1
    return levels[place] if place < len(levels) else None


@dataclass(frozen=True, slots=True)
class LevelRule:
    """How a level meets. `notice_days`: working notice is the district's habit; `rhythm_days`: at least one meeting in so many days, 0 for none."""

    level: MeetingLevel
    quorum: Quorum
    rhythm_days: int
    notice_hours: int


LEVEL_RULES = {
    rule.level: rule
    for rule in (
        LevelRule(MeetingLevel.DAILY, Quorum.CHAIR, 0, 0),
        LevelRule(MeetingLevel.WEEKLY, Quorum.HALF, 7, 4),
        LevelRule(MeetingLevel.MONTHLY, Quorum.HALF, 31, 24),
        LevelRule(MeetingLevel.DISTRICT, Quorum.TWO_THIRDS, 0, 24),
    )
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A meeting as it is wanted."""

    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    chair_post_id: int
    remarks: str = ""


LATE_PLAN = timedelta(minutes=30)  # a meeting called on the spot may be written down a little later


def check_planned(planned: Planned, *, at: datetime) -> None:
    """Raises CoordinationRefused: without title or place, ending before it begins, begun long ago."""
    if not planned.title.strip():
        raise CoordinationRefused("title", _("请写会议名称。"))
    if not planned.place.strip():
        raise CoordinationRefused("place", _("请写开会地点；线上开的，写怎么接入。"))
    if planned.ends_at <= planned.starts_at:
        raise CoordinationRefused("ends_at", _("结束时间要晚于开始时间。"))
    if planned.starts_at < at - LATE_PLAN:
        raise CoordinationRefused("starts_at", _("开始时间已经过了：请选以后的时间。"))


# --- quorum -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Count:
    """到会: how many of the summoned units are there, and whether that is enough. `missing`: how many more are needed."""

    summoned: int
    present: int
    needed: int
    chair_present: bool

    @property
    def reached(self) -> bool:
        return self.chair_present and self.present >= self.needed

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.present)


def needed(quorum: Quorum, summoned: int) -> int:
    """How many of `summoned` units must be there."""
    if summoned <= 0:
        return 1
    return {
        Quorum.HALF: summoned // 2 + 1, Quorum.TWO_THIRDS: -(-2 * summoned // 3), Quorum.ALL: summoned, Quorum.CHAIR: 1,
    }[Quorum(quorum)]


def count(quorum: Quorum, attendance: Iterable[str], *, chair_present: bool) -> Count:
    """`attendance` of every summoned unit, the chair's among them. The chair must be there whatever the number."""
    marks = list(attendance)
    return Count(len(marks), sum(mark == Attendance.PRESENT for mark in marks), needed(quorum, len(marks)), chair_present)


def check_quorum(counted: Count) -> None:
    """Raises CoordinationRefused: without a quorum people may talk, but not decide."""
    if not counted.chair_present:
        raise CoordinationRefused("", _("主持人没有到会：可以议，不能作决定。请等主持人到会，或改期再议。"))
    if not counted.reached:
        raise CoordinationRefused(
            "", _("到会 %(present)d 个单位，应到 %(summoned)d 个，至少要 %(needed)d 个：可以议，不能作决定。请催到会，或结束会议后另行安排。"),
            present=counted.present, summoned=counted.summoned, needed=counted.needed,
        )


# --- decisions --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TaskGiven:
    """任务: who does what by when, and what shows that it is done."""

    body_id: int
    what: str
    due_on: date
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Dissenting:
    body_id: int
    words: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What goes into the minutes of one item. `type_code`, `everywhere`, `agreement`: of a ruling on competence."""

    verdict: Verdict
    words: str
    lead_id: int | None = None
    cooperating: tuple[int, ...] = ()
    due_on: date | None = None
    tasks: tuple[TaskGiven, ...] = ()
    dissent: tuple[Dissenting, ...] = ()
    type_code: str = ""
    everywhere: bool = False
    agreement: Agreement | None = None  # between departments only


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a decision is taken. `own`: bodies of the convening street (empty: the district convenes); `departments`: which of the named are departments'."""

    level: MeetingLevel
    by_street: bool
    own: frozenset[int]
    present: frozenset[int]
    departments: frozenset[int]
    staffing_opinion: bool = False


def move_of(decision: Decision) -> str:
    """The move of the flow a decision is."""
    if decision.verdict == Verdict.RULE_COMPETENCE:
        return "decide_tasks" if decision.tasks else "rule"
    return {Verdict.TASKS: "decide_tasks", Verdict.ESCALATE: "escalate", Verdict.NO_ACTION: "no_action"}[decision.verdict]


def check_decision(decision: Decision, *, today: date) -> None:
    """Raises CoordinationRefused: no words, nobody leads, nothing is given, a day gone by."""
    if not decision.words.strip():
        sentence = _("请写明为什么不采取措施。") if decision.verdict == Verdict.NO_ACTION else _("请写明决定的内容：谁、做什么、到什么程度。")
        raise CoordinationRefused("words", sentence)
    if len(decision.words) > WORDS_MAX:
        raise CoordinationRefused("words", _("太长：最多 4000 字，请留下要点。"))
    if decision.verdict in (Verdict.TASKS, Verdict.RULE_COMPETENCE) and decision.lead_id is None:
        raise CoordinationRefused("lead_id", _("请定一个牵头单位：有人牵头，事情才有人办。"))
    if decision.lead_id is not None and decision.lead_id in decision.cooperating:
        raise CoordinationRefused("cooperating", _("牵头单位不用再列为配合单位。"))
    if decision.verdict == Verdict.TASKS and not decision.tasks:
        raise CoordinationRefused("tasks", _("请至少列一项任务：哪个单位、做什么、什么时候做完。"))
    if decision.verdict == Verdict.RULE_COMPETENCE and not decision.type_code:
        raise CoordinationRefused("type_code", _("请选这次定的是哪一类事项：裁定要写进派单目录，以后同类的照此派。"))
    check_tasks(decision.tasks, today=today)
    for one in decision.dissent:
        if not one.words.strip():
            raise CoordinationRefused("dissent", _("保留意见要写明是什么意见。"))


def check_tasks(tasks: Sequence[TaskGiven], *, today: date) -> None:
    if len(tasks) > TASKS_MAX:
        raise CoordinationRefused("tasks", _("一次最多列 20 项任务，请合并。"))
    for task in tasks:
        if not task.what.strip():
            raise CoordinationRefused("tasks", _("每项任务都要写明做什么。"))
        if task.due_on < today:
            raise CoordinationRefused("tasks", _("完成日期不能在今天以前。"))


def check_ruling(decision: Decision, where: Setting) -> None:
    """谁能定谁主责. A street rules over its own offices; over others only with those named present and agreeing; the district over all.

    Between departments: agreed, or decided by the district's meeting after the staffing office has given its opinion. Raises CoordinationRefused.
    """
    if decision.verdict != Verdict.RULE_COMPETENCE:
        return
    named = {decision.lead_id or 0, *decision.cooperating}
    others = named - where.own if where.by_street else frozenset()
    if where.by_street and decision.everywhere:
        raise CoordinationRefused("everywhere", _("街道的会只能定本街道的分工；全区的请提交上一级。"))
    dissenters = {one.body_id for one in decision.dissent}
    if others - where.present or others & dissenters:
        raise CoordinationRefused("lead_id", _("区直部门和派驻单位没有到会或不同意的，街道的会定不了它主责：请提交上一级。"))
    if len(named & where.departments) >= 2 or (named & where.departments and decision.agreement is not None):
        _between_departments(decision, where, dissenters)


def _between_departments(decision: Decision, where: Setting, dissenters: Collection[int]) -> None:
    if decision.agreement is None:
        raise CoordinationRefused("agreement", _("这是部门之间的职责：请写明是协商一致，还是由区里决定（地方各级人民政府机构设置和编制管理条例 10）。"))
    if decision.agreement == Agreement.AGREED and dissenters:
        raise CoordinationRefused("agreement", _("有单位保留意见，不算协商一致：请提交编办提出意见，由区级会议决定。"))
    if decision.agreement == Agreement.DECIDED and where.level != MeetingLevel.DISTRICT:
        raise CoordinationRefused("agreement", _("没有协商一致的部门职责，只能由区级会议决定：请选“提交上一级”。"))
    if decision.agreement == Agreement.DECIDED and not where.staffing_opinion:
        raise CoordinationRefused("agreement", _("编办还没有提出意见：请先请编办提意见，再由区级会议决定。"))


# --- tasks and effect -------------------------------------------------------------------------------------------------


def check_extension(*, due_on: date, until: date, today: date, reason: str) -> None:
    """延期 only before the day, to a later one, with reasons. Raises CoordinationRefused."""
    if today > due_on:
        raise CoordinationRefused("until", _("已经到期，不能再延：延期要在到期以前办。"))
    if until <= due_on:
        raise CoordinationRefused("until", _("新的日期要晚于现在的完成日期。"))
    if not reason.strip():
        raise CoordinationRefused("reason", _("请写明为什么延期。"))


def may_judge(person_id: int | None, claimers: Collection[int]) -> None:
    """验收和核验 by someone other than whoever claimed it done. Raises CoordinationRefused."""
    if person_id is not None and person_id in claimers:
        raise CoordinationRefused("", _("报完成的人不能自己验收、自己核验：请换一位同事。"))


def overdue_rhythm(last_on: date | None, *, today: date, days: int) -> int | None:
    """How many days since the last meeting, where that is longer than the rhythm asks; None where in time. Never met: counted as overdue (0)."""
    if days <= 0:
        return None
    if last_on is None:
        return 0
    gone = (today - last_on).days
    return gone if gone > days else None
