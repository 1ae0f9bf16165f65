"""编制整体划转: what a unit without a street has, whole, to the unit that follows; the people on it go along. Nothing is lowered (ADR 0035)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.staffing import access, queries, rules
from shaoxiang.staffing.actions.changes import hold
from shaoxiang.staffing.models import LeadershipPostQuota, QuotaChange, QuotaHolding, QuotaPassing
from shaoxiang.staffing.queries.passing import heir_of, passing_of, street_ended
from shaoxiang.staffing.queries.quotas import TYPES
from shaoxiang.staffing.rules.passing import check_passing


@transaction.atomic
def pass_whole(from_id: int, to_id: int, *, meeting_on: date, meeting_number: str, actor: Actor, at: datetime) -> QuotaPassing:
    """From today, by the commission's meeting. Raises PermissionDenied, StaffingRefused, Body.DoesNotExist."""
    require(actor, access.GRANTS["pass_whole"])
    for key in sorted({from_id, to_id}):
        hold(key)
    source, target, today = Body.objects.get(pk=from_id), Body.objects.get(pk=to_id), timezone.localtime(at).date()
    heir = heir_of(source, today)
    running = QuotaChange.objects.filter(matter__closed_at__isnull=True)
    check_passing(
        street_ends=street_ended(source), is_heir=heir is not None and heir.pk == target.pk, passed=passing_of(from_id) is not None,
        from_locked=queries.lock_of(from_id) is not None, to_locked=queries.lock_of(to_id) is not None,
        running=running.filter(body=source).count() + running.filter(moved_from=source).count(), today=today, meeting_on=meeting_on,
        meeting_number=meeting_number,
    )
    totals = {kind.value: rules.total(queries.lines_of(from_id, kind.value), today) for kind in TYPES}
    made = QuotaPassing.objects.create(
        from_body=source, to_body=target, effective_on=today, meeting_on=meeting_on, meeting_number=meeting_number.strip()[:60],
    )
    people = _people_go(source, target, today, made.meeting_number)
    _leaders_go(source, target, today)
    record("staffing.passed_whole", subject=("body", from_id), actor=actor, at=at, rule="地方各级人民政府机构设置和编制管理条例", facts={
        "to": to_id, "passing": made.pk, "people": people, "meeting_on": meeting_on.isoformat(), "meeting_sha256": digest(made.meeting_number),
        **{kind: n for kind, n in totals.items() if n},
    })
    return made


def _people_go(source: Body, target: Body, today: date, document: str) -> int:
    """Whoever was on the quota of the one is on that of the other, of the same type; where they work is not touched."""
    rows = list(QuotaHolding.objects.select_for_update().filter(in_force(today), body=source).order_by("pk"))
    for row in rows:
        if row.valid_from >= today:
            row.body = target
            row.save(update_fields=["body"])
            continue
        until, row.valid_to = row.valid_to, today
        row.save(update_fields=["valid_to"])
        QuotaHolding.objects.create(person_id=row.person_id, body=target, quota_type=row.quota_type, rank=row.rank, document=document, valid_from=today,
                                    valid_to=until, sample=row.sample)
    return len(rows)


def _leaders_go(source: Body, target: Body, today: date) -> None:
    """领导职数 are added up too: fewer is another decision."""
    old = LeadershipPostQuota.objects.select_for_update().filter(in_force(today), body=source).first()
    if old is None:
        return
    new = LeadershipPostQuota.objects.select_for_update().filter(in_force(today), body=target).first()
    sums = (old.principals + (new.principals if new else 0), old.deputies + (new.deputies if new else 0))
    for row in (old, new):
        if row is not None and row.valid_from < today:
            row.valid_to = today
            row.save(update_fields=["valid_to"])
    if new is not None and new.valid_from >= today:
        new.principals, new.deputies = sums
        new.save(update_fields=["principals", "deputies"])
        return
    LeadershipPostQuota.objects.create(body=target, principals=sums[0], deputies=sums[1], valid_from=today, sample=old.sample)
