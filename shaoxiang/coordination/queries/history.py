"""Who changed which rule of the room, when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from shaoxiang.coordination import rules
from shaoxiang.coordination.vocabulary import MeetingLevel, Quorum
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.web.names import name_of

SHOWN = 50
SUBJECTS = ("coordination_limit", "coordination_level", "coordination_setting")


@dataclass(frozen=True, slots=True)
class Change:
    at: datetime
    who: str
    what: str
    before: str
    after: str


def history() -> list[Change]:
    """Newest first."""
    rows = Entry.objects.filter(subject_kind__in=SUBJECTS).order_by("-at", "-pk")[:SHOWN]
    return [
        Change(
            row.at, name_of("assignment", row.actor_id), _what(str(row.facts["code"])), _value(row.facts["before"]), _value(row.facts["after"]),
        ) for row in rows
    ]


def _what(code: str) -> str:
    if code in rules.LIMITS:
        return gettext(rules.LIMITS[code].label)
    if code in MeetingLevel._value2member_map_:
        return gettext(MeetingLevel(code).label)
    names = {
        "gap_level": gettext("清单上没有的，从哪一级开始协调"), "bounce_level": gettext("三次退单的，从哪一级开始协调"),
        "joint_rhythm_days": gettext("街道与部门、派驻机构至少多少天开一次联席会"),
    }
    return names.get(code, code)


def _value(value: Any) -> str:
    """Codes in words: "HALF 7 4", "5 WORKING_DAY", "MONTHLY"."""
    counted = {"HOUR": gettext("小时"), "WORKING_HOUR": gettext("工作时"), "WORKING_DAY": gettext("工作日"), "CALENDAR_DAY": gettext("日")}
    parts = str(value).split()
    if len(parts) == 3 and parts[0] in Quorum._value2member_map_:
        words = gettext("%(quorum)s；至少 %(days)s 天一次；提前 %(hours)s 小时通知")
        return words % {"quorum": gettext(Quorum(parts[0]).label), "days": parts[1], "hours": parts[2]}
    if str(value) in MeetingLevel._value2member_map_:
        return gettext(MeetingLevel.label_of(str(value)))
    return " ".join(counted.get(part, part) for part in parts)
