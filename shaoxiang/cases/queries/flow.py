"""The flow of a case printed from its table: for the page, the documents and whoever argues about it."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.utils.translation import gettext, override

from shaoxiang.cases.access import GRANTS
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.queries import case_limits
from shaoxiang.cases.rules import CASE_LIMITS
from shaoxiang.cases.vocabulary import ENDED, CaseStatus
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.flow import Move

STEP_CLOCKS, EVERY = "CASE_STEP_*", "*"


@dataclass(frozen=True, slots=True)
class FlowRow:
    """One move in words."""

    name: str
    label: str
    sources: list[str]
    target: str
    starts: list[str]
    stops: list[str]
    suspends: list[str]
    resumes: list[str]
    who: list[str]
    rule: str


def flow_rows(limits: dict[str, ClockSpec] | None = None) -> list[FlowRow]:
    """The table of moves, in its own order; `limits` default to those in force."""
    known = case_limits() if limits is None else limits
    return [_row(move, known) for move in CASE_FLOW]


def _row(move: Move, limits: dict[str, ClockSpec]) -> FlowRow:
    def clocks(codes: tuple[str, ...]) -> list[str]:
        return [_clock_words(code, limits) for code in codes]

    return FlowRow(
        move.name, gettext(move.label), [gettext(CaseStatus(source).label) for source in move.sources],
        gettext(CaseStatus(move.target).label) if move.target else gettext("不变"),
        clocks(move.starts), clocks(move.stops), clocks(move.suspends), clocks(move.resumes), who_may(move.name), move.rule,
    )


def _clock_words(code: str, limits: dict[str, ClockSpec]) -> str:
    if code == EVERY:
        return gettext("全部时限")
    if fnmatchcase(code, STEP_CLOCKS) or code == STEP_CLOCKS:
        return gettext("类别的环节时限")
    return gettext(limits[code].label) if code in limits else code


def who_may(move: str) -> list[str]:
    """The roles a move is open to, in the order of the role list."""
    roles = {role for grant in GRANTS.get(move, ()) for role in grant.roles}
    words = [gettext(role.label) for role in Role if role.value in roles]
    return words + [word for code, word in (("RESIDENT", gettext("居民")), ("SYSTEM", gettext("系统")), ("INTERFACE", gettext("外部系统"))) if code in roles]


def limit_rows(limits: dict[str, ClockSpec] | None = None) -> list[ClockSpec]:
    return list((case_limits() if limits is None else limits).values())


def limit_words(spec: ClockSpec) -> str:
    """5 个工作日, 2 小时 …"""
    return gettext("%(n)d %(unit)s（%(how)s）") % {"n": spec.amount, "unit": gettext(spec.unit.label), "how": gettext(spec.day_type.label)}


def case_flow_markdown() -> str:
    """`docs/generated/case-flow.md`: the shipped table and its diagram, in Chinese, whatever language is active."""
    with override("zh-hans"):
        lines = ["# 事件流程", "", "由 `shaoxiang/cases/flows.py` 打印，请勿手改。", "", "```mermaid", CASE_FLOW.diagram().rstrip(), "```", "", "## 动作", "",
                 "| 动作 | 从 | 到 | 谁能办 | 起算 | 停止 | 中止 / 恢复 | 依据 |", "| --- | --- | --- | --- | --- | --- | --- | --- |"]
        for row in flow_rows(dict(CASE_LIMITS)):
            pause = "；".join([*(f"中止 {one}" for one in row.suspends), *(f"恢复 {one}" for one in row.resumes)])
            words = ["、".join(one) for one in (row.sources, row.who, row.starts, row.stops)]
            cells = [f"{row.label} `{row.name}`", words[0], row.target, *words[1:], pause, row.rule]
            lines.append("| " + " | ".join(cell or "—" for cell in cells) + " |")
        lines += ["", "## 环节时限（类别没有规定时）", "", "| 代码 | 环节 | 时限 | 可延 | 依据 |", "| --- | --- | --- | --- | --- |"]
        for spec in limit_rows(dict(CASE_LIMITS)):
            law = f"{spec.law} {spec.article}".replace(" -", "").strip() or "本产品默认，可由业务管理员调整"
            lines.append(f"| {spec.code} | {spec.label} | {limit_words(spec)} | {spec.extension_cap or '—'} | {law} |")
        return "\n".join(lines) + "\n"


# --- the diagram on the page: boxes on a grid, arrows from the table ---------------------------------------------------

BOX_W, BOX_H, GAP_X, GAP_Y = 104, 40, 46, 46
PLACES: dict[CaseStatus, tuple[int, int]] = {
    CaseStatus.REPORTED: (0, 1), CaseStatus.ACCEPTED: (1, 1), CaseStatus.DISPATCHED: (2, 1), CaseStatus.HANDLING: (3, 1), CaseStatus.HANDLED: (4, 1),
    CaseStatus.VERIFIED: (5, 1), CaseStatus.CLOSED: (6, 1), CaseStatus.DECLINED: (0, 0), CaseStatus.OBJECTED: (2, 0), CaseStatus.SUSPENDED: (3, 0),
    CaseStatus.WITHDRAWN: (1, 0), CaseStatus.MERGED: (4, 0),
}


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    label: str
    ended: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    path: str
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    boxes: list[Box]
    arrows: list[Arrow]


def drawing() -> Drawing:
    """Boxes and arrows of the status changes; moves between the same two statuses share an arrow."""
    pairs: dict[tuple[CaseStatus, CaseStatus], list[str]] = {}
    for move in CASE_FLOW:
        if move.target is not None:
            for source in move.sources:
                pairs.setdefault((CaseStatus(source), CaseStatus(move.target)), []).append(gettext(move.label))
    ended = ENDED
    boxes = [Box(_left(column), _top(row), gettext(status.label), status in ended) for status, (column, row) in PLACES.items()]
    arrows = [Arrow(_path(PLACES[source], PLACES[target]), " / ".join(labels)) for (source, target), labels in pairs.items()]
    return Drawing(_left(6) + BOX_W + 8, _top(1) + BOX_H + 95, boxes, arrows)


def _left(column: int) -> int:
    return 8 + column * (BOX_W + GAP_X)


def _top(row: int) -> int:
    return 8 + row * (BOX_H + GAP_Y)


def _path(source: tuple[int, int], target: tuple[int, int]) -> str:
    (from_column, from_row), (to_column, to_row) = source, target
    x1, x2 = _left(from_column), _left(to_column)
    y1, y2 = _top(from_row) + BOX_H // 2, _top(to_row) + BOX_H // 2
    if from_row == to_row and to_column - from_column == 1:
        return f"M{x1 + BOX_W} {y1}H{x2 - 6}"
    if from_row == to_row:  # over several boxes: a bow below, deeper the farther
        depth = _top(1) + BOX_H + 12 + 15 * abs(to_column - from_column)
        lean = 14 if to_column > from_column else -14
        return f"M{x1 + BOX_W // 2 + lean} {y1 + BOX_H // 2}C{x1 + BOX_W // 2 + lean} {depth} {x2 + BOX_W // 2} {depth} {x2 + BOX_W // 2} {y2 + BOX_H // 2 + 6}"
    up = to_row < from_row
    shift = 16 if up else -16
    start, end = (_top(from_row), _top(to_row) + BOX_H + 6) if up else (_top(from_row) + BOX_H, _top(to_row) - 6)
    return f"M{x1 + BOX_W // 2 + shift} {start}L{x2 + BOX_W // 2 + shift} {end}"
