"""到了生效日: what the commission approved is written into the ledger on its day, by itself; what cannot be waits on the desk of the staffing office."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.desk.actions import await_act
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.matter import rows
from shaoxiang.staffing.actions.changes import enter
from shaoxiang.staffing.flows import QUOTA_FLOW
from shaoxiang.staffing.models import QuotaChange
from shaoxiang.staffing.queries import due
from shaoxiang.staffing.rules import StaffingRefused


def take_due_effect(*, now: datetime) -> int:
    """The daily job, in the order of the days: how many took effect. Safe to repeat."""
    return sum(_take_effect(number, now) for number in due(timezone.localtime(now).date()).values_list("matter__number", flat=True))


@transaction.atomic
def _take_effect(number: str, now: datetime) -> bool:
    change = rows.hold(QuotaChange.objects.all(), number)
    if not any(move.name == "take_effect" for move in QUOTA_FLOW.open_moves(change.matter.status)):
        return False
    try:
        with transaction.atomic():
            enter(change, QUOTA_FLOW.take("take_effect", change.matter.status), actor=SYSTEM, at=now)
    except StaffingRefused:  # people are over, or the lock fell since: the office finds it on its desk and reads why on the page
        if not DeskRow.objects.filter(OPEN, matter_id=change.pk).exists():
            await_act(change.pk, "take_effect", role=Role.STAFFING_OFFICE, at=now, unit_id=change.matter.unit_id)
        return False
    return True
