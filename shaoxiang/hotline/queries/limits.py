"""热线时限规则 as the administrator compares them: what each says, where it is from, what a change would do today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import case_limits, hotline_limit, setting
from shaoxiang.cases.queries.flow import limit_words
from shaoxiang.cases.queries.settings import Change
from shaoxiang.cases.queries.settings import history as case_history
from shaoxiang.cases.rules import hotline_clock
from shaoxiang.cases.vocabulary import LimitSet, Urgency
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.specs import row

COUNTED_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class Tier:
    """One urgency under one set: the limit in words, its source and mark, and when a matter sent out now would be due."""

    urgency: Urgency
    words: str
    source: str
    mark: str
    clock: RunningClock | None


@dataclass(frozen=True, slots=True)
class Preview:
    limit_set: LimitSet
    tiers: list[Tier]
    in_force: bool


def preview(wanted: str, *, now: datetime) -> dict[str, object]:
    """Every set side by side, dated as if sent out now; how many running matters keep the rule they were taken under."""
    present = str(setting("hotline_limits"))
    sets = [Preview(one, [_tier(one, urgency, now) for urgency in Urgency], one == present) for one in LimitSet]
    running = Case.objects.filter(matter__closed_at__isnull=True).exclude(limit_set="").exclude(limit_set=wanted or present)
    return {"sets": sets, "wanted": LimitSet(wanted) if wanted in LimitSet._value2member_map_ and wanted != present else None,
            "keep": running[:COUNTED_AT_MOST].count(), "urgencies": list(Urgency)}


def _tier(limit_set: LimitSet, urgency: Urgency, now: datetime) -> Tier:
    spec = hotline_limit(limit_set, urgency)
    if spec is None:
        return Tier(urgency, gettext("按事项类别；类别没有的，%(limit)s") % {"limit": limit_words(case_limits()["CASE_HANDLE"])}, "", "", None)
    authored = row(hotline_clock(limit_set, urgency))
    return Tier(urgency, limit_words(spec), spec.ground, authored.mark, clocks.plan([spec], at=now)[0])


def history() -> list[Change]:
    """Changes of the rule set, newest first."""
    name = gettext("热线时限规则")
    return [change for change in case_history() if change.what == name]
