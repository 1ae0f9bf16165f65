"""对口要求 is recorded and refused in one act; what only coordinates is set up with its end, and wound up."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Facts, digest
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing import access, rules
from shaoxiang.staffing.actions.selecting import needed
from shaoxiang.staffing.models import CoordinatingBody, MatchingDemand
from shaoxiang.staffing.rules import StaffingRefused
from shaoxiang.staffing.vocabulary import Demanded

LAW = "地方各级人民政府机构设置和编制管理条例"


@transaction.atomic
def refuse_demand(
    department_id: int, unit_id: int, *, what: Demanded, document: str, words: str, actor: Actor, at: datetime,
) -> MatchingDemand:
    """登记并退回: there is no other outcome (Q7). The same demand told again the same day is the same row. Raises PermissionDenied, StaffingRefused."""
    row = MatchingDemand(
        department_id=department_id, unit_id=unit_id, what=what, document=document.strip()[:100],
        words=needed(words, "words", _("请写对方是怎么要求的。")), received_on=timezone.localtime(at).date(), recorded_by=actor.assignment_id,
    )
    require(actor, access.GRANTS["demand"], row)
    kinds = dict(Body.objects.filter(pk__in=(department_id, unit_id)).values_list("pk", "kind"))
    if kinds.get(department_id) != BodyKind.DEPARTMENT.value or kinds.get(unit_id) not in rules.STREET_KINDS:
        raise StaffingRefused("department", _("对口要求是部门向镇街提的：请选一个部门和一个镇街。"))
    same: MatchingDemand | None = MatchingDemand.objects.filter(
        department_id=department_id, unit_id=unit_id, what=what, words=row.words, received_on=row.received_on,
    ).first()
    if same is not None:
        return same
    row.save()
    facts: Facts = {"demand": row.pk, "unit": unit_id, "what": what.value, "words_sha256": digest(row.words)}
    record("staffing.demand_refused", subject=("body", department_id), actor=actor, at=at, facts=facts, rule=f"{LAW} 7")
    return row


@transaction.atomic
def set_up_coordinating(name: str, *, lead_id: int, starts: date, ends: date | None, document: str, actor: Actor, at: datetime) -> CoordinatingBody:
    """设立议事协调机构, without a quota and with an end (Q9). Raises PermissionDenied, StaffingRefused."""
    require(actor, access.GRANTS["coordinating"])
    rules.check_coordinating(name, starts, ends)
    made: CoordinatingBody = CoordinatingBody.objects.create(
        name=name.strip()[:80], lead=Body.objects.get(pk=lead_id), document=needed(document, "document", _("请填设立的文号。"))[:60],
        valid_from=starts, valid_to=ends,
    )
    facts: Facts = {"coordinating": made.pk, "until": ends.isoformat() if ends else "", "document": made.document}
    record("staffing.coordinating_set_up", subject=("body", lead_id), actor=actor, at=at, facts=facts, rule=f"{LAW} 11、19")
    return made


@transaction.atomic
def wind_up(pk: int, *, actor: Actor, at: datetime) -> CoordinatingBody:
    """提前撤销. Raises PermissionDenied, StaffingRefused."""
    require(actor, access.GRANTS["coordinating"])
    row = CoordinatingBody.objects.select_for_update().get(pk=pk)
    today = timezone.localtime(at).date()
    if row.valid_to is None or row.valid_to <= today or row.valid_from >= today:
        raise StaffingRefused("", _("已经到期、或者今天才设立的，不能提前撤销。"))
    row.valid_to = today
    row.save(update_fields=["valid_to"])
    record("staffing.coordinating_wound_up", subject=("body", row.lead_id), actor=actor, at=at, facts={"coordinating": row.pk})
    return row
