"""Decisions on quotas (Q1 to Q10 of the mechanisms): what the ledger adds up to, what the lock forbids, who may still be appointed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.text.papers import document_in
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing.vocabulary import Level, QuotaType, Rank

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
    right_figure: int | None = None  # what the paper says that the line corrected should have said
    read_in: str = ""  # the number of that paper
    recorded_under: str = ""  # the number under which that line was approved


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
    if asked.quota_type not in QuotaType.__members__:
        raise StaffingRefused("quota_type", _("没有这一类编制：请选行政编制、事业编制或专项编制。"))
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
    if any(line.corrects_id == wrong.id and line.delta < 0 for line in lines):
        raise StaffingRefused("corrects", _("这一笔已经更正过：一笔只更正一次。"))
    if -asked.delta > wrong.delta:
        raise StaffingRefused("delta", _("更正最多减到把那一笔抵消：最多减 %(left)s 名。"), left=wrong.delta)
    if asked.effective_on < wrong.effective_on:
        raise StaffingRefused("effective_on", _("更正的生效日不能早于记错的那一笔。"))
    if sum(line.delta for line in lines) + asked.delta < total(lines, lock_from):
        raise StaffingRefused("delta", _("更正以后不能低于锁定时的编制数。"))
    _check_slip(asked, wrong.delta)


def _check_slip(asked: Asked, recorded: int) -> None:
    """A correction mends a slip of the pen, it is no new decision: the paper of that day says another figure than the ledger."""
    if asked.right_figure is None or asked.right_figure < 0:
        raise StaffingRefused("right_figure", _("更正的是记错的：请写原件上到底增加几名，没有增加写 0。"))
    if asked.recorded_under and asked.read_in.strip() != asked.recorded_under:
        raise StaffingRefused("read_in", _("更正不是另作决定：原件是当时会议的文件，请写它的文号 %(number)s。"), number=asked.recorded_under)
    if not asked.read_in.strip():
        raise StaffingRefused("read_in", _("请写原件的文号。"))
    if recorded + asked.delta != asked.right_figure:
        raise StaffingRefused(
            "delta", _("台账记的是 %(recorded)s 名，原件上是 %(right)s 名：增减应写 %(delta)s。"), recorded=recorded, right=asked.right_figure,
            delta=asked.right_figure - recorded,
        )


CUTTING = ("压缩", "核减", "精简", "裁减", "缩编", "减编", "收回编制")


def check_correction_words(reason: str) -> None:
    """What is cut is not corrected. Raises StaffingRefused."""
    found = [word for word in CUTTING if word in reason]
    if found:
        raise StaffingRefused("reason", _("“%(word)s”不是更正：锁定的编制只增不减。真是记错的，请写哪里记错了。"), word=found[0])

def level_of(kind: str) -> Level:
    """Raises StaffingRefused for a body that has no quota of its own (Q9)."""
    if kind in STREET_KINDS:
        return Level.STREET
    if kind in DISTRICT_KINDS:
        return Level.DISTRICT
    raise StaffingRefused("body", _("这个机构没有自己的编制：请选镇街、部门本身；议事协调机构不单独核定编制。"))


def check_between_levels(source: Level, target: Level, upper_document: str) -> None:
    """Q6: quota moved between district and street is not the district's to approve."""
    if source != target and not document_in(upper_document):
        raise StaffingRefused("upper_document", _("区和镇街之间划转编制，要报上级批准：请填上级批文的文号，例如“示例编办发〔2026〕9号”。"))


COORDINATING_YEARS = 5


def check_coordinating(name: str, starts: date, ends: date | None) -> None:
    """Q9 (地方各级人民政府机构设置和编制管理条例 11、19): what only coordinates ends by itself, and is named as what it is. Raises StaffingRefused."""
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


def check_secondment(source: Level, target: Level, exception_document: str, starts: date, ends: date | None, latest: date) -> None:
    """Upward from a street is refused, but for one approved case; every secondment ends, by `latest`. Raises StaffingRefused."""
    if ends is None or ends <= starts:
        raise StaffingRefused("valid_to", _("借调要有期限：请填结束日，晚于开始日。"))
    if ends > latest:
        raise StaffingRefused("valid_to", _("借调时间太长：一次最长到 %(day)s，到期还要用的，另办一次续借。"), day=latest.isoformat())
    if source is Level.STREET and target is Level.DISTRICT and not document_in(exception_document):
        raise StaffingRefused("exception_document", _("原则上不得从镇街往上借人：确有需要的，请填这一个人的单独批准文号。"))


@dataclass(frozen=True, slots=True)
class Leading:
    """What an appointment leads: by its rank, by its post, or not at all; and the selection for that post that is not over."""

    rank: Rank
    post: bool
    selection: str = ""

    @property
    def leads(self) -> bool:
        return self.post or self.rank is not Rank.NONE


def check_leading(given: Leading, *, by_cadres: bool, document: str, since: date | None, opened_on: date) -> None:
    """A leader comes by a selection, whatever rank is written; whoever led before this house began is entered by the organisation department (登记现任),
    with the number of his appointment and its day. Raises StaffingRefused.
    """
    if not given.leads:
        return
    if not by_cadres and given.rank is not Rank.NONE:
        raise StaffingRefused("rank", _("领导职务先走干部选配：请组织部动议。本系统启用以前已经任职的，由组织部在这里登记。"))
    if not by_cadres:
        raise StaffingRefused("post_id", _("这是领导岗位，先走干部选配：请组织部动议。本系统启用以前已经在任的，由组织部在这里登记。"))
    if given.selection:
        raise StaffingRefused("post_id", _("这个岗位正在干部选配（%(number)s）：请在那一件里办任职，或者先终止它。"), number=given.selection)
    if not document_in(document):
        raise StaffingRefused("document", _("登记现任领导要有当时的任职文号，例如“示例任〔2019〕3号”。没有的，先走干部选配。"))
    if since is None or since >= opened_on:
        raise StaffingRefused(
            "since", _("本系统从 %(day)s 起使用，只登记这一天以前已经在任的领导：请写当时的任职日期。以后任职的，先走干部选配。"), day=opened_on.isoformat(),
        )


def check_works_where(quota: Level, works_kind: str) -> None:
    """Whoever is on a street's quota works there: a post of a unit that is no street's is a secondment upward, with its paper and its end.

    Raises StaffingRefused.
    """
    if quota is Level.STREET and works_kind not in STREET_KINDS:
        raise StaffingRefused("post_id", _("占镇街编制、到区里的部门干，是往上借人：请在镇街的岗位上编任职，再办借调，要有这一个人的单独批准文号。"))


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
    right_figure: int | None = None
    read_in: str = ""

