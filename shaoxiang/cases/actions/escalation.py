"""升级: what is past due lies on the supervisor's desk until the case moves on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shaoxiang.cases.vocabulary import ENDED
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.desk.actions import await_act
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.matter.actions import lock_matter


@transaction.atomic
def escalate(matter_id: int, *, at: datetime) -> bool:
    """One row 督办 for the district's supervisor, while none is open. False where it was there already or the case has ended."""
    matter = lock_matter(matter_id)
    if matter.status in ENDED or DeskRow.objects.filter(OPEN, matter_id=matter_id, what="supervise").exists():
        return False
    await_act(matter_id, "supervise", role=Role.SUPERVISOR, at=at, unit_id=command_center(), due_at=matter.due_at)
    record("cases.escalated", subject=matter, actor=SYSTEM, at=at, facts={"to": Role.SUPERVISOR.value, "status": matter.status})
    return True
