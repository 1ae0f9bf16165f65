"""Limits, levels and switches, changed by the administrator; the history is the journal. And the secret addresses of calendars."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from shaoxiang.coordination import access, queries
from shaoxiang.coordination.models import CalendarFeed, CoordinationLimit, CoordinationSetting, LevelSetting
from shaoxiang.coordination.queries.settings import DEFAULT_SETTINGS
from shaoxiang.coordination.rules import CoordinationRefused
from shaoxiang.coordination.vocabulary import MeetingLevel, Quorum
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Unit
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.vocabulary import _

AMOUNT_MAX, DAYS_MAX = 365, 366
COUNTED: dict[str, tuple[Unit, DayType]] = {
    "HOUR": (Unit.HOUR, DayType.CLOCK), "WORKING_HOUR": (Unit.WORKING_HOUR, DayType.WORKING),
    "WORKING_DAY": (Unit.DAY, DayType.WORKING), "CALENDAR_DAY": (Unit.DAY, DayType.CALENDAR),
}
SUBJECTS = ("coordination_limit", "coordination_level", "coordination_setting")


def counted_code(spec: ClockSpec) -> str:
    return next((code for code, pair in COUNTED.items() if pair == (spec.unit, spec.day_type)), spec.unit.value)


@transaction.atomic
def set_limit(code: str, *, actor: Actor, at: datetime, amount: int, counted: str) -> CoordinationLimit:
    """改时限. Clocks that run keep the rule they were started under. Raises PermissionDenied, CoordinationRefused."""
    require(actor, access.GRANTS["configure"])
    before = queries.limits().get(code)
    if before is None:
        raise CoordinationRefused("code", _("没有这个时限。"))
    if counted not in COUNTED or not 1 <= amount <= AMOUNT_MAX:
        raise CoordinationRefused("amount", _("时限应是 1 到 365 之间的整数，并选定怎么算。"))
    unit, day_type = COUNTED[counted]
    row, _new = CoordinationLimit.objects.update_or_create(code=code, defaults={"amount": amount, "unit": unit.value, "day_type": day_type.value})
    facts = {"code": code, "before": f"{before.amount} {counted_code(before)}", "after": f"{amount} {counted}"}
    record("coordination.limit_set", subject=("coordination_limit", row.pk), actor=actor, at=at, facts=facts)
    queries.kept.changed()
    return row


@transaction.atomic
def set_level(level: MeetingLevel, *, actor: Actor, at: datetime, quorum: Quorum, rhythm_days: int, notice_hours: int) -> LevelSetting:
    """改层级规则. A meeting whose notice is out keeps the quorum it was called under. Raises PermissionDenied, CoordinationRefused."""
    require(actor, access.GRANTS["configure"])
    if not (0 <= rhythm_days <= DAYS_MAX and 0 <= notice_hours <= 240):
        raise CoordinationRefused("rhythm_days", _("天数应在 0 到 366 之间，小时数应在 0 到 240 之间。"))
    before = queries.level_rule(level)
    row, _new = LevelSetting.objects.update_or_create(
        level=MeetingLevel(level).value, defaults={"quorum": Quorum(quorum).value, "rhythm_days": rhythm_days, "notice_hours": notice_hours},
    )
    facts = {
        "code": row.level, "before": f"{before.quorum} {before.rhythm_days} {before.notice_hours}", "after": f"{row.quorum} {rhythm_days} {notice_hours}",
    }
    record("coordination.level_set", subject=("coordination_level", row.pk), actor=actor, at=at, facts=facts)
    queries.kept.changed()
    return row


@transaction.atomic
def set_setting(code: str, *, actor: Actor, at: datetime, value: str | int) -> CoordinationSetting:
    """改设置. Raises PermissionDenied, CoordinationRefused."""
    require(actor, access.GRANTS["configure"])
    known = DEFAULT_SETTINGS.get(code)
    if known is None or type(value) is not type(known):
        raise CoordinationRefused(code, _("没有这个设置，或者值不对。"))
    if code.endswith("_level") and value not in MeetingLevel._value2member_map_:
        raise CoordinationRefused(code, _("没有这一级：请从列表中选。"))
    before = queries.setting(code)
    row, _new = CoordinationSetting.objects.update_or_create(code=code, defaults={"value": value})
    record("coordination.setting_set", subject=("coordination_setting", row.pk), actor=actor, at=at, facts={"code": code, "before": before, "after": value})
    queries.kept.changed()
    return row


@transaction.atomic
def make_feed(*, actor: Actor, at: datetime) -> str:
    """开通日历订阅: the secret of a new address, shown once; the address given before ends."""
    account_id, assignment_id = _own_post(actor)
    end_feed(actor=actor, at=at)
    secret = secrets.token_urlsafe(24)
    row = CalendarFeed.objects.create(digest=digest(secret), account_id=account_id, assignment_id=assignment_id, made_at=at)
    record("coordination.feed_made", subject=("calendar_feed", row.pk), actor=actor, at=at)
    return secret


@transaction.atomic
def end_feed(*, actor: Actor, at: datetime) -> bool:
    """停用日历订阅: the address answers nothing from now on."""
    account_id, assignment_id = _own_post(actor)
    row = CalendarFeed.objects.select_for_update().filter(account_id=account_id, assignment_id=assignment_id, ended_at__isnull=True).first()
    if row is None:
        return False
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    record("coordination.feed_ended", subject=("calendar_feed", row.pk), actor=actor, at=at)
    return True


def _own_post(actor: Actor) -> tuple[int, int]:
    """Account and assignment: the feed is one person's in one post."""
    if actor.account_id is None or actor.assignment_id is None:
        raise CoordinationRefused("", _("登录到岗位以后才能订阅日历。"))
    return actor.account_id, actor.assignment_id
