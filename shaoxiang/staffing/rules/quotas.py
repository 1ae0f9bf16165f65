"""Decisions on quotas (Q1 to Q10 of the mechanisms): what the ledger adds up to, what the lock forbids, who may still be appointed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing.vocabulary import Level, Rank

STREET_KINDS = frozenset({"STREET_OFFICE", "TOWN_GOVERNMENT"})
DISTRICT_KINDS = frozenset({"DISTRICT_ORGAN", "COMMAND_CENTER", "DEPARTMENT"})
WORDS_MAX = 2000
DELTA_MAX = 500


class StaffingRefused(Refusal):
    """What cannot be, and how to cure it. `reason` is a msgid; `facts` fill it after it is translated."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger of a body and a type."""

    id: int
    body_id: int
    quota_type: str
    delta: int
    effective_on: date
    corrects_id: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A wanted change of one body and type."""

    body_id: int
    quota_type: str
    delta: int
    effective_on: date
    corrects: Line | None = None


def total(lines: Iterable[Line], on: date) -> int:
    """编制数 on that day."""
    return sum(line.delta for line in lines if line.effective_on <= on)


def floor(lines: Sequence[Line], lock_from: date | None) -> int | None:
    """Highest approved total since the lock (Q5); None without a lock. What a correction undid never counted."""
    if lock_from is None:
        return None
    since = {line.id: line.effective_on for line in lines}
    steps = [(since.get(line.corrects_id or 0, line.effective_on), line.delta) for line in lines]
    days = sorted({max(day, lock_from) for day, _delta in steps} | {lock_from})
    return max(sum(delta for day, delta in steps if day <= until) for until in days)


def running(lines: Iterable[Line]) -> list[tuple[Line, int]]:
    """Every line with the total after it, oldest first."""
    found, so_far = [], 0
    for line in sorted(lines, key=lambda one: (one.effective_on, one.id)):
        so_far += line.delta
        found.append((line, so_far))
    return found


def check_change(asked: Asked, lines: Sequence[Line], lock_from: date | None, today: date) -> None:
    """`lines`: all of that body and type, future ones too. The database's trigger says the same. Raises StaffingRefused."""
    if asked.delta == 0 or abs(asked.delta) > DELTA_MAX:
        raise StaffingRefused("delta", _("增减数要在 1 到 %(most)s 之间：增加写正数，减少写负数。"), most=DELTA_MAX)
    wrong = asked.corrects
    if wrong is not None and (wrong.body_id, wrong.quota_type) != (asked.body_id, asked.quota_type):
        raise StaffingRefused("corrects", _("只能更正同一单位、同一类别的那一笔：不同类别的编制不得混用。"))
    if asked.delta > 0:
        return
    if lock_from is not None and is_locked(lock_from, asked.effective_on, today):
        _check_correction(asked, lines, lock_from)
    elif sum(line.delta for line in lines) + asked.delta < 0:
        raise StaffingRefused("delta", _("减得比现有编制还多：请核对数目。"))


def is_locked(lock_from: date, effective_on: date, today: date) -> bool:
    """Locked from its first day on; after that a decrease may not be dated back before it either."""
    return effective_on >= lock_from or today >= lock_from


def _check_correction(asked: Asked, lines: Sequence[Line], lock_from: date) -> None:
    """Q4: a decrease under the lock undoes at most one increase that was itself recorded after the lock."""
    wrong = asked.corrects
    if wrong is None:
        raise StaffingRefused(
            "delta", _("镇街编制已锁定，只增不减：现在的底线是 %(floor)s 名。记错了的，请用更正，并指明记错的是哪一笔。"), floor=floor(lines, lock_from),
        )
    if wrong.delta <= 0 or wrong.effective_on <= lock_from:
        raise StaffingRefused("corrects", _("锁定时的编制数不能更正下去：只能更正锁定以后记多了的增加。"))
    undone = -sum(line.delta for line in lines if line.corrects_id == wrong.id and line.delta < 0)
    if undone - asked.delta > wrong.delta:
        raise StaffingRefused("delta", _("更正最多减到把那一笔抵消：还可以减 %(left)s 名。"), left=wrong.delta - undone)
    if asked.effective_on < wrong.effective_on:
        raise StaffingRefused("effective_on", _("更正的生效日不能早于记错的那一笔。"))
    if sum(line.delta for line in lines) + asked.delta < total(lines, lock_from):
        raise StaffingRefused("delta", _("更正以后不能低于锁定时的编制数。"))


def level_of(kind: str) -> Level:
    """Raises StaffingRefused for a body that has no quota of its own (Q9)."""
    if kind in STREET_KINDS:
        return Level.STREET
    if kind in DISTRICT_KINDS:
        return Level.DISTRICT
    raise StaffingRefused("body", _("这个机构没有自己的编制：请选镇街、部门本身；议事协调机构不单独核定编制。"))


def check_between_levels(source: Level, target: Level, upper_document: str) -> None:
    """Q6: quota moved between district and street is not the district's to approve."""
    if source != target and not upper_document.strip():
        raise StaffingRefused("upper_document", _("区和镇街之间划转编制，要报上级批准：请填上级批文的文号。"))


COORDINATING_YEARS = 5


def check_coordinating(name: str, starts: date, ends: date | None) -> None:
    """Q9 (机构编制工作条例 11、19): what only coordinates ends by itself, and is named as what it is. Raises StaffingRefused."""
    if not name.strip():
        raise StaffingRefused("name", _("请写机构的名称。"))
    if ends is None or ends <= starts:
        raise StaffingRefused("ends", _("议事协调机构要有撤销的日子：请填结束日，晚于设立日。"))
    if ends > starts.replace(year=starts.year + COORDINATING_YEARS, day=min(starts.day, 28)):
        raise StaffingRefused("ends", _("结束日太远：最长 %(years)s 年，到期还要继续的重新报批。"), years=COORDINATING_YEARS)


def last_day(year: int, month: int, today: date) -> date:
    """The day a month's list speaks of: its last, or today in the running month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(today, following - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit and type on a day."""

    quota: int
    headcount: int

    @property
    def free(self) -> int:
        """空编."""
        return max(0, self.quota - self.headcount)

    @property
    def over(self) -> int:
        """超编: shown to finance too (Q10)."""
        return max(0, self.headcount - self.quota)


def check_appointment(standing: Standing, rank: Rank, posts: int, leaders: int, post_is_vacant: bool) -> None:
    """Q2, Q3: a free quota of that type, a vacant post, and for leaders a free leadership post. Raises StaffingRefused."""
    if standing.free < 1:
        raise StaffingRefused("quota_type", _("这一类编制没有空编：不得超编进人，也不得借用别的类别。"))
    if not post_is_vacant:
        raise StaffingRefused("post_id", _("这个岗位有人：请选空缺的岗位，或先办原来的人离任。"))
    if rank is not Rank.NONE and leaders >= posts:
        raise StaffingRefused("rank", _("领导职数已满：请选别的职务层次，或先申请核增职数。"))


def check_secondment(source: Level, target: Level, exception_document: str, starts: date, ends: date | None) -> None:
    """Upward from a street is refused, but for one approved case; every secondment ends. Raises StaffingRefused."""
    if ends is None or ends <= starts:
        raise StaffingRefused("valid_to", _("借调要有期限：请填结束日，晚于开始日。"))
    if source is Level.STREET and target is Level.DISTRICT and not exception_document.strip():
        raise StaffingRefused("exception_document", _("原则上不得从镇街往上借人：确有需要的，请填这一个人的单独批准文号。"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a draft asks for."""

    body_id: int
    quota_type: str
    delta: int
    effective_on: date
    reason: str
    moved_from_id: int | None = None
    upper_document: str = ""
    corrects_id: int | None = None
    matching: bool = False


def check_meeting(meeting_on: date, meeting_number: str, effective_on: date, today: date) -> None:
    """编委会会议. Raises StaffingRefused."""
    if not meeting_number.strip():
        raise StaffingRefused("meeting_number", _("请填编委会会议的文号。"))
    if meeting_on > today:
        raise StaffingRefused("meeting_on", _("会议日期还没有到：请在会后登记。"))
    if effective_on < meeting_on:
        raise StaffingRefused("meeting_on", _("生效日早于编委会会议：请退回拟稿，改生效日。"))
