"""编制开账, 编制锁定 from papers of the days before this house: many units at once or none. Nothing that stands in the ledger is touched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.exchange.reading import Row
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.queries import opened_on
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.sheets.cells import each_line, filled_down, twice
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.staffing import access
from shaoxiang.staffing.actions.changes import hold
from shaoxiang.staffing.actions.locking import lock_unit
from shaoxiang.staffing.models import LeadershipPostQuota, QuotaEntry, QuotaLock, QuotaOpening
from shaoxiang.staffing.queries.importing import units_on
from shaoxiang.staffing.queries.passing import passing_of
from shaoxiang.staffing.queries.quotas import own_lines_of
from shaoxiang.staffing.queries.registers import LEADERSHIP, LOCKS, OPENINGS, read_leadership, read_lock, read_opening, says_something
from shaoxiang.staffing.queries.selection import leadership
from shaoxiang.staffing.rules.opening import check_leadership, check_opening
from shaoxiang.staffing.vocabulary import EntryKind, Rank


@transaction.atomic
def open_ledger(
    body_id: int, quota_type: str, *, figure: int, effective_on: date, document: str, actor: Actor, at: datetime, sample: bool = False,
) -> QuotaOpening | None:
    """The first line of a unit and type, by the paper that approved it. None: the ledger says so already. Raises PermissionDenied, StaffingRefused."""
    require(actor, access.GRANTS["open_ledger"])
    hold(body_id)
    body, today = Body.objects.get(pk=body_id), timezone.localtime(at).date()
    wanted = check_opening(
        kind=body.kind, passed=passing_of(body_id) is not None, lines=own_lines_of(body_id, quota_type), figure=figure, effective_on=effective_on,
        document=document, today=today, opened_on=opened_on() or today,
    )
    if not wanted:
        return None
    entry = QuotaEntry.objects.create(body=body, quota_type=quota_type, delta=figure, effective_on=effective_on, sample=sample)
    made: QuotaOpening = QuotaOpening.objects.create(
        entry=entry, body=body, quota_type=quota_type, document=document.strip()[:60], recorded_at=at, recorded_by=actor.assignment_id, sample=sample,
    )
    record(EntryKind.OPENED.value, subject=("body", body_id), actor=actor, at=at, rule="地方各级人民政府机构设置和编制管理条例", facts={
        "entry": entry.pk, "type": quota_type, "figure": figure, "effective_on": effective_on.isoformat(), "document_sha256": digest(made.document),
    })
    return made


def import_openings(rows: Sequence[Row], *, actor: Actor, at: datetime) -> Taken:
    """Every line the first of its unit and type. `made`: QuotaOpening. Raises PermissionDenied."""
    require(actor, access.GRANTS["open_ledger"])
    units, filled = units_on(timezone.localtime(at).date()), [row for row in filled_down(rows, "body") if says_something(row, OPENINGS)]

    def opened(row: Row) -> QuotaOpening | None:
        found = read_opening(row, units)
        return open_ledger(
            found.body_id, found.quota_type, figure=found.figure, effective_on=found.effective_on, document=found.document, actor=actor, at=at,
        )

    wrong = twice(filled, "quota_type", lambda row: (row.text("body"), row.text("quota_type")))
    made, errors = each_line(filled, opened)
    return Taken(len(rows), [one for one in made if one is not None], [*wrong, *errors])


@transaction.atomic
def set_leadership(
    body_id: int, *, principals: int, deputies: int, effective_on: date, document: str, actor: Actor, at: datetime,
) -> LeadershipPostQuota | None:
    """核定领导职数: from a day on, the figures that stood end. None: they stand so already. Raises PermissionDenied, StaffingRefused."""
    require(actor, access.GRANTS["set_leadership"])
    hold(body_id)
    body, today = Body.objects.get(pk=body_id), timezone.localtime(at).date()
    held = LeadershipPostQuota.objects.select_for_update().filter(body=body, valid_to=None).first()
    if held is not None and (held.principals, held.deputies) == (principals, deputies):
        return None
    leaders = [leadership(body_id, rank, today)[1] for rank in (Rank.PRINCIPAL, Rank.DEPUTY)]
    check_leadership(
        kind=body.kind, passed=passing_of(body_id) is not None, principals=principals, deputies=deputies, seated=(leaders[0], leaders[1]),
        since=held.valid_from if held is not None else None, effective_on=effective_on, document=document, today=today,
    )
    if held is not None:
        held.valid_to = effective_on
        held.save(update_fields=["valid_to"])
    made: LeadershipPostQuota = LeadershipPostQuota.objects.create(
        body=body, principals=principals, deputies=deputies, valid_from=effective_on, document=document.strip()[:60],
    )
    record(EntryKind.LEADERSHIP_SET.value, subject=("body", body_id), actor=actor, at=at, facts={
        "principals": principals, "deputies": deputies, "effective_on": effective_on.isoformat(), "document_sha256": digest(made.document),
    })
    return made


def import_leadership(rows: Sequence[Row], *, actor: Actor, at: datetime) -> Taken:
    """Every line the figures of one unit. `made`: LeadershipPostQuota. Raises PermissionDenied."""
    require(actor, access.GRANTS["set_leadership"])
    units, filled = units_on(timezone.localtime(at).date()), [row for row in rows if says_something(row, LEADERSHIP)]

    def taken(row: Row) -> LeadershipPostQuota | None:
        found = read_leadership(row, units)
        return set_leadership(found.body_id, principals=found.principals, deputies=found.deputies, effective_on=found.effective_on, document=found.document,
                              actor=actor, at=at)

    made, errors = each_line(filled, taken)
    return Taken(len(rows), [one for one in made if one is not None], [*twice(filled, "body", lambda row: row.text("body")), *errors])


def import_locks(rows: Sequence[Row], *, actor: Actor, at: datetime) -> Taken:
    """Every line a lock by the commission's meeting, as on the unit's page; a unit locked from the same day already stays. Raises PermissionDenied."""
    require(actor, access.GRANTS["lock_unit"])
    units, filled = units_on(timezone.localtime(at).date()), [row for row in rows if says_something(row, LOCKS)]

    def locked(row: Row) -> QuotaLock | None:
        found = read_lock(row, units)
        if QuotaLock.objects.filter(body_id=found.body_id, effective_from=found.effective_from).exists():
            return None
        return lock_unit(found.body_id, effective_from=found.effective_from, meeting_on=found.meeting_on, meeting_number=found.meeting_number,
                         actor=actor, at=at)

    made, errors = each_line(filled, locked)
    return Taken(len(rows), [one for one in made if one is not None], [*twice(filled, "body", lambda row: row.text("body")), *errors])
