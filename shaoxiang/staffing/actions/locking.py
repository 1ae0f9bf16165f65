"""编制锁定, by the commission's meeting: from its day on the unit's quotas rise and never fall. Never moved, never taken off (ADR 0027)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.staffing import access, queries
from shaoxiang.staffing.actions.changes import hold
from shaoxiang.staffing.models import QuotaLock
from shaoxiang.staffing.queries.passing import passing_of
from shaoxiang.staffing.queries.quotas import TYPES, own_lines_of
from shaoxiang.staffing.rules.locking import check_lock


@transaction.atomic
def lock_unit(body_id: int, *, effective_from: date, meeting_on: date, meeting_number: str, actor: Actor, at: datetime) -> QuotaLock:
    """Raises PermissionDenied, StaffingRefused, Body.DoesNotExist."""
    require(actor, access.GRANTS["lock_unit"])
    hold(body_id)
    body = Body.objects.get(pk=body_id)
    check_lock(
        kind=body.kind, locked_from=queries.lock_of(body_id), passed=passing_of(body_id) is not None,
        lines=[line for kind in TYPES for line in own_lines_of(body_id, kind.value)], effective_from=effective_from,
        today=timezone.localtime(at).date(), meeting_on=meeting_on, meeting_number=meeting_number,
    )
    made = QuotaLock.objects.create(body=body, effective_from=effective_from, meeting_on=meeting_on, meeting_number=meeting_number.strip()[:60])
    record("staffing.locked", subject=("body", body_id), actor=actor, at=at, rule="地方各级人民政府机构设置和编制管理条例", facts={
        "effective_from": effective_from.isoformat(), "meeting_on": meeting_on.isoformat(), "meeting_sha256": digest(made.meeting_number),
    })
    return made
