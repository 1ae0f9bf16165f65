"""/api/v1/clocks: the legal clocks known here, and what one of them gives from a start."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from shaoxiang.kernel.clocks import rules, specs, wording
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Unit
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.problems import Unknown, documented
from shaoxiang.kernel.interface.schemas import Input, Text, words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.workdays.queries import calendar
from shaoxiang.kernel.workdays.rules import SHANGHAI, OutsideCalendar

router = Router(tags=["clocks"], auth=BearerKey(Scope.CLOCKS_READ))
FIRST_YEAR, LAST_YEAR = 2000, 2100


class ClockLine(Schema):
    code: str
    label: str
    amount: int
    unit: words("ClockUnit", Unit)  # type: ignore[valid-type]
    day_type: words("DayTypeWord", DayType)  # type: ignore[valid-type]
    law: str
    article: str


class ClockLines(Schema):
    items: list[ClockLine]


class SuspensionIn(Input):
    from_at: AwareDatetime
    to_at: AwareDatetime


class ComputeIn(Input):
    code: Text = Field(max_length=40, examples=["PEN_DECISION"])
    start: AwareDatetime = Field(examples=["2026-07-01T09:00:00+08:00"])
    suspensions: list[SuspensionIn] = Field(default_factory=list, max_length=50)
    extension: int = Field(0, ge=0, le=1000, description="In the clock's own unit")


class ComputedOut(Schema):
    code: str
    label: str
    due_at: AwareDatetime
    warn_at: AwareDatetime
    provisional: bool
    explanation: list[str] = Field(description="Line by line, in the caller's language")


@router.get("", response={200: ClockLines, **documented()}, operation_id="list_clocks", summary="法定时限 Legal clocks")
def list_clocks(request: HttpRequest) -> dict[str, Any]:
    return {
        "items": [
            {"code": spec.code, "label": wording.label_of(spec.code, spec.label), "amount": spec.amount, "unit": spec.unit.value,
             "day_type": spec.day_type.value, "law": spec.law, "article": spec.article}
            for _code, spec in sorted(specs.all_specs().items())
        ]
    }


@router.post("/compute", response={200: ComputedOut, **documented(413)}, operation_id="compute_clock", summary="算时限 When a clock ends, and why")
def compute(request: HttpRequest, given: ComputeIn) -> dict[str, Any]:
    """Nothing is stored."""
    known: ClockSpec | None = specs.all_specs().get(given.code)
    if known is None:
        raise Unknown("body.code", _("没有这个时限代码：请从 /clocks 读取。"))
    if not FIRST_YEAR <= given.start.astimezone(SHANGHAI).year <= LAST_YEAR:
        raise Unknown("body.start", _("起算时间应在 2000 年到 2100 年之间。"))
    pauses = [(each.from_at, each.to_at) for each in given.suspensions]
    try:
        due = rules.due(given.start, known, calendar(), suspensions=pauses, extension=given.extension)
        lines = rules.explain(given.start, known, calendar(), pauses, given.extension)
    except (OutsideCalendar, OverflowError):
        raise Unknown("body.start", _("这段时间超出了工作日历：请换一个起算时间，或减少中止和延长。")) from None
    except ValueError as error:
        raise Unknown("body.suspensions", str(error)) from None
    return {
        "code": known.code, "label": wording.label_of(known.code, known.label), "due_at": due.due_at.astimezone(SHANGHAI),
        "warn_at": due.warn_at.astimezone(SHANGHAI), "provisional": due.provisional, "explanation": wording.explain_text(lines),
    }
