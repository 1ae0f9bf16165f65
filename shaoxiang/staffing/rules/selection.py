"""Decisions on the selection of cadres: who may be named, in what order candidates are shown, when an appointment may follow. Nothing here compares people."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Sense, Unit
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing.rules.quotas import StaffingRefused
from shaoxiang.staffing.vocabulary import AgeBand, Avoidance, Education, Level, QuotaType, Rank, YearsBand

T = TypeVar("T")
CADRES = "党政领导干部选拔任用工作条例(2019)"
PUBLICITY = ClockSpec(
    "CADRE_PUBLICITY", _("任前公示"), 5, Unit.DAY, DayType.WORKING, sense=Sense.WAIT, law=CADRES, article="41", domain="cadres",
)
PROBATION_MONTHS = 12  # 条例(2019) 42
SORTS = ("name", "unit")
OLDEST, YOUNGEST = 70, 18
PLACE_MAX = 60
KEEP_LEAST = 3  # months: an appeal or an audit still finds what was looked at
GONE = _("（保管期满，已清除）")


@dataclass(frozen=True, slots=True)
class Factors:
    """What the reform asks to be looked at, side by side. No sum of them exists, and they are stored sealed."""

    birth_year: int
    education: Education
    grassroots_years: int
    origin: str  # 籍贯
    grew_up: str  # 成长地
    family: str  # 家庭所在地

    def age(self, on: date) -> int:
        return on.year - self.birth_year

    def texts(self) -> dict[str, str]:
        """As the seal takes them."""
        return {"birth_year": str(self.birth_year), "education": self.education.value, "grassroots_years": str(self.grassroots_years),
                "origin": self.origin, "grew_up": self.grew_up, "family": self.family}

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Factors:
        return cls(int(texts["birth_year"]), Education(texts["education"]), int(texts["grassroots_years"]), texts["origin"], texts["grew_up"], texts["family"])


def check_factors(factors: Factors, today: date) -> None:
    """Raises StaffingRefused for what cannot be."""
    if not YOUNGEST <= factors.age(today) <= OLDEST:
        raise StaffingRefused("birth_year", _("出生年份不对：请写四位年份，年龄在 %(least)s 到 %(most)s 岁之间。"), least=YOUNGEST, most=OLDEST)
    if not 0 <= factors.grassroots_years <= factors.age(today) - YOUNGEST + 2:
        raise StaffingRefused("grassroots_years", _("基层工作年限和年龄对不上：请核对。"))


def check_post(rank: Rank, posts: int, leaders: int, *, vacant: bool) -> None:
    """Q3 at the motion: the post is vacant and, for a leader, a leadership post is free. Raises StaffingRefused."""
    if not vacant:
        raise StaffingRefused("post", _("这个岗位有人：空缺了才能动议。"))
    if rank is not Rank.NONE and leaders >= posts:
        raise StaffingRefused("rank", _("领导职数已满：先申请核增职数，或等现任离任。"))


def in_order(rows: Iterable[T], by: str, *, name: Callable[[T], str], unit: Callable[[T], str], key: Callable[[T], int]) -> list[T]:
    """By name, or by unit and then name: the only two orders there are. Anything else asked for is the order by name."""
    if by == "unit":
        return sorted(rows, key=lambda row: (unit(row), name(row), key(row)))
    return sorted(rows, key=lambda row: (name(row), key(row)))


def age_band(age: int) -> AgeBand:
    return AgeBand.UNTIL_35 if age <= 35 else AgeBand.UNTIL_45 if age <= 45 else AgeBand.OLDER


def years_band(years: int) -> YearsBand:
    return YearsBand.UNTIL_2 if years <= 2 else YearsBand.UNTIL_5 if years <= 5 else YearsBand.UNTIL_10 if years <= 10 else YearsBand.MORE


@dataclass(frozen=True, slots=True)
class Sieve:
    """筛选 among the candidates of one selection: some are shown, in the same order as before; none is before another for it. Empty: all."""

    words: str = ""  # in name, unit or post
    age: str = ""
    education: str = ""
    years: str = ""
    quota_type: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Sieve:
        """What nobody knows is not asked for."""
        known = {"age": AgeBand, "education": Education, "years": YearsBand, "quota_type": QuotaType}
        kept = {name: asked.get(name, "") for name, words in known.items() if asked.get(name, "") in {one.value for one in words}}
        return cls(words=asked.get("q", "").strip(), **kept)

    @property
    def empty(self) -> bool:
        return self == Sieve()

    def lets(self, factors: Factors, on: date, quota_type: str, texts: Iterable[str]) -> bool:
        pairs = ((self.age, age_band(factors.age(on)).value), (self.education, factors.education.value),
                 (self.years, years_band(factors.grassroots_years).value), (self.quota_type, quota_type))
        return all(not wanted or wanted == is_so for wanted, is_so in pairs) and (not self.words or any(self.words in text for text in texts))


def avoidance(factors: Factors, *, rank: Rank, level: Level | None, district: str, unit: str) -> tuple[Avoidance, ...]:
    """公务员法 75 for the principal leader of a street, a town or a department of the district: remarks for people to look into."""
    if rank is not Rank.PRINCIPAL or level is None:
        return ()
    found = []
    if district and (district in factors.origin or district in factors.grew_up):
        found.append(Avoidance.FROM_HERE)
    if unit and unit in factors.family:
        found.append(Avoidance.FAMILY_HERE)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Vote:
    """A deciding meeting in numbers. Who said what is nowhere: it is not asked for and there is no place to keep it."""

    due: int  # 应到
    present: int  # 实到
    agreed: int  # 同意
    opposed: int  # 不同意
    deferred: int  # 缓议

    @property
    def quorum(self) -> int:
        """三分之二以上成员到会."""
        return -(-2 * self.due // 3)

    @property
    def needed(self) -> int:
        """应到会成员超过半数同意."""
        return self.due // 2 + 1


def check_vote(vote: Vote) -> None:
    """条例 (2019) 第六章: two thirds of the members present, more than half of those who should attend agree. Raises StaffingRefused."""
    if vote.due < 1 or vote.present < 0 or min(vote.agreed, vote.opposed, vote.deferred) < 0:
        raise StaffingRefused("due", _("人数不对：应到人数至少一人，各项人数不能是负数。"))
    if vote.present > vote.due:
        raise StaffingRefused("present", _("实到 %(present)s 人比应到 %(due)s 人还多：请核对。列席的不计。"), present=vote.present, due=vote.due)
    if vote.agreed + vote.opposed + vote.deferred != vote.present:
        raise StaffingRefused("agreed", _("同意、不同意、缓议加起来要等于实到的 %(present)s 人：到会的都要表明意见。"), present=vote.present)
    if vote.present < vote.quorum:
        raise StaffingRefused(
            "present", _("到会不足三分之二：应到 %(due)s 人，至少 %(quorum)s 人到会才能讨论决定。请改期再议。"), due=vote.due, quorum=vote.quorum,
        )
    if vote.agreed < vote.needed:
        raise StaffingRefused(
            "agreed", _("同意的没有超过应到人数的一半：应到 %(due)s 人，至少 %(needed)s 人同意才形成决定。没有形成决定的，请退回考察或者终止。"),
            due=vote.due, needed=vote.needed,
        )


def is_shown(published_at: datetime, due_at: datetime, now: datetime) -> bool:
    """The public notice stands from its first moment to the end of its last day, and not a moment longer."""
    return published_at <= now < due_at


def check_chosen_few(wanted: Collection[int], there: Collection[int], field: str) -> None:
    """At least one, all of them candidates still in. Raises StaffingRefused."""
    if not wanted or not set(wanted) <= set(there):
        raise StaffingRefused(field, _("请从还在列的人选中选：至少一人。"))


def check_published(due_at: datetime | None, now: datetime) -> None:
    """公示期满: at least five working days have passed. Raises StaffingRefused."""
    if due_at is None or now < due_at:
        raise StaffingRefused("", _("公示还没有满：公示期不少于五个工作日，满了再办任职。"))


def check_objections(unanswered: int, upheld: int) -> None:
    """Raises StaffingRefused while an objection waits, or where one was found true."""
    if unanswered:
        raise StaffingRefused("", _("还有 %(n)s 条异议没有答复：先核查、答复，再办任职。"), n=unanswered)
    if upheld:
        raise StaffingRefused("", _("有异议经核查影响任职：请退回考察或者终止，不能任职。"))


def erased_before(today: date, months: int) -> date:
    """What was closed before that day is past its term: its corresponding day `months` later has come and gone."""
    return after_months(today, -max(months, KEEP_LEAST))


def after_months(start: date, months: int) -> date:
    """试用期满之日: the corresponding day, or the last of a shorter month."""
    years, month = divmod(start.month - 1 + months, 12)
    for day in (start.day, 30, 29, 28):
        try:
            return date(start.year + years, month + 1, day)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
