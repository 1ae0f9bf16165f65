"""docs/generated/duties.md: every type with its limits and who answers for it, printed from the catalogue files.

`python -m shaoxiang.profiles.xincheng.printed` writes it; a test compares it.
"""

from __future__ import annotations

from pathlib import Path

from shaoxiang.duties.vocabulary import DutyRole, LimitStep, LimitUnit
from shaoxiang.profiles.xincheng.limits import closing_step, parse_limits
from shaoxiang.profiles.xincheng.tables import parts, rows

PAGE = Path(__file__).resolve().parents[3] / "docs" / "generated" / "duties.md"


def page() -> str:
    """The whole text. Names and limits are composed (示例) where the catalogue marks them I or U."""
    items = {row["code"]: row for name in ("duty_list", "town_duty_list") for row in rows(name)}
    catalogue = {row["type_code"]: row["lead"] for row in rows("dispatch_catalogue")}
    lines = [
        "# 事项分类、时限和职责 / Types, limits and duties",
        "",
        "由 `shaoxiang/profiles/xincheng/catalogues` 打印，勿手改。条目、时限和对应关系多为示例（见清单页上的标记）。  ",
        "Printed from the catalogue files; composed content is marked 示例 on the pages.",
        "",
        "| 代码 | 名称 | 时限(**办结**) | 街道条目 | 承办 | 履职 | 牵头部门 / 派单目录 | 网格可办 | 紧急电话 |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    composed = {row["type_code"]: row for row in rows("type_duties")}
    for code, name, limits in _types():
        own = composed[code]
        item = items[own["street_item"]]
        department = catalogue.get(code) or (parts(item["counterpart_departments_zh"]) or [""])[0]
        cells = [
            code, name, _limits(f"{limits};{own['composed_limits']}"), item["code"], item["office_zh"], DutyRole(item["duty_role"]).label,
            department if item["duty_role"] != "PRIMARY" or code in catalogue else "", "是" if own["grid_settles"] == "1" else "",
            "、".join(parts(own["emergency_numbers"])),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _types() -> list[tuple[str, str, str]]:
    found = [(f"{row['class_code']}{row['sub_code']}", row["name_zh"], row["limits"]) for row in rows("event_types")]
    counted: dict[str, int] = {}
    for row in rows("component_types"):
        counted[row["class_code"]] = counted.get(row["class_code"], 0) + 1
        found.append((f"B{row['class_code']}{counted[row['class_code']]:02d}", row["name_zh"], ""))
    return found


def _limits(text: str) -> str:
    steps = parse_limits(text)
    closing = closing_step(steps)
    return "；".join(_one(step, amount, unit, step is closing) for step, amount, unit in steps)


def _one(step: LimitStep, amount: int, unit: LimitUnit, closes: bool) -> str:
    words = f"{step.label} {amount} {unit.label}" if amount else step.label
    return f"**{words}**" if closes else words


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
