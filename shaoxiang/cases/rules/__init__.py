"""Decisions of the case room: no database, no clock on the wall."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shaoxiang.cases.vocabulary import AppealKind, ClosureLevel, LimitSet, Source, SuspendReason, Urgency
from shaoxiang.duties.rules import LimitLine
from shaoxiang.duties.vocabulary import LimitStep, LimitUnit
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Unit
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.vocabulary import _

DESCRIPTION_MAX = 5000
TITLE_FROM_DESCRIPTION = 40
CALL_BACK_ATTEMPTS = 3


class ReportRefused(Refusal):
    """What was reported cannot be taken; `field` names the input, `reason` says how to cure it."""


class Unlisted(ReportRefused):
    """A street is to be given by hand what no list gives it: the page shows the ways on (门)."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report as it came in. lon/lat: WGS-84 degrees; raw_*: the device's own fix in `raw_crs`, kept apart."""

    source: Source
    kind: AppealKind
    description: str
    type_code: str = ""
    lon: float | None = None
    lat: float | None = None
    raw_lon: float | None = None
    raw_lat: float | None = None
    raw_crs: str = ""
    accuracy_m: float | None = None
    grid_id: int | None = None  # a grid chosen from a list instead of a point
    address: str = ""
    anonymous: bool = False
    private: bool = True
    wants_call_back: bool = True
    client_id: str = ""
    urgency: str = ""  # 急缓 of a hotline matter (Urgency); empty: judged by danger
    reporter: Mapping[str, str] = field(default_factory=dict)
    consent: bool = False  # 代报: the person spoken for has agreed
    found_at: datetime | None = None  # when it was written down on the spot, where that was before it came in


def check(report: Report) -> Report:
    """The report with its text tidied. Raises ReportRefused; a missing type or place is no reason to refuse."""
    text = tidy(report.description)
    if not text:
        raise ReportRefused("description", _("请用一两句话写明是什么问题。"))
    if len(text) > DESCRIPTION_MAX:
        raise ReportRefused("description", _("内容太长：最多 5000 字。请留下要点，其余可作为附件上传。"))
    if report.source == Source.PROXY:
        _check_proxy(report)
    if (report.lon is None) != (report.lat is None):
        raise ReportRefused("lon", _("经度和纬度要成对填写。"))
    if report.lon is not None and report.lat is not None and not (-180 <= report.lon <= 180 and -90 <= report.lat <= 90):
        raise ReportRefused("lon", _("坐标超出范围：经度 -180 到 180，纬度 -90 到 90。"))
    return _replace(report, description=text, address=tidy(report.address)[:200])


def _check_proxy(report: Report) -> None:
    """代报: with the person's consent, and with a way to reach that person."""
    if not report.consent:
        raise ReportRefused("consent", _("代人上报前，请先征得本人同意，再勾选“本人同意”。"))
    if not any(report.reporter.get(name) for name in ("name", "phone")):
        raise ReportRefused("name", _("代人上报要写本人的称呼或电话，好给本人回话；内容存进保密库。"))


def _replace(report: Report, **changes: str) -> Report:
    return replace(report, **changes)  # type: ignore[arg-type]


# Controls break pages and exports; bidirectional marks let a text show itself backwards. Emoji and every script stay.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")


def tidy(text: str) -> str:
    """The text without control characters and direction overrides, line ends made one."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def title_of(description: str, type_name: str = "") -> str:
    """The first sentence, at most 40 characters, led by the type's name where known."""
    first = re.split(r"[。！？!?\n]", description, maxsplit=1)[0].strip() or description.strip()
    short = first if len(first) <= TITLE_FROM_DESCRIPTION else first[: TITLE_FROM_DESCRIPTION - 1] + "…"
    return f"{type_name}：{short}" if type_name else short


APPROVERS = "OFFICE_HEAD DEPARTMENT_HEAD STREET_DESK DISTRICT_DESK"
# 环节时限 where the type says nothing. Amounts without a law are the product's defaults (composed) and editable.
CASE_LIMITS: dict[str, ClockSpec] = {
    spec.code: spec
    for spec in (
        ClockSpec("CASE_ACCEPT", _("受理"), 2, Unit.HOUR, DayType.CLOCK, law="北京市接诉即办(地方标准征求意见稿报道2021)", article="-"),
        ClockSpec("CASE_DISPATCH", _("派单"), 2, Unit.WORKING_HOUR, DayType.WORKING),
        ClockSpec("CASE_SIGN", _("签收"), 4, Unit.WORKING_HOUR, DayType.WORKING),
        ClockSpec(
            "CASE_HANDLE", _("处置"), 5, Unit.DAY, DayType.WORKING, extension_cap=5, approver_role=APPROVERS,
            suspension_codes=tuple(reason.value for reason in SuspendReason), law="济南市12345市民服务热线条例", article="24",
        ),
        ClockSpec("CASE_RULE", _("异议裁定"), 1, Unit.DAY, DayType.WORKING),
        ClockSpec("CASE_REDO", _("返工重办"), 2, Unit.DAY, DayType.WORKING),
        ClockSpec("CASE_VERIFY", _("核查"), 1, Unit.DAY, DayType.WORKING),
        ClockSpec("CASE_CALL_BACK", _("回访"), 3, Unit.DAY, DayType.WORKING, law="北京市接诉即办工作条例", article="23"),
        ClockSpec("CASE_RATING", _("差评核实"), 1, Unit.DAY, DayType.WORKING, law="安阳市政务服务条例", article="52"),
        # 个人信息保护法 50 asks for a convenient way without naming days; 15 working days are the product's own (composed): docs/laws
        ClockSpec("DATA_REQUEST", _("个人信息申请答复"), 15, Unit.DAY, DayType.WORKING),
        ClockSpec("CASE_CONFIRM", _("居民确认期"), 7, Unit.DAY, DayType.CALENDAR, rolls=False),
        ClockSpec("CASE_FINDER", _("发现人异议期"), 3, Unit.DAY, DayType.CALENDAR, rolls=False),
    )
}

COUNTED: dict[LimitUnit, tuple[Unit, DayType]] = {
    LimitUnit.MINUTE: (Unit.MINUTE, DayType.CLOCK),
    LimitUnit.HOUR: (Unit.HOUR, DayType.CLOCK),
    LimitUnit.WORKING_HOUR: (Unit.WORKING_HOUR, DayType.WORKING),
    LimitUnit.CALENDAR_DAY: (Unit.DAY, DayType.CALENDAR),
    LimitUnit.WORKING_DAY: (Unit.DAY, DayType.WORKING),
}


def handling_specs(limits: Iterable[LimitLine], default: ClockSpec) -> list[ClockSpec]:
    """The handling clocks of a type: the limit that closes it is CASE_HANDLE, each other step a clock of its own.

    Without a closing limit (an emergency that only names the arrival) the general handling limit closes it.
    """
    specs = [_limit_spec(default.code if limit.closes else f"CASE_STEP_{limit.step.upper()}", limit, default) for limit in limits if limit.amount]
    return specs if any(spec.code == default.code for spec in specs) else [*specs, default]


def _limit_spec(code: str, limit: LimitLine, default: ClockSpec) -> ClockSpec:
    unit, day_type = COUNTED[LimitUnit(limit.unit)]
    return ClockSpec(
        code, LimitStep.label_of(limit.step), limit.amount, unit, day_type,
        extension_cap=limit.amount if code == default.code else None, approver_role=default.approver_role,
        suspension_codes=default.suspension_codes,
    )


# --- 热线时限 ----------------------------------------------------------------------------------------------------------

HOTLINE_SOURCES = (Source.HOTLINE, Source.TELEPHONE)
TIERS: Mapping[Urgency, str] = {Urgency.EMERGENCY: "HOT_T1", Urgency.UTILITY: "HOT_T2", Urgency.ORDINARY: "HOT_T3", Urgency.COMPLEX: "HOT_T4"}
FIVE_DAYS_CLOCK = "HOT_FINISH_5WD"


def urgency_of(chosen: str, *, danger: bool) -> Urgency:
    """急缓 as chosen; where nobody chose, danger to life makes it an emergency."""
    return Urgency(chosen) if chosen else Urgency.EMERGENCY if danger else Urgency.ORDINARY


def hotline_clock(limit_set: str, urgency: str) -> str:
    """Code of the clock (legal_clocks.csv) a hotline matter is answered under; "" where the types' limits alone hold."""
    if limit_set == LimitSet.FIVE_DAYS:
        return FIVE_DAYS_CLOCK
    return TIERS[Urgency(urgency)] if limit_set == LimitSet.TIERED and urgency else ""


def as_handling(clock: ClockSpec, default: ClockSpec) -> ClockSpec:
    """A hotline clock in the place of the handling limit: its own amount, label and article; moves, approvers and suspensions of the handling limit.

    Extended once by as much again at most, with reasons told (北京市接诉即办工作条例 15), where its own article names no cap.
    """
    return replace(
        default, label=clock.label, amount=clock.amount, unit=clock.unit, day_type=clock.day_type, rolls=clock.rolls,
        extension_cap=clock.extension_cap or clock.amount, law=clock.law, article=clock.article,
    )


def goes_straight(*, type_given: bool, kind: AppealKind, mode: str, gap: bool, one_street: bool, located: bool) -> bool:
    """职责清楚的直接派单 (北京市接诉即办工作条例 12): type and place known, one street, an owner on the list, no mere question."""
    return type_given and located and one_street and not gap and kind != AppealKind.CONSULT and mode not in ("STREET_DESK", "DISTRICT_DESK", "")


def closure_level(mode: str, *, settled_by_grid: bool, lead_is_street: bool) -> ClosureLevel:
    """化解层级 of the force that solved it; stationed forces work under the street's command."""
    if settled_by_grid or mode == "GRID":
        return ClosureLevel.GRID
    if mode == "COMMUNITY":
        return ClosureLevel.COMMUNITY
    if lead_is_street or mode in ("STREET_OFFICE", "FULL_TRANSFER", "STATIONED"):
        return ClosureLevel.STREET
    return ClosureLevel.DISTRICT


def asks_resident(source: str) -> bool:
    """Is there someone outside to ask whether it is solved? What a patrol found, the verifier alone confirms."""
    return source not in (Source.PATROL, Source.SUPERIOR)


def may_reopen(*, closed_at: datetime | None, window_ends_at: datetime | None, at: datetime) -> bool:
    """Before closing always; afterwards inside the window."""
    return closed_at is None or (window_ends_at is not None and at < window_ends_at)


def next_call_back(attempts: int, at: datetime) -> datetime | None:
    """When to try again after nobody answered: next day, at most three times; then the window decides."""
    return None if attempts >= CALL_BACK_ATTEMPTS else at + timedelta(days=1)


# --- the grid worker's phone -------------------------------------------------------------------------------------------

MADE_LATEST = timedelta(minutes=10)  # a telephone's clock may run this far ahead
MADE_EARLIEST = timedelta(days=30)


def made_at(claimed: datetime | None, *, received_at: datetime) -> datetime | None:
    """When something was written down on the spot, by the telephone's own clock; None where that clock cannot be right."""
    if claimed is None or not received_at - MADE_EARLIEST <= claimed <= received_at + MADE_LATEST:
        return None
    return min(claimed, received_at)


def says_enough(type_name: str) -> bool:
    """Does the type alone say what is wrong, so that words may be left out? "其他…" does not."""
    return bool(type_name) and not type_name.startswith(("其他", "其它"))


def stamp(status: str, handled_at: datetime | None) -> str:
    """How far a case had come when it was looked at: whoever acts offline says which state he saw."""
    return f"{status}@{handled_at.isoformat() if handled_at else ''}"
