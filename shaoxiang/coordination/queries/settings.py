"""What the district set for this room, as this process knows it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from shaoxiang.coordination import rules
from shaoxiang.coordination.models import CoordinationLimit, CoordinationSetting, LevelSetting
from shaoxiang.coordination.rules import LevelRule
from shaoxiang.coordination.vocabulary import MeetingLevel, Quorum
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Unit
from shaoxiang.kernel.workdays.remembered import Remembered

DEFAULT_SETTINGS: dict[str, Any] = {
    "gap_level": MeetingLevel.MONTHLY.value,  # 职责空白从哪一级开始
    "bounce_level": MeetingLevel.MONTHLY.value,  # 三次退单从哪一级开始
    "joint_rhythm_days": 92,  # 街道与派驻机构、部门至少多少天开一次联席会 (W19: 每季度)
}


class Kept(NamedTuple):
    limits: dict[str, ClockSpec]
    levels: dict[MeetingLevel, LevelRule]
    settings: dict[str, Any]


def _load() -> Kept:
    limits = dict(rules.LIMITS)
    for row in CoordinationLimit.objects.all():
        if row.code in limits:
            limits[row.code] = replace(limits[row.code], amount=row.amount, unit=Unit(row.unit), day_type=DayType(row.day_type))
    levels = dict(rules.LEVEL_RULES)
    for line in LevelSetting.objects.all():
        level = MeetingLevel(line.level)
        levels[level] = LevelRule(level, Quorum(line.quorum), line.rhythm_days, line.notice_hours)
    return Kept(limits, levels, {**DEFAULT_SETTINGS, **{row.code: row.value for row in CoordinationSetting.objects.all()}})


kept = Remembered("coordination.settings", _load)


def limits() -> dict[str, ClockSpec]:
    """时限 in force, by code."""
    return kept.get().limits


def level_rule(level: str) -> LevelRule:
    return kept.get().levels[MeetingLevel(level)]


def setting(code: str) -> Any:
    return kept.get().settings[code]
