from __future__ import annotations

import time
from typing import Any

from django.db.models import QuerySet

from shaoxiang.cases import access, rules
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.models import Case, CaseLimit, CaseSetting
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Unit
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.models import Entry

DEFAULT_SETTINGS: dict[str, Any] = {
    "straight_dispatch": True,  # 职责清楚的直接派单
    "reopen_days": 7,
}
_FRESH_S = 2.0
_cache: dict[str, Any] = {"at": 0.0}


def _read() -> dict[str, Any]:
    """Limits and settings as this process knows them; a change is seen within two seconds."""
    if time.monotonic() - _cache["at"] > _FRESH_S:
        limits = dict(rules.CASE_LIMITS)
        for row in CaseLimit.objects.all():
            if row.code in limits:
                limits[row.code] = _with_amount(limits[row.code], row)
        settings = {**DEFAULT_SETTINGS, **{row.code: row.value for row in CaseSetting.objects.all()}}
        _cache.update(at=time.monotonic(), limits=limits, settings=settings)
    return _cache


def forget() -> None:
    """Read the limits and settings again at the next call."""
    _cache["at"] = 0.0


def _with_amount(spec: ClockSpec, row: CaseLimit) -> ClockSpec:
    from dataclasses import replace

    return replace(spec, amount=row.amount, unit=Unit(row.unit), day_type=DayType(row.day_type))


def case_limits() -> dict[str, ClockSpec]:
    """环节时限 in force, by code."""
    limits: dict[str, ClockSpec] = _read()["limits"]
    return limits


def setting(code: str) -> Any:
    return _read()["settings"][code]


def cases_for(actor: Actor) -> QuerySet[Case]:
    """Every case this actor may see, with its matter."""
    return Case.objects.filter(visible(actor, access.VIEW)).select_related("matter")


def moves_for(case: Case, actor: Actor) -> dict[str, Move]:
    """Moves open from the present status that this actor may take: the page's buttons, by name."""
    return {move.name: move for move in CASE_FLOW.open_moves(case.matter.status) if _open_to(move.name, case, actor)}


def _open_to(name: str, case: Case, actor: Actor) -> bool:
    if name in ("confirm_exclusion", "refuse_exclusion") and not case.exclusion:
        return False
    if name == "propose_exclusion" and case.exclusion:
        return False
    if name == "rate" and case.satisfaction:
        return False
    return allowed(actor, access.GRANTS.get(name, ()), case)


def timeline(case: Case) -> list[Entry]:
    """The case's record, oldest first."""
    return list(Entry.objects.filter(subject_kind="matter", subject_id=case.pk).order_by("seq"))


def last_entry(matter_id: int) -> Entry | None:
    return Entry.objects.filter(subject_kind="matter", subject_id=matter_id).order_by("-seq").first()
