"""What a street needs before a power starts, what keeps a decision from starting, and what a recall does. No database, no clock on the wall."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shaoxiang.duties.vocabulary import PowerType
from shaoxiang.empowerment.vocabulary import CapacityKind, Fate, RunningCaseRule, SendBackRule
from shaoxiang.forces.rules import Certificate, officers_among
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Unit
from shaoxiang.kernel.dated import too_far
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.text.papers import document_in
from shaoxiang.kernel.vocabulary import Vocabulary, _

WORDS_MAX = 2000
WORDS_LEAST = 4
OFFICERS_NEEDED = 2
EVALUATE_LEAST, EVALUATE_MOST, EVALUATE_MONTHS = 3, 36, 12
ARTICLE_24 = "行政处罚法(2021) 24"
SIGN_CLOCK, EVALUATE_CLOCK = "EMP_SIGN", "EMP_EVALUATE"
SIGN_SPEC = ClockSpec(SIGN_CLOCK, _("街道答复承接"), 10, Unit.DAY, DayType.WORKING)  # composed (示例)


def evaluate_spec(months: int) -> ClockSpec:
    """定期评估: the law says regularly, the decision says how often."""
    return ClockSpec(EVALUATE_CLOCK, _("定期评估"), months, Unit.MONTH, DayType.CALENDAR, law="行政处罚法(2021)", article="24")


class EmpowermentRefused(Refusal):
    """What was given does not do. `field` of the form; `reason` a msgid that says how to cure it; `facts` fill it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Which items to which streets, why, and how the handing-over is shaped."""

    units: tuple[int, ...]
    codes: tuple[str, ...]
    reason: str
    own_name: bool = True
    includes_inspection: bool = True
    includes_compulsion: bool = False
    exclusive: bool = True
    send_back_rule: str = SendBackRule.ON_REQUEST.value
    agreement_number: str = ""
    evaluate_months: int = EVALUATE_MONTHS

    def attributes(self) -> dict[str, Any]:
        return {
            "own_name": self.own_name, "includes_inspection": self.includes_inspection, "includes_compulsion": self.includes_compulsion,
            "exclusive": self.exclusive, "send_back_rule": self.send_back_rule, "agreement_number": self.agreement_number.strip(),
            "evaluate_months": self.evaluate_months,
        }


@dataclass(frozen=True, slots=True)
class Existing:
    """A decision that was in force before it came into this system."""

    department_id: int
    plan_on: date
    plan_meeting: str
    plan_document: str
    basis_on: date | None
    basis_authority: str
    basis_document: str
    published_on: date
    published_where: str
    in_force_on: date
    list_version_id: int | None = None


SETTLED_DAYS = 30  # composed: a decision younger than that is made here, not entered


class Lack(Vocabulary):
    """What is missing before the power may start; each says the cure. `%(unit)s` is the street, `%(n)s` a number."""

    OFFICERS = "OFFICERS", _(
        "%(unit)s：当天占本单位编制、持有效执法证的执法人员只有 %(n)s 人，要 2 人。请补办证件、上编或调配有证人员；补足以前，可以由派驻队伍在街道指挥下执法。"
    )
    LEGAL_REVIEWER = "LEGAL_REVIEWER", _(
        "%(unit)s：没有在岗的法制审核人员。请街道指定一个有人的岗位，在承接能力页确认；岗位上的人走了的，请先补人或改指别的岗位。"
    )
    TEMPLATES = "TEMPLATES", _("%(unit)s：没有确认文书格式。请部门提供格式文书，街道收到后在承接能力页确认。")
    FINES_ACCOUNT = "FINES_ACCOUNT", _("%(unit)s：没有确认罚没专户。请和财政局开通代收银行账户，再在承接能力页确认。")
    SEAL = "SEAL", _("%(unit)s：没有确认行政执法专用章。请刻制备案后在承接能力页确认。")
    PLAN = "PLAN", _("还没有工作方案：请记下开的什么会、什么文件。")
    BASIS = "BASIS", _("有处罚事项，还没有记自治区的决定（行政处罚法第二十四条）：请先记依据。")
    TRAINING = "TRAINING", _("还没有培训记录，或者没有讲解办案流程：请先培训，再记下来。")
    NOTICE = "NOTICE", _("还没有公布：决定应当公布，请先记在哪一版清单、什么地方公布。")


@dataclass(frozen=True, slots=True)
class Missing:
    lack: Lack
    unit_id: int = 0  # 0: the decision itself
    n: int = 0


@dataclass(frozen=True, slots=True)
class Capacity:
    """One street on one day: the certificates of its people, and the lines confirmed."""

    unit_id: int
    certificates: tuple[Certificate, ...] = ()
    confirmed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was done for a decision."""

    planned: bool = False
    based: bool = False
    trained: bool = False
    published: bool = False


def officers(capacity: Capacity, on: date) -> int:
    """Officers whose certificate is valid on the day, its last day included, each certificate once; auxiliaries never count."""
    return officers_among(capacity.certificates, on)


def needs_penalty(power_types: Collection[str]) -> bool:
    return PowerType.PENALTY.value in power_types


def shortages(capacity: Capacity, power_types: Collection[str], on: date) -> list[Missing]:
    """What a street lacks. An approval needs a reviewer, papers and a seal; a penalty also two officers and an account for fines."""
    found = []
    penalty = needs_penalty(power_types)
    if penalty and (n := officers(capacity, on)) < OFFICERS_NEEDED:
        found.append(Missing(Lack.OFFICERS, capacity.unit_id, n))
    for kind in CapacityKind:
        if kind is CapacityKind.FINES_ACCOUNT and not penalty:
            continue
        if kind.value not in capacity.confirmed:
            found.append(Missing(Lack(kind.value), capacity.unit_id))
    return found


def obstacles(capacities: Iterable[Capacity], power_types: Collection[str], prepared: Prepared, on: date) -> list[Missing]:
    """Everything that keeps a decision from starting on a day; empty: it may."""
    found = [] if prepared.planned else [Missing(Lack.PLAN)]
    if needs_penalty(power_types) and not prepared.based:
        found.append(Missing(Lack.BASIS))
    if not prepared.trained:
        found.append(Missing(Lack.TRAINING))
    if not prepared.published:
        found.append(Missing(Lack.NOTICE))
    for capacity in capacities:
        found += shortages(capacity, power_types, on)
    return found


HELD_NOTE = re.compile(r"行使：[^。]*。")
NOTE_MAX = 240


def held_note(note: str, holders: Sequence[tuple[str, date, date | None]]) -> str:
    """备注 of an item on the list: who exercises it, since when, until when. What else the note says stays.

    In Chinese: it is a word of the list. Too many for the space: their number, and where to read the names.
    """
    rest = HELD_NOTE.sub("", note).strip()
    named = "，".join(f"{name}（{since.isoformat()} 起{f'，{until.isoformat()} 收回' if until else ''}）" for name, since, until in holders)
    if not holders:
        named = "现在没有镇街"
    elif len(rest) + len(named) + 4 > NOTE_MAX:
        named = f"{len(holders)} 个镇街，名单和日期见赋权公开页"
    return f"{rest[: NOTE_MAX - len(named) - 4]}行使：{named}。"


def check_order(*steps: tuple[str, date | None]) -> None:
    """Days of steps, in the order they must have: none before the one before it. Raises EmpowermentRefused on the first that is."""
    last: date | None = None
    for field, day in steps:
        if day is None:
            continue
        if last is not None and day < last:
            raise EmpowermentRefused(field, _("日期不能早于上一步的 %(day)s：请核对后改。"), day=last.isoformat())
        last = day


def check_known(in_force_on: date, today: date, opened_on: date) -> None:
    """What began just now, or since this system is in use (`opened_on`), is no decision of the days before it: it goes the whole way, with all a street needs.

    Raises EmpowermentRefused.
    """
    if (today - in_force_on).days < SETTLED_DAYS:
        raise EmpowermentRefused(
            "in_force_on", _("生效不到 %(days)s 天的不能直接登记：请由部门提出，镇街签字，核查承接能力以后再生效。"), days=SETTLED_DAYS,
        )
    if in_force_on >= opened_on:
        raise EmpowermentRefused(
            "in_force_on", _("本系统从 %(day)s 起使用，这一天以后的决定不能直接登记：请由部门提出，镇街签字，核查承接能力以后再生效。"),
            day=opened_on.isoformat(),
        )


CONGRESS, GOVERNMENT = "人民代表大会常务委员会", "人民政府"


def provincial(region: str) -> tuple[str, str]:
    """行政处罚法 24 第一款 leaves it to the province: the standing committee of its people's congress, or its government. `region`: its full name."""
    return f"{region}{CONGRESS}", f"{region}{GOVERNMENT}"


def authority_named(words: str, region: str) -> str:
    """The full name of the authority that was written, in full or as people write it (自治区人民政府, 省人大常委会); "": it is neither of the two."""
    plain = words.strip().replace("人大常委会", CONGRESS)
    kinds = [kind for kind in ("自治区", "省") if region.endswith(kind)]
    for full, tail in zip(provincial(region), (CONGRESS, GOVERNMENT), strict=True):
        if plain == full or any(plain == f"{kind}{tail}" for kind in kinds):
            return full
    return ""


def check_basis(authority: str, document: str, region: str, *, prefix: str = "") -> str:
    """The full name of the authority: whoever decided is the province itself, and its decision has a number. Raises EmpowermentRefused."""
    full = authority_named(authority, region)
    if not full:
        one, other = provincial(region)
        raise EmpowermentRefused(
            f"{prefix}authority", _("处罚事项由%(one)s或者%(other)s决定交给镇街（行政处罚法第二十四条）：请选其中一个。"), one=one, other=other,
        )
    if not document_in(document):
        raise EmpowermentRefused(f"{prefix}document", _("请写这个决定的文号，例如“示例政发〔2020〕1号”：只写文件名不够。"))
    return full


def check_confirmed(words: str) -> None:
    """A seal, an account, a set of templates: said so that somebody finds it, by a number or in four characters at least. Raises EmpowermentRefused."""
    plain = "".join(one for one in words if one.isalnum())
    if len(plain) < WORDS_LEAST and not any(one.isdecimal() for one in plain):
        raise EmpowermentRefused("words", _("请写明有什么、在哪里，例如账户开户行、印章编号：写编号，或者至少四个字。"))


def check_start(in_force_on: date, today: date) -> None:
    """No penalty gets its power afterwards; what was in force before this house is entered as such. Raises EmpowermentRefused."""
    if in_force_on < today:
        raise EmpowermentRefused("in_force_on", _("生效日期最早是今天：过去的处罚不能事后补上权力。这里启用以前就生效的，请用“登记已经生效的赋权”。"))
    if too_far(in_force_on, today):
        raise EmpowermentRefused("in_force_on", _("日期最晚在一年以内：请核对年份。"))


def check_done(field: str, day: date, today: date) -> None:
    """A thing that was done cannot lie ahead. Raises EmpowermentRefused."""
    if day > today:
        raise EmpowermentRefused(field, _("这一天还没有到：请填已经发生的日期。"))


def check_words(field: str, words: str) -> str:
    """Raises EmpowermentRefused."""
    if not words.strip():
        raise EmpowermentRefused(field, _("请写明理由：有关单位会看到。"))
    if len(words) > WORDS_MAX:
        raise EmpowermentRefused(field, _("写得太长：请缩短到两千字以内。"))
    return words.strip()


def check_recall(effective_on: date, today: date, started: date, rule: str, receiving: int | None, running: int) -> None:
    """Raises EmpowermentRefused: before today, before it ever held, or handing over with nobody to receive."""
    if effective_on < today:
        raise EmpowermentRefused("effective_on", _("收回日期不能早于今天：已经办的案件有依据，不能倒着收回。"))
    if too_far(effective_on, today):
        raise EmpowermentRefused("effective_on", _("日期最晚在一年以内：请核对年份。"))
    if effective_on <= started:
        raise EmpowermentRefused("effective_on", _("收回日期要晚于生效日期 %(day)s。"), day=started.isoformat())
    if rule == RunningCaseRule.HAND_OVER and receiving is None:
        raise EmpowermentRefused("receiving", _("移交部门继续办的，请选接收部门。") if not running else _("有 %(n)s 件正在办：请选由哪个部门接收。"), n=running)


BARS = (Fate.NOT_FOR, Fate.UNLISTED, Fate.NOT_BEGUN)  # with one of these nothing is taken over: whole or not at all


def fate(valid_from: date, valid_to: date | None, on: date, *, heir_has: bool, applies: bool, listed: bool) -> Fate:
    """What becomes of one line of an ended street's unit if its heir takes over on a day."""
    if valid_to is not None:
        return Fate.ENDING
    if valid_from >= on:
        return Fate.NOT_BEGUN
    if heir_has:
        return Fate.HAS
    if not listed:
        return Fate.UNLISTED
    return Fate.GOES if applies else Fate.NOT_FOR


def check_succession(
    fates: Collection[Fate], *, street_ends: date | None, is_heir: bool, effective_on: date, decided_on: date, today: date, basis: str, document: str,
    planned: bool = False,
) -> None:
    """`street_ends`: the day the unit's street ended, or (`planned`) ends by a change that is decided. Raises EmpowermentRefused."""
    if street_ends is None or (street_ends > today and not planned):
        raise EmpowermentRefused("", _("只有街道已经撤并、或撤并已经决定的单位才整体承接：别的请收回，再由部门提出赋权。"))
    if planned and effective_on != street_ends:
        raise EmpowermentRefused("effective_on", _("街道 %(day)s 撤并：承接要从同一天起，不早也不晚。"), day=street_ends.isoformat())
    if not is_heir:
        raise EmpowermentRefused("", _("只能由承接这个街道的单位承接。"))
    if effective_on < today:
        raise EmpowermentRefused("effective_on", _("承接日期不能早于今天：已经办的案件有依据，不能倒着改。"))
    check_done("decided_on", decided_on, today)
    if not basis.strip() or not document.strip():
        raise EmpowermentRefused("document" if basis.strip() else "basis", _("请写明依据哪条法律、哪一号文件决定的。"))
    if not {Fate.GOES, Fate.HAS} & set(fates):
        raise EmpowermentRefused("", _("它名下没有可以承接的权力事项。"))
    if any(one in BARS for one in fates):
        raise EmpowermentRefused("", _("有的事项承接不了：请照每一项旁边写的先办，再来登记。要么整体承接，要么都不动。"))


def holds(valid_from: date | None, valid_to: date | None, on: date) -> bool:
    """Is the power the street's on that day? `valid_to` is the first day it no longer is."""
    return valid_from is not None and valid_from <= on and (valid_to is None or on < valid_to)


def check_overturned(number: str, by_name: str, document: str, decided_on: date, overturned_on: date, today: date) -> None:
    """What is written down of a decision that was annulled or changed. Raises EmpowermentRefused."""
    for field, value, sentence in (
        ("number", number, _("请写明被撤销、变更的决定的文号。")), ("by_name", by_name, _("请写明是哪个复议机关、哪个法院。")),
        ("document", document, _("请写明复议决定书或者判决书的文号。")),
    ):
        if not value.strip():
            raise EmpowermentRefused(field, sentence)
    if overturned_on > today:
        raise EmpowermentRefused("overturned_on", _("日期还没有到：作出以后再登记。"))
    if overturned_on < decided_on:
        raise EmpowermentRefused("overturned_on", _("撤销、变更不能早于决定本身：请核对两个日期。"))
