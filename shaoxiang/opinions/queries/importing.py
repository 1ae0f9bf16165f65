"""必须征求意见的事项 as a sheet: its columns, what one line says, and the register as it goes out."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext

from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets.cells import every, flag_in, text_in, word_in
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions.models import ConsultationScope
from shaoxiang.opinions.vocabulary import Power

HEADINGS = (
    Heading("code", (_("代码"), "Code"), required=False), Heading("title", (_("事项"), "Matter")), Heading("title_en", (_("英文"), "English"), required=False),
    Heading("power", (_("哪项权力"), "权力", "Power")), Heading("days", (_("答复工作日"), "答复时间", "Working days")),
    Heading("decision", (_("按重大决策办"), "As a major decision"), required=False),
    Heading("marks", (_("事由里的字样"), "字样", "Words"), required=False), Heading("basis", (_("依据"), "Basis")),
    Heading("ends", (_("不再征求"), "停用", "No longer asked"), required=False),
)
KEPT = ("title", "title_en", "power", "days", "decision", "marks", "basis")


def read_scope(row: Row, held: ConsultationScope | None) -> dict[str, Any]:
    """The arguments of `set_scope`: of a column the sheet lacks, what stands. Every cell is read. Raises SeveralErrors."""
    given = every({
        "title": partial(text_in, row, "title", 100, needed=True), "title_en": partial(text_in, row, "title_en", 160),
        "power": partial(word_in, row, "power", Power, needed=True), "days": partial(_days, row), "decision": partial(flag_in, row, "decision"),
        "marks": partial(text_in, row, "marks", 200), "basis": partial(text_in, row, "basis", 200, needed=True), "ends": partial(flag_in, row, "ends"),
    })
    stands: dict[str, Any] = {name: getattr(held, name) for name in KEPT} if held is not None else {"title_en": "", "decision": False, "marks": ""}
    found = {**stands, "ends": False, **{name: value for name, value in given.items() if value is not None}}
    return {**found, "power": Power(found["power"]), "marks": " ".join(str(found["marks"]).split())}


def says_the_same(held: ConsultationScope, given: dict[str, Any]) -> bool:
    decision = given["decision"] or given["power"] == Power.MAJOR_DECISION_ADVICE
    return not given["ends"] and all(getattr(held, name) == given[name] for name in KEPT if name != "decision") and held.decision == decision


def _days(row: Row) -> int:
    number = row.number("days")
    if number is None or number != int(number):
        raise row.error("days", gettext("没有填写，或者不是整数。"), gettext("请写整数。"))
    return int(number)


def cells_of(row: ConsultationScope) -> dict[str, Any]:
    """Its cells in the blank sheet."""
    return {**{name: getattr(row, name) for name in KEPT}, "code": row.code, "power": gettext(Power.label_of(row.power)),
            "decision": gettext("是") if row.decision else gettext("否"), "ends": ""}
