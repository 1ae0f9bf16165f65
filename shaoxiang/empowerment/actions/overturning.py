"""登记被撤销、变更的决定, by the justice bureau; and striking out what was entered by mistake. Both stand in the record of the handing decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.cases.models import Case
from shaoxiang.empowerment import access
from shaoxiang.empowerment.models import HandedPower, OverturnedDecision
from shaoxiang.empowerment.queries.overturned import overturned_for, power_on
from shaoxiang.empowerment.rules import EmpowermentRefused, check_overturned
from shaoxiang.empowerment.vocabulary import EntryKind, OverturnedBy, OverturnedHow
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.matter.actions import lock_matter
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of


@dataclass(frozen=True, slots=True)
class Overturned:
    """What is written down. Nobody's name: the decision is told by its number."""

    unit_id: int
    code: str
    number: str
    decided_on: date
    by: OverturnedBy
    by_name: str
    document: str
    how: OverturnedHow
    overturned_on: date
    case: str = ""


@transaction.atomic
def overturn(given: Overturned, *, actor: Actor, at: datetime, sample: bool = False) -> OverturnedDecision:
    """登记. Raises PermissionDenied, EmpowermentRefused (dates, no such power that day, a case of elsewhere, the same once more)."""
    require(actor, access.GRANTS["overturn"])
    check_overturned(given.number, given.by_name, given.document, given.decided_on, given.overturned_on, timezone.localtime(at).date())
    power = power_on(given.unit_id, given.code, given.decided_on)
    if power is None:
        words = {"unit": name_of("body", given.unit_id), "code": given.code}
        raise EmpowermentRefused("decided_on", _("%(unit)s在决定那天没有 %(code)s 这项权力：请核对镇街、事项和决定日期。"), **words)
    matter = lock_matter(power.decision_id)
    number, document = given.number.strip(), given.document.strip()
    if OverturnedDecision.objects.filter(number=number, document=document, ended_at__isnull=True).exists():
        raise EmpowermentRefused("document", _("这份决定的这个结果已经登记过了：同一份决定又经法院判的，请写判决书文号。"))
    made = OverturnedDecision.objects.create(
        power=power, number=number, decided_on=given.decided_on, case=_case(given.case, power), by=given.by.value, by_name=given.by_name.strip(),
        document=document, how=given.how.value, overturned_on=given.overturned_on, recorded_at=at, recorded_by=actor.assignment_id, sample=sample,
    )
    record(EntryKind.OVERTURNED.value, subject=matter, actor=actor, at=at, facts={
        "overturned": made.pk, "item": power.code, "unit": power.unit_id, "by": made.by, "how": made.how, "on": made.overturned_on.isoformat(),
        "document_sha256": digest(f"{number} {document}"),
    })
    return made


def _case(number: str, power: HandedPower) -> Case | None:
    """The case it came from, where it is named."""
    if not number.strip():
        return None
    found = Case.objects.filter(matter__number=number.strip().upper(), matter__street_id=power.unit.street_id).first()
    if found is None:
        raise EmpowermentRefused("case", _("这个镇街没有这个编号的事件：请核对编号，没有对应事件的可以不填。"))
    return found


@transaction.atomic
def take_out(pk: int, *, why: str, actor: Actor, at: datetime) -> OverturnedDecision:
    """勾销登错的: it stays to be seen and is counted no more. Raises OverturnedDecision.DoesNotExist, PermissionDenied, EmpowermentRefused."""
    row: OverturnedDecision = OverturnedDecision.objects.select_for_update(of=("self",)).select_related("power").get(
        pk__in=overturned_for(actor).filter(pk=pk).values("pk"))
    require(actor, access.GRANTS["overturn"])
    matter = lock_matter(row.power.decision_id)
    if row.ended_at is not None:
        raise EmpowermentRefused("why", _("这一条已经勾销了。"))
    if not why.strip():
        raise EmpowermentRefused("why", _("请写明为什么勾销，例如：登错了镇街。"))
    row.ended_at, row.ended_why = at, why.strip()[:200]
    row.save(update_fields=["ended_at", "ended_why"])
    record(EntryKind.TAKEN_OUT.value, subject=matter, actor=actor, at=at, facts={"overturned": row.pk, "why_sha256": digest(row.ended_why)})
    return row
