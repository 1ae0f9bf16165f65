from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Facts
from shaoxiang.open311.access import GRANTS
from shaoxiang.open311.models import Open311Setting
from shaoxiang.open311.queries import post_is_open
from shaoxiang.open311.vocabulary import SettingCode


@transaction.atomic
def set_open_post(value: bool, *, actor: Actor, at: datetime) -> Open311Setting:
    """没有密钥也可以报事, on or off. Raises PermissionDenied."""
    require(actor, GRANTS["configure"])
    before = post_is_open()
    row, _new = Open311Setting.objects.update_or_create(code=SettingCode.OPEN_POST.value, defaults={"value": value})
    facts: Facts = {"code": row.code, "before": before, "after": value}
    record("open311.setting_set", subject=("open311_setting", row.pk), actor=actor, at=at, facts=facts)
    return row
