"""Limits and switches of the case room, changed by the administrator; the history is the journal."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shaoxiang.cases import access, queries
from shaoxiang.cases.models import CaseLimit, CaseSetting
from shaoxiang.cases.rules import CASE_LIMITS, ReportRefused
from shaoxiang.cases.vocabulary import LimitSet
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Unit
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.vocabulary import _

AMOUNT_MAX = 365
COUNTED: dict[str, tuple[Unit, DayType]] = {
    "HOUR": (Unit.HOUR, DayType.CLOCK), "WORKING_HOUR": (Unit.WORKING_HOUR, DayType.WORKING),
    "WORKING_DAY": (Unit.DAY, DayType.WORKING), "CALENDAR_DAY": (Unit.DAY, DayType.CALENDAR),
}
LIMIT_SUBJECT, SETTING_SUBJECT = "case_limit", "case_setting"


@transaction.atomic
def set_case_limit(code: str, *, actor: Actor, at: datetime, amount: int, counted: str) -> CaseLimit:
    """改环节时限. Clocks that run keep the rule they were started under. Raises PermissionDenied, ReportRefused."""
    require(actor, access.GRANTS["configure"])
    before = queries.case_limits().get(code)
    if before is None or code not in CASE_LIMITS:
        raise ReportRefused("code", _("没有这个环节时限。"))
    if counted not in COUNTED or not 1 <= amount <= AMOUNT_MAX:
        raise ReportRefused("amount", _("时限应是 1 到 365 之间的整数，并选定怎么算。"))
    unit, day_type = COUNTED[counted]
    row, _new = CaseLimit.objects.update_or_create(code=code, defaults={"amount": amount, "unit": unit.value, "day_type": day_type.value})
    facts = {"code": code, "before": counted_words(before), "after": f"{amount} {counted}"}
    record("cases.limit_set", subject=(LIMIT_SUBJECT, row.pk), actor=actor, at=at, facts=facts)
    queries.kept.changed()
    return row


def counted_words(spec: ClockSpec) -> str:
    """"5 WORKING_DAY": amount and how it is counted, as a code for facts."""
    return f"{spec.amount} {counted_code(spec)}"


def counted_code(spec: ClockSpec) -> str:
    return next((code for code, pair in COUNTED.items() if pair == (spec.unit, spec.day_type)), spec.unit.value)


@transaction.atomic
def set_case_setting(code: str, *, actor: Actor, at: datetime, value: bool | int | str) -> CaseSetting:
    """改设置. Raises PermissionDenied, ReportRefused."""
    require(actor, access.GRANTS["configure"])
    known = queries.DEFAULT_SETTINGS.get(code)
    if known is None:
        raise ReportRefused("code", _("没有这个设置。"))
    if type(value) is not type(known):
        raise ReportRefused(code, _("这个设置的值不对：开关选开或关，天数填整数。"))
    if code == "hotline_limits" and value not in LimitSet._value2member_map_:
        raise ReportRefused(code, _("没有这套热线时限规则：请从列表中选一套。"))
    before = queries.setting(code)
    row, _new = CaseSetting.objects.update_or_create(code=code, defaults={"value": value})
    record("cases.setting_set", subject=(SETTING_SUBJECT, row.pk), actor=actor, at=at, facts={"code": code, "before": before, "after": value})
    queries.kept.changed()
    return row
