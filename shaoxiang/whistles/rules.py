"""Decisions about whistles: who may blow, whether it is complete, the limits of each unit, the ladder, the points. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from shaoxiang.cases.rules import COUNTED
from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Sense, Unit
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.vocabulary import Vocabulary, _
from shaoxiang.whistles.vocabulary import ACK, APPRAISE, APPROVE, ARRIVE, CONFIRM, FINISH, NEXT_LEVEL, PAUSE, VERIFY, Band, Cause, Level, Point

DOMAIN = "whistle"
KNOWN_MAX, WORDS_MAX, TASK_MAX, UNITS_MAX = 2000, 2000, 200, 12
LOW_SCORE = 2  # reasons are compulsory from here down (W6)
SCORES = range(1, 6)
AT_ONCE = timedelta(0)

# What a district may set; all composed (mechanisms §7, marks I), each with its least and greatest value.
SETTINGS: Mapping[str, tuple[int, int, int]] = {
    "repeat_days": (30, 1, 365),  # W8
    "repeat_metres": (200, 20, 2000),
    "repeats_for_key_issue": (3, 2, 20),
    "verify_working_days": (1, 1, 10),
    "approve_working_hours": (2, 1, 40),
    "appraise_working_days": (5, 1, 20),
    "band_low": (2, 0, 99),  # whistles per hundred cases
    "band_high": (15, 1, 100),
    "band_cases": (30, 1, 1000),  # fewer cases than this say nothing
}


class WhistleRefused(Refusal):
    """The act cannot be done so; `field` names the input, `reason` (a Chinese msgid, `facts` in it) says how to cure it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the ladder: whom it reaches, how long after the rung before."""

    level: Level
    amount: int
    unit: LimitUnit


@dataclass(frozen=True, slots=True)
class Limit:
    amount: int
    unit: LimitUnit


@dataclass(frozen=True)
class Terms:
    """A version of a type, as the rules read it. Role lists hold role codes."""

    code: str
    blown_by: frozenset[str]
    blown_through: frozenset[str]
    approved_by: frozenset[str]
    ack: Limit
    arrive: Limit | None
    arrive_agreed: bool
    finish: Limit | None
    ladder: tuple[Step, ...]
    confirm_minutes: int = 10
    objection_stops: bool = True


@dataclass(frozen=True, slots=True)
class UnitAsked:
    """One unit to be called: the body that comes, whether it leads, what it is asked to do."""

    body_id: int
    lead: bool = False
    task: str = ""


@dataclass(frozen=True)
class Call:
    """What is known when a whistle is written. Coordinates WGS-84, longitude first."""

    type_code: str
    known: str = ""
    address: str = ""
    subject_code: str = ""
    power_needed: str = ""
    cited_list: str = ""
    cited_item: str = ""
    units: tuple[UnitAsked, ...] = ()
    lon: float | None = None
    lat: float | None = None
    life: bool = False
    going_on: bool = False
    agreed_at: datetime | None = None
    case_id: int | None = None
    title: str = ""


class Way(Vocabulary):
    """How a whistle of a type goes out when this person blows it."""

    AT_ONCE = "AT_ONCE", _("直接吹哨")
    APPROVED = "APPROVED", _("批准后吹哨")
    CONFIRMED = "CONFIRMED", _("先吹哨，街道随后确认")


def way(terms: Terms, roles: Collection[str], *, community: bool) -> Way:
    """Raises WhistleRefused where these roles may not blow this type. A community's emergency goes out at once; the street confirms after."""
    held = frozenset(roles)
    if held & terms.blown_by:
        if community:
            return Way.CONFIRMED if not terms.approved_by else Way.APPROVED
        return Way.AT_ONCE if not terms.approved_by or held & terms.approved_by else Way.APPROVED
    if held & terms.blown_through:
        return Way.APPROVED
    raise WhistleRefused("type_code", _("您的岗位不能吹这一类哨：请换一类，或者请有权吹的岗位来吹。"))


def check_draft(call: Call) -> None:
    """What even a draft must keep to. Raises WhistleRefused."""
    if len(call.known) > KNOWN_MAX:
        raise WhistleRefused("known", _("已知情况最多 2000 字，请写短一些。"))
    if len(call.units) > UNITS_MAX:
        raise WhistleRefused("units", _("一次哨最多叫 12 个单位；再多请走协调调度会。"))
    bodies = [unit.body_id for unit in call.units]
    if len(set(bodies)) != len(bodies):
        raise WhistleRefused("units", _("同一个单位只能叫一次。"))
    if any(len(unit.task) > TASK_MAX for unit in call.units):
        raise WhistleRefused("units", _("请单位做什么，每条最多 200 字。"))
    if (call.lon is None) != (call.lat is None):
        raise WhistleRefused("address", _("坐标要经度、纬度都有，或者都没有。"))


def check(call: Call, terms: Terms, *, at: datetime) -> None:
    """吹哨前信息要齐 (W1, T2): place, type, what is known, what power is needed, ground on the list, one lead. Raises WhistleRefused, the first of `faults`."""
    for fault in faults(call, terms, at=at):
        raise fault


def faults(call: Call, terms: Terms, *, at: datetime) -> Iterator[WhistleRefused]:
    """Everything that is missing or wrong, so that it can be said at once."""
    try:
        check_draft(call)
    except WhistleRefused as refused:
        yield refused
    for name, value, sentence in (
        ("address", call.address, _("请写明地点：到哪里去。")),
        ("subject_code", call.subject_code, _("请选定是哪一类问题。")),
        ("known", call.known, _("请写明已经知道的情况：看到了什么、有没有人受伤、街道已经做了什么。")),
        ("power_needed", call.power_needed, _("请写明需要对方的什么权力：街道自己为什么办不了。")),
        ("cited_item", call.cited_item, _("请选定清单依据：哪一条说这件事该由对方来。")),
    ):
        if not value.strip():
            yield WhistleRefused(name, sentence)
    if not call.units:
        yield WhistleRefused("units", _("请至少叫一个单位。"))
    elif sum(unit.lead for unit in call.units) != 1:
        yield WhistleRefused("units", _("一次哨有且只有一个主责单位：请指定一个。"))
    if call.agreed_at is not None and call.agreed_at <= at:
        yield WhistleRefused("agreed_at", _("约定到场时间要在现在之后。"))
    if terms.arrive_agreed and not call.going_on and call.agreed_at is None:
        yield WhistleRefused("agreed_at", _("请约定到场时间；违法行为正在发生的，请勾选“正在发生”。"))


# --- clocks -----------------------------------------------------------------------------------------------------------

LABELS: Mapping[str, str] = {
    ACK: _("签收哨"), ARRIVE: _("报到"), FINISH: _("办完这次哨"), CONFIRM: _("街道确认"), APPROVE: _("批准吹哨"), VERIFY: _("核查"),
    APPRAISE: _("评哨"), PAUSE: _("中止到期"),
    **{f"{NEXT_LEVEL}{cause.value}": _("升到上一级") for cause in Cause},
}


def spec(code: str, limit: Limit, *, wait: bool = False) -> ClockSpec:
    """A clock of the whistle; the district's own (no law names these limits)."""
    unit, day_type = COUNTED[limit.unit]
    return ClockSpec(code, LABELS[code], limit.amount, unit, day_type, domain=DOMAIN, rolls=False, sense=Sense.WAIT if wait else Sense.LIMIT)


def unit_specs(terms: Terms, *, at: datetime, agreed_at: datetime | None, going_on: bool) -> list[ClockSpec]:
    """签收、报到、办结 of one unit. An agreed time is the arrival limit unless the act is going on now."""
    found = [spec(ACK, terms.ack)]
    if agreed_at is not None and agreed_at > at and not going_on:
        found.append(ClockSpec(ARRIVE, LABELS[ARRIVE], ceil((agreed_at - at) / timedelta(minutes=1)), Unit.MINUTE, DayType.CLOCK, domain=DOMAIN))
    elif terms.arrive is not None:
        found.append(spec(ARRIVE, terms.arrive))
    if terms.finish is not None:
        found.append(spec(FINISH, terms.finish))
    return found


def finish_spec(terms: Terms) -> list[ClockSpec]:
    """办结 again, for a unit that goes on after a check that failed."""
    return [spec(FINISH, terms.finish)] if terms.finish is not None else []


# --- the ladder (W10) -------------------------------------------------------------------------------------------------


def rung_spec(cause: Cause, step: Step) -> ClockSpec:
    """The wait before a rung; it warns nobody and colours nothing."""
    return spec(f"{NEXT_LEVEL}{cause.value}", Limit(step.amount, step.unit), wait=True)


def cause_of(code: str) -> Cause | None:
    """Why a clock of this code calls for the ladder: the limit itself, or the wait before the next rung."""
    known = {ACK: Cause.ACK, ARRIVE: Cause.ARRIVE, FINISH: Cause.FINISH, **{f"{NEXT_LEVEL}{cause}": cause for cause in Cause}}
    return known.get(code)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one unit stands, as the ladder asks."""

    acknowledged: bool
    arrived: bool
    done: bool
    released: bool = False


def still_missing(cause: Cause, unit: Standing) -> bool:
    """Is what was late still not there? Who has not even acknowledged climbs by that alone, not by the later limits too."""
    if unit.released or unit.done:
        return False
    if cause == Cause.ACK:
        return not unit.acknowledged
    if cause == Cause.ARRIVE:
        return unit.acknowledged and not unit.arrived
    return unit.acknowledged


# --- points -----------------------------------------------------------------------------------------------------------


def check_scores(scores: Mapping[str, int], reasons: str) -> None:
    """评哨四项 (W6): each 1 to 5; low ones need reasons. Raises WhistleRefused."""
    for point in Point:
        if scores.get(point.value) not in SCORES:
            raise WhistleRefused(point.value.lower(), _("四项都要打分，1 到 5 分。"))
    if min(scores.values()) <= LOW_SCORE and not reasons.strip():
        raise WhistleRefused("reasons", _("有一项打了 2 分或更低，请写明理由；对方马上能看到，也可以申辩。"))


def check_whistle_points(points: Collection[bool], words: str) -> None:
    """单位评哨 (W7): where it says no, it says why. Raises WhistleRefused."""
    if not all(points) and not words.strip():
        raise WhistleRefused("words", _("有一项选了“否”，请写明理由：街道看得到，才能改进。"))


def band(whistles: int, cases: int, *, low: int, high: int, least: int) -> Band:
    """吹哨率 as a band: whistles per hundred cases of the street. Too few cases say nothing."""
    if cases < least:
        return Band.FEW
    rate = 100 * whistles / cases
    if rate < low:
        return Band.LOW
    return Band.HIGH if rate > high else Band.USUAL


def suggests_key_issue(repeats: int, limit: int) -> bool:
    """同一处同类第三次 (W8): this one and those it is linked with."""
    return repeats >= limit


# --- what an administrator may set ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TypeChange:
    """A new version of a type, as typed."""

    blown_by: Sequence[str]
    blown_through: Sequence[str]
    approved_by: Sequence[str]
    ack: Limit
    arrive: Limit | None
    arrive_agreed: bool
    finish: Limit | None
    confirm_minutes: int
    objection_stops: bool
    ladder: Sequence[Step]
    reason: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)  # role codes there are


def check_type(change: TypeChange, *, emergency: bool) -> None:
    """Raises WhistleRefused. An emergency is never held up by an approval, and its arrival is never stopped by an objection (W2)."""
    if not change.blown_by:
        raise WhistleRefused("blown_by", _("至少要有一个岗位能吹这一类哨。"))
    unknown = {*change.blown_by, *change.blown_through, *change.approved_by} - set(change.roles)
    if unknown:
        raise WhistleRefused("blown_by", _("没有这个角色，请从列表中选择。"))
    if emergency and change.approved_by:
        raise WhistleRefused("approved_by", _("应急哨不设批准：先来人，事后补记。"))
    if emergency and change.objection_stops:
        raise WhistleRefused("objection_stops", _("应急哨的到场不能因异议停下。"))
    if change.ack.amount < 1:
        raise WhistleRefused("ack_amount", _("签收时限至少是 1。"))
    if change.arrive is None and not change.arrive_agreed:
        raise WhistleRefused("arrive_amount", _("请写明报到时限，或者改为约定时间。"))
    if not 1 <= change.confirm_minutes <= 120:
        raise WhistleRefused("confirm_minutes", _("街道确认的时限在 1 到 120 分钟之间。"))
    levels = [step.level for step in change.ladder]
    order = list(Level)
    if not levels or levels != sorted(set(levels), key=order.index):
        raise WhistleRefused("ladder", _("升级阶梯要从低到高，每一级只写一次，至少一级。"))
    if not change.reason.strip():
        raise WhistleRefused("reason", _("请写一句为什么改：以后看记录的人要知道。"))
