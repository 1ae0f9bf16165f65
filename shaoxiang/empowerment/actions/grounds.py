"""办案依据: a case says under which handed power it is handled. From here the usage of a power is known, and what a recall touches."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.cases.queries import cases_for
from shaoxiang.empowerment import access, queries
from shaoxiang.empowerment.actions.preparing import NotYet
from shaoxiang.empowerment.models import CaseGround
from shaoxiang.empowerment.queries.usage import with_earlier
from shaoxiang.empowerment.rules import EmpowermentRefused
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.matter.actions import lock_matter
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of


@transaction.atomic
def ground_case(number: str, code: str, *, actor: Actor, at: datetime) -> CaseGround:
    """写明按哪项赋权事项办理: only a power the street holds today and is able to use today.

    Raises EmpowermentRefused (not held, recalled, ended case, twice), NotYet (fewer than two officers …), PermissionDenied, Case.DoesNotExist.
    """
    require(actor, access.GRANTS["ground"])
    case = cases_for(actor).get(matter__number=number)
    matter, today = lock_matter(case.pk), timezone.localtime(at).date()
    unit_id = street_unit(matter.street_id)
    if unit_id is None or unit_id != actor.unit_id:
        raise EmpowermentRefused("code", _("只有事件所在镇街可以写办案依据。"))
    if matter.closed_at is not None:
        raise EmpowermentRefused("code", _("事件已经办结，不能再写依据。"))
    power = queries.holds(unit_id, code, today)
    if power is None:
        words = {"unit": name_of("body", unit_id), "code": code}
        raise EmpowermentRefused("code", _("%(unit)s今天没有 %(code)s 这项权力：没有赋权，或者已经收回。请移送原实施部门。"), **words)
    if CaseGround.objects.filter(case=case, power__in=with_earlier([power.pk])).exists():
        raise EmpowermentRefused("code", _("这件事已经写明按这一项办理了。"))
    lacking = queries.missing_now(unit_id, {power.power_type}, today)
    if lacking:
        raise NotYet(lacking)
    made = CaseGround.objects.create(case=case, power=power, grounded_on=today, grounded_by=actor.assignment_id)
    record("empowerment.case_grounded", subject=matter, actor=actor, at=at, facts={"item": code, "decision": power.decision_id, "unit": unit_id})
    return made


def hand_over(ground: CaseGround, department_id: int, *, by: Actor, at: datetime) -> None:
    """移交部门办理: a running case of a power the street no longer has. In the transaction of whatever ended the power."""
    ground.handed_over_at, ground.handed_to_id = at, department_id
    ground.save(update_fields=["handed_over_at", "handed_to"])
    facts = {"decision": ground.power.decision_id, "item": ground.power.code, "receiving": department_id}
    record("empowerment.case_handed_over", subject=ground.case.matter, actor=by, at=at, facts=facts)
