"""三次重复就建议攻坚 (W8): the street's leader turns a whistle that keeps coming back into a draft for the district."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from shaoxiang.kernel.access import Actor
from shaoxiang.whistles.actions.blowing import call_of, draft
from shaoxiang.whistles.actions.steps import take, write
from shaoxiang.whistles.models import Whistle, WhistleLink
from shaoxiang.whistles.rules import UnitAsked
from shaoxiang.whistles.vocabulary import LinkHow, WhistleCode


@transaction.atomic
def suggest_key_issue(number: str, *, actor: Actor, at: datetime) -> Whistle:
    """转为攻坚哨: a draft prefilled from this one and linked with all before it; the leader completes and submits it. Returns the draft."""
    step = take(number, "suggest_key_issue", actor=actor, at=at)
    whistle = step.whistle
    call = call_of(whistle)
    units = call.units or tuple(UnitAsked(order.office_id or order.unit_id, order.part == "LEAD") for order in whistle.matter.orders.all())
    new = draft(replace(call, type_code=WhistleCode.KEY_ISSUE.value, units=units, agreed_at=None), actor=actor, at=at, sample=whistle.sample)
    for earlier in {whistle.pk, *whistle.links.values_list("earlier_id", flat=True)}:
        WhistleLink.objects.get_or_create(whistle=new, earlier_id=earlier, defaults={"how": LinkHow.FOUND})
    write(step, facts={"key_issue": new.pk}, touch=False)
    return new
