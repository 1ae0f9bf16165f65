"""Tables printed from code into docs/generated, so that a lawyer or a new colleague reads what the program does."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from inspect import getmembers, isclass
from pathlib import Path

from django.utils.translation import gettext, override

import shaoxiang
from shaoxiang.cases import access
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.queries.flow import case_flow_markdown as case_flow
from shaoxiang.config import printed_rooms
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Grant
from shaoxiang.kernel.clocks.document import markdown as clocks
from shaoxiang.kernel.vocabulary import Vocabulary
from shaoxiang.profiles.xincheng.printed import page as duties

FOLDER = Path(shaoxiang.__file__).resolve().parent.parent / "docs" / "generated"
SCOPES = {
    "street_id": "本镇街", "community_id": "本社区", "grid_ids": "本人网格", "office_id": "本科室主责", "unit_id": "本单位主责", "matter_id": "本人这一件",
}

OUTSIDERS = {"RESIDENT": "居民（凭查询码）", "INTERFACE": "外部系统", "INTERFACE_OF_DISTRICT": "区级外部系统", "SYSTEM": "系统"}


def pages() -> dict[str, str]:
    """File name -> text, the same on every machine."""
    with override("zh-hans"):
        return {
            "case-flow.md": case_flow(), "clocks.md": clocks(), "duties.md": duties(), "vocabulary.md": vocabulary(), "access.md": grants(),
            **printed_rooms.pages(),
        }


def vocabulary() -> str:
    """Every closed list: code, 中文, English."""
    lines = ["# 词表 Closed lists", "", "由代码印出 / printed from code: `./sx map`.", ""]
    for module, words in sorted(_vocabularies(), key=lambda pair: (pair[0], pair[1].__name__)):
        lines += [f"## `{words.__name__}` ({module.removeprefix('shaoxiang.')})", "", "| code | 中文 | English |", "| --- | --- | --- |"]
        for word in words:
            with override("en"):
                english = gettext(word.label)
            lines.append(f"| `{word.value}` | {word.label} | {english} |")
        lines.append("")
    return "\n".join(lines)


def _vocabularies() -> Iterator[tuple[str, type[Vocabulary]]]:
    for found in pkgutil.walk_packages(shaoxiang.__path__, "shaoxiang."):
        room = found.name.removesuffix(".entries")
        if room.rpartition(".")[2] == "vocabulary" and ".tests" not in found.name:
            module = importlib.import_module(found.name)
            for _name, words in getmembers(module, isclass):
                if issubclass(words, Vocabulary) and words is not Vocabulary and words.__module__ == found.name:
                    yield room, words


def grants() -> str:
    """Who may do what with a case, on which rows."""
    lines = ["# 事件权限 Who may do what with a case", "", "由 `cases/access.py` 印出 / printed from code: `./sx map`.", ""]
    lines += ["| 步骤 move | 岗位角色与范围 roles and rows |", "| --- | --- |"]
    for name in ["view", "report", *[move.name for move in CASE_FLOW if move.name not in ("view", "report")], "reveal_reporter", "export"]:
        label = CASE_FLOW.by_name[name].label if name in CASE_FLOW.by_name else ""
        lines.append(f"| `{name}` {label} | {_grant_words(access.GRANTS.get(name, ()))} |")
    return "\n".join(lines) + "\n"


def _grant_words(given: Iterable[Grant]) -> str:
    return "<br>".join(_one(grant) for grant in given) or "（无）"


def _one(grant: Grant) -> str:
    roles = "、".join(sorted(OUTSIDERS.get(role) or Role.label_of(role) for role in grant.roles))
    rows = "、".join(SCOPES.get(held, held) for held in grant.scope.values())
    if grant.via is not None:
        rows = {"sent_to_my_office": "派给本科室的", "sent_to_my_unit": "派给本单位的"}.get(grant.via.__name__, "派给本岗位的")
    but = "，本人经手的除外" if grant.unless else ""
    return f"{roles}：{rows or '全区'}{but}"
