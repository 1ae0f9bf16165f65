"""What the administrator sees: limits and switches in force, and who changed them when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from shaoxiang.cases.queries import case_limits
from shaoxiang.cases.vocabulary import LimitSet
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.web.names import name_of

HISTORY_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Change:
    at: datetime
    who: str
    what: str
    before: str
    after: str


def history() -> list[Change]:
    """Changes of limits and switches, newest first."""
    entries = Entry.objects.filter(subject_kind__in=("case_limit", "case_setting")).order_by("-at", "-pk")[:HISTORY_SHOWN]
    return [
        Change(entry.at, name_of("assignment", entry.actor_id), _what(entry.facts["code"]), _value(entry.facts["before"]), _value(entry.facts["after"]))
        for entry in entries
    ]


def _what(code: str) -> str:
    limits = case_limits()
    names = {
        "straight_dispatch": gettext("职责清楚的直接派单"), "keep_reporter_days": gettext("反映人信息保存天数"), "hotline_limits": gettext("热线时限规则"),
        "similar_radius_m": gettext("多近算可能重复（米）"), "similar_radii": gettext("个别类别另定多近"),
    }
    return gettext(limits[code].label) if code in limits else names.get(code, code)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("开") if value else gettext("关")
    if value in LimitSet._value2member_map_:
        return gettext(LimitSet.label_of(value))
    words = {"HOUR": gettext("小时"), "WORKING_HOUR": gettext("工作时"), "WORKING_DAY": gettext("工作日"), "CALENDAR_DAY": gettext("日")}
    amount, _blank, code = str(value).partition(" ")
    return f"{amount} {words.get(code, code)}".strip()
