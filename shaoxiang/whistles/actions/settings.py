"""Types and numbers of the room, changed by the administrator: a type by a new version, a number in place; both on the record."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Facts
from shaoxiang.kernel.vocabulary import _
from shaoxiang.whistles import access, queries, rules
from shaoxiang.whistles.models import WhistleSetting, WhistleType
from shaoxiang.whistles.queries.types import remembered_settings, remembered_types
from shaoxiang.whistles.rules import TypeChange, WhistleRefused
from shaoxiang.whistles.vocabulary import WhistleCode

TYPE_SUBJECT, SETTING_SUBJECT = "whistle_type", "whistle_setting"


@transaction.atomic
def change_type(code: str, change: TypeChange, *, actor: Actor, at: datetime, seen: int | None = None) -> WhistleType:
    """改哨的类型: a new version from now on; whistles already blown keep theirs. `seen`: the version the change was typed on.

    Raises PermissionDenied, WhistleRefused (also where somebody else has changed it meanwhile), queries' UnknownType.
    """
    require(actor, access.GRANTS["configure"])
    before = WhistleType.objects.select_for_update().filter(code=code, until__isnull=True).first()
    if before is None:
        raise WhistleRefused("", _("没有这一类哨，请从列表中选。"))
    if seen is not None and seen != before.number:
        raise WhistleRefused("", _("这一类刚刚有人改过，请先看新的一版再改；您填的还在下面。"))
    new = planned_type(before, change, actor=actor, at=at)
    before.until = at
    before.save(update_fields=["until"])
    new.save()
    facts: Facts = {"code": code, "version": new.number, "before": before.number, "changed": changed_between(before, new)}
    record("whistles.type_changed", subject=(TYPE_SUBJECT, new.pk), actor=actor, at=at, facts=facts)
    remembered_types.changed()
    return new


def planned_type(before: WhistleType, change: TypeChange, *, actor: Actor, at: datetime) -> WhistleType:
    """The version that would follow, not written: for the look before the change. Raises WhistleRefused."""
    rules.check_type(change, emergency=before.code == WhistleCode.EMERGENCY)
    return WhistleType(
        code=before.code, number=before.number + 1, name=before.name, name_en=before.name_en, priority=before.priority, blown_by=list(change.blown_by),
        blown_through=list(change.blown_through), approved_by=list(change.approved_by), confirm_minutes=change.confirm_minutes,
        ack_amount=change.ack.amount, ack_unit=change.ack.unit.value, arrive_mode=before.arrive_mode,
        arrive_amount=change.arrive.amount if change.arrive else None, arrive_unit=change.arrive.unit.value if change.arrive else "",
        arrive_agreed=change.arrive_agreed, finish_amount=change.finish.amount if change.finish else None,
        finish_unit=change.finish.unit.value if change.finish else "", finish_words=before.finish_words, finish_words_en=before.finish_words_en,
        ladder=[{"level": step.level.value, "amount": step.amount, "unit": step.unit.value} for step in change.ladder],
        objection_stops=change.objection_stops, reason=change.reason.strip(), since=at, set_by=actor.assignment_id,
    )


COMPARED = (
    "blown_by", "blown_through", "approved_by", "confirm_minutes", "ack_amount", "ack_unit", "arrive_amount", "arrive_unit", "arrive_agreed",
    "finish_amount", "finish_unit", "ladder", "objection_stops",
)


def changed_between(before: WhistleType, after: WhistleType) -> list[str]:
    """Names of the columns that differ."""
    return [name for name in COMPARED if getattr(before, name) != getattr(after, name)]


def role_codes() -> frozenset[str]:
    return frozenset(str(role) for role in Role)


@transaction.atomic
def set_number(code: str, value: int, *, actor: Actor, at: datetime) -> WhistleSetting:
    """改吹哨设置. Raises PermissionDenied, WhistleRefused."""
    require(actor, access.GRANTS["configure"])
    if code not in rules.SETTINGS:
        raise WhistleRefused("code", _("没有这一项设置。"))
    _default, least, most = rules.SETTINGS[code]
    if not least <= value <= most:
        raise WhistleRefused("value", _("这一项要在 %(least)s 到 %(most)s 之间。"), least=least, most=most)
    before = queries.setting(code)
    row, _new = WhistleSetting.objects.update_or_create(code=code, defaults={"value": value})
    record("whistles.setting_set", subject=(SETTING_SUBJECT, row.pk), actor=actor, at=at, facts={"code": code, "before": before, "after": value})
    remembered_settings.changed()
    return row
