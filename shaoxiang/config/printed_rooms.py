"""The tables of whistles and coordination as pages of docs/generated: flows, types, who may do what. Printed from code and the national profile."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files

from shaoxiang.coordination import access as coordination_access
from shaoxiang.coordination.flows import COORDINATION_FLOW, MEETING_FLOW, TASK_FLOW
from shaoxiang.dispatch.flows import ORDER_FLOW
from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Grant, Grants
from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.whistles import access as whistle_access
from shaoxiang.whistles.flows import WHISTLE_FLOW
from shaoxiang.whistles.rules import LABELS
from shaoxiang.whistles.vocabulary import ArriveMode, Level

TYPES = ("profiles", "national", "whistle_types.csv")
OUTSIDERS = {"RESIDENT": "居民", "INTERFACE": "外部系统", "INTERFACE_OF_DISTRICT": "区级外部系统", "SYSTEM": "系统"}
# Rows of a grant in words: (field of the row, field of the actor), or the name of its `via`.
ROWS = {
    ("blown_unit_id", "unit_id"): "本镇街吹的", ("matter__community_id", "community_id"): "地点在本社区的", ("drafted_by", "assignment_id"): "本人起草的",
    ("office_id", "office_id"): "叫到本科室（本队）的那一份", ("unit_id", "unit_id"): "叫到本单位的那一份", ("matter__street_id", "street_id"): "本镇街的",
    ("body_id", "office_id"): "给本科室的", ("case__matter__street_id", "street_id"): "本镇街事项的", ("chair_post_id", "post_id"): "本人主持的",
}
VIA = {
    "called_my_office": "叫过本科室（本队）的", "called_my_unit": "叫过本单位的", "names_my_unit": "涉及本单位的", "names_my_office": "涉及本科室的",
    "below_the_district": "区级会议以下的", "at_an_upper_level": "联席和区级会议的", "at_my_meeting": "本单位会上的", "chaired_by_me": "本人主持的会上的",
    "raised_by_my_unit": "本单位提请的", "on_department_duties": "涉及部门职责的", "summons_my_unit": "通知到本单位的", "summons_my_office": "通知到本科室的",
    "called_by_the_district": "区里召集的",
}


def pages() -> dict[str, str]:
    """File name -> text. Call with the language set."""
    return {"whistle-flow.md": _whistles(), "coordination-flow.md": _coordination(), "whistle-types.md": _types(), "access-rooms.md": _access()}


# --- flows ------------------------------------------------------------------------------------------------------------


def _whistles() -> str:
    return _page(
        "哨的流程 The life of a whistle", "whistles/flows.py、dispatch/flows.py",
        _flow("一次哨（整体） The whole", WHISTLE_FLOW), _flow("每个单位的调度令 The order of each unit", ORDER_FLOW),
    )


def _coordination() -> str:
    return _page(
        "协调调度流程 Coordination", "coordination/flows.py",
        _flow("协调事项 An item", COORDINATION_FLOW), _flow("会议 A meeting", MEETING_FLOW), _flow("任务 A task", TASK_FLOW),
    )


def _page(title: str, source: str, *parts: Iterable[str]) -> str:
    lines = [f"# {title}", "", f"由 `{source}` 印出 / printed from code: `./sx map`.", ""]
    return "\n".join([*lines, *(line for part in parts for line in part)]).rstrip() + "\n"


def _flow(title: str, flow: Flow) -> Iterator[str]:
    yield from (f"## {title}", "", "```mermaid", flow.diagram().rstrip(), "```", "")
    yield from ("| 步骤 move | 从 from | 到 to | 起 starts | 停 stops | 依据 rule |", "| --- | --- | --- | --- | --- | --- |")
    for move in flow:
        clocks = f"{_clocks(move.starts)} | {_clocks(move.stops)}"
        yield f"| `{move.name}` {move.label} | {_states(flow, move.sources)} | {_target(flow, move)} | {clocks} | {move.rule} |"
    yield ""


def _states(flow: Flow, codes: Iterable[str]) -> str:
    known = list(codes)
    return "任何状态" if set(known) == {state.value for state in flow.statuses} else "、".join(flow.statuses.label_of(code) for code in known)


def _target(flow: Flow, move: Move) -> str:
    return flow.statuses.label_of(move.target) if move.target else "不变"


def _clocks(codes: Iterable[str]) -> str:
    return "、".join("全部" if code == "*" else LABELS.get(code, f"`{code}`") for code in codes)


# --- types ------------------------------------------------------------------------------------------------------------


def _types() -> str:
    lines = [
        "| 类型 type | 优先级 | 谁能吹 | 经街道吹 | 批准 | 签收 | 报到 | 办结 | 异议停时限 | 升级阶梯 ladder | 核实 |", "| --- " * 11 + "|",
        *(_type(row) for row in csv.DictReader(files("shaoxiang").joinpath(*TYPES).read_text(encoding="utf-8").splitlines())), "",
        "业务管理员可以改：每改一次是新的一版，已吹的哨按原来的版本走。阶梯各级的时间从上一级算起；“立即”是同一刻。",
        "The business administrator may change them, each time as a new version; a whistle keeps the version it was blown under.",
    ]
    return _page("哨的类型（初始） Types of whistle, as a new house begins", "profiles/national/whistle_types.csv", lines)


def _type(row: Mapping[str, str]) -> str:
    arrive = "约定时间" if row["arrive_agreed"] == "yes" else ""
    arrive = "，".join(filter(None, (arrive, f"{'正在发生的' if arrive else ''}{_limit(row['arrive'])}", ArriveMode.label_of(row["arrive_mode"]))))
    rungs = " → ".join(_rung(text) for text in row["ladder"].split(";"))
    cells = (
        f"`{row['code']}` {row['name']} {row['name_en']}", Priority.label_of(row["priority"]), _roles(row["blown_by"].split()),
        _roles(row["blown_through"].split()) or "–", _roles(row["approved_by"].split()) or "不用批准", _limit(row["ack"]), arrive,
        _limit(row["finish"]) or row["finish_words"], "停自己的" if row["objection_stops"] == "yes" else "不停", rungs, row["mark"],
    )
    return f"| {' | '.join(cells)} |"


def _limit(text: str) -> str:
    amount, _gap, unit = text.partition(" ")
    return f"{amount} {LimitUnit(unit).label}" if unit else ""


def _rung(text: str) -> str:
    level, amount, unit = text.split()
    return f"{Level.label_of(level)}（{'立即' if amount == '0' else _limit(f'{amount} {unit}')}）"


# --- access -----------------------------------------------------------------------------------------------------------


def _access() -> str:
    return _page(
        "吹哨和协调的权限 Who may do what with whistles and coordination", "whistles/access.py、coordination/access.py",
        _grants("吹哨报到 Whistles", whistle_access.GRANTS, ORDER_FLOW, WHISTLE_FLOW),
        _grants("协调调度 Coordination", coordination_access.GRANTS, COORDINATION_FLOW),
    )


def _grants(title: str, grants: Mapping[str, Grants], *flows: Flow) -> Iterator[str]:
    labels = {move.name: move.label for flow in flows for move in flow}
    yield from (f"## {title}", "", "| 步骤 move | 岗位角色与范围 roles and rows |", "| --- | --- |")
    for name in sorted(grants):
        yield f"| `{name}` {labels.get(name, '')} | {'<br>'.join(_one(grant) for grant in grants[name]) or '（无）'} |"
    yield ""


def _one(grant: Grant) -> str:
    rows = [ROWS.get(pair, " = ".join(pair)) for pair in grant.scope.items()]
    if grant.via is not None:
        rows.append(VIA.get(grant.via.__name__, grant.via.__name__))
    but = "；本人起草的除外" if grant.unless else ""
    return f"{_roles(sorted(grant.roles))}：{'、'.join(rows) or '全区'}{but}"


def _roles(codes: Iterable[str]) -> str:
    return "、".join(OUTSIDERS.get(code) or Role.label_of(code) for code in codes)
