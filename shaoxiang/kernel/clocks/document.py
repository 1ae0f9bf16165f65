"""`docs/generated/clocks.md`, printed from the authored table: `python -m shaoxiang clocks_table`."""

from __future__ import annotations

from itertools import groupby

from shaoxiang.kernel.clocks.rules import Authored
from shaoxiang.kernel.clocks.table import authored
from shaoxiang.kernel.clocks.vocabulary import DayType, Direction, Domain, Extension, Sense, SuspensionReason, Unit
from shaoxiang.kernel.clocks.wording import AMOUNTS

HEAD = """# 时限总表 / Every legal clock

由 `profiles/national/legal_clocks.csv` 印出，请勿手改；改表后运行 `shaoxiang clocks_table` 重印。
Printed from `profiles/national/legal_clocks.csv`; do not edit by hand, run `shaoxiang clocks_table`.

怎么计算 / How they count: `shaoxiang/kernel/clocks/rules/`, `docs/laws/`.

* 开始的当日不计入；按日计算的，最后一日 24:00 截止；按自然日、月、年计算的，最后一日不上班就顺延到下一个工作日（往前倒数的提前到前一个工作日）。
  The starting day is not counted; a clock of days ends at 24:00 of its last day; a last day of calendar days, months or years that is
  not worked moves to the next working day (of a lead time: to the one before).
* 临期：剩四分之一时；按日的向上取整，至少两日，短期限最多一半。
  Due soon when a quarter is left; in days rounded up, at least two, of a short clock at most half.
* 标记 / Marks: V 读过条文 read in the text; Vx 读过摘录 read in an excerpt; I 示例 composed. “守” 法定、本区不能放宽 / law that a district may not loosen.
* 延期批准角色写在表里，本区可改 / who approves an extension is in the table and can be set by the district.

"""
COLUMNS = "| 代码 | 时限 | 起算 | 数量 | 延期 | 中止事由 | 依据 | 标记 |\n|---|---|---|---|---|---|---|---|\n"


def markdown() -> str:
    """The whole page, Chinese with the English names beside."""
    parts = [HEAD]
    for domain, rows in groupby(authored().values(), key=lambda row: row.spec.domain):
        parts.append(f"## {Domain(domain).label}\n\n{COLUMNS}")
        parts += [_row(row) for row in rows]
        parts.append("\n")
    return "".join(parts).rstrip("\n") + "\n"


def _row(row: Authored) -> str:
    spec = row.spec
    amount = _amount(spec.amount, spec.unit, spec.day_type)
    if spec.direction is Direction.BACKWARD:
        amount += f"，{spec.direction.label}"
    if spec.sense is Sense.WAIT:
        amount += f"，{spec.sense.label}"
    extension = "—" if spec.extension is Extension.NONE else spec.extension.label
    if spec.extension_cap:
        extension = f"+{_amount(spec.extension_cap, spec.unit, spec.day_type)}"
    reasons = "、".join(SuspensionReason(code).label for code in spec.suspension_codes) or "—"
    ground = f"{spec.law} {spec.article}".strip() or "—"
    mark = row.mark + (" 守" if row.binding else "")
    cells = (f"`{spec.code}`", f"{spec.label}<br>{row.label_en}", row.trigger, amount, extension, reasons, ground, mark)
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |\n"


def _amount(amount: int, unit: Unit, day_type: DayType) -> str:
    return AMOUNTS[unit, day_type].format(n=amount)
