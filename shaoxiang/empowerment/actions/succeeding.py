"""权力事项随机构整体承接: what a unit without a street holds, whole, to the unit that follows, on the same decisions (ADR 0038)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from shaoxiang.duties.actions import raise_version
from shaoxiang.empowerment import access, rules
from shaoxiang.empowerment.actions.capacity import look_again
from shaoxiang.empowerment.actions.grounds import hand_over
from shaoxiang.empowerment.actions.listing import put_in_draft
from shaoxiang.empowerment.actions.preparing import NotYet
from shaoxiang.empowerment.actions.steps import Step, hold, write
from shaoxiang.empowerment.flows import EMPOWERMENT_FLOW
from shaoxiang.empowerment.models import DecisionUnit, EmpowermentDecision, HandedPower, PowerSuccession
from shaoxiang.empowerment.queries.coming import Ahead, ends_ahead
from shaoxiang.empowerment.queries.succession import Taken, taking_over
from shaoxiang.empowerment.queries.usage import running_cases
from shaoxiang.empowerment.vocabulary import RUNNING, Fate, FollowRule
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import SYSTEM, Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.web.names import name_of
from shaoxiang.staffing.queries.passing import heir_of, street_ended


@transaction.atomic
def pass_on(
    from_id: int, to_id: int, *, effective_on: date, decided_on: date, basis: str, document: str, running_case_rule: str, actor: Actor, at: datetime,
    sample: bool = False,
) -> PowerSuccession:
    """整体承接, from a day on. What the heir has already is not doubled: the older line ends. Whole, or nothing.

    Of a street that has ended, from today or later; of one that ends by a change already decided, from the very day of it (ADR 0044).

    Raises PermissionDenied, EmpowermentRefused, NotYet (what the heir lacks on that day, line by line), Body.DoesNotExist.
    """
    require(actor, access.GRANTS["pass_on"])
    units = {body.pk: body for body in Body.objects.select_for_update().filter(pk__in=(from_id, to_id)).order_by("pk")}
    if {from_id, to_id} - set(units):
        raise Body.DoesNotExist
    source, target, today = units[from_id], units[to_id], timezone.localtime(at).date()
    decisions = _held(Q(powers__unit_id__in=(from_id, to_id), powers__valid_to__isnull=True))
    ends, heir, ahead = _end_of(source, today)
    found, rule = taking_over(source, target, effective_on), FollowRule(running_case_rule)
    rules.check_succession(
        found.fates, street_ends=ends, is_heir=heir is not None and heir.pk == target.pk, effective_on=effective_on, decided_on=decided_on,
        today=today, basis=basis, document=document, planned=ahead is not None,
    )
    if found.missing:
        raise NotYet(found.missing)
    made = _drafted(source) or PowerSuccession(from_unit=source, change=ahead.change if ahead else None, sample=sample)
    made.to_unit, made.effective_on, made.decided_on, made.running_case_rule = target, effective_on, decided_on, rule.value
    made.basis, made.document, made.running_then = basis.strip()[:160], document.strip()[:120], len(found.running)
    made.recorded_at, made.recorded_by = at, actor.assignment_id
    made.save()
    lines: dict[int, list[Taken]] = defaultdict(list)
    for one in found.of(Fate.GOES, Fate.HAS):
        lines[one.line.decision_id].append(one)
    for key, taken in sorted(lines.items()):
        _succeed(made, decisions[key], taken, actor, at)
    raise_version()
    look_again(to_id, actor=actor, at=at)
    record("empowerment.passed_on", subject=("body", from_id), actor=actor, at=at, facts={
        "to": to_id, "succession": made.pk, "effective_on": effective_on.isoformat(), "decided_on": decided_on.isoformat(), "rule": rule.value,
        "items": sorted(one.line.code for one in found.of(Fate.GOES)), "ended": sorted(one.line.code for one in found.of(Fate.HAS)),
        "basis_sha256": digest(made.basis), "document_sha256": digest(made.document),
    })
    if effective_on <= today:
        apply_succession(made.pk, at=at, by=actor)
    return made


def _end_of(source: Body, today: date) -> tuple[date | None, Body | None, Ahead | None]:
    """When its street ended, or ends by what is decided, and who follows; with the change still to come."""
    ended = street_ended(source)
    ahead = ends_ahead(source, today) if ended is None or ended > today else None
    if ahead is None or not ahead.decided:
        return ended, heir_of(source, today), None
    return ahead.day, ahead.heir, ahead


def _drafted(source: Body) -> PowerSuccession | None:
    return PowerSuccession.objects.select_for_update().filter(from_unit=source, decided_on__isnull=True, withdrawn_at__isnull=True).order_by("-pk").first()


def _held(which: Q) -> dict[int, EmpowermentDecision]:
    """Decisions, held in the order of their numbers."""
    numbers = EmpowermentDecision.objects.filter(which).order_by("matter__number").values_list("matter__number", flat=True).distinct()
    return {one.pk: one for one in map(hold, list(numbers))}


def _succeed(made: PowerSuccession, decision: EmpowermentDecision, taken: list[Taken], actor: Actor, at: datetime) -> None:
    """The lines of one decision: those the heir lacks go on as its own, all of the unit's end on the day."""
    goes = [one for one in taken if one.fate is Fate.GOES]
    fresh = HandedPower.objects.bulk_create(
        HandedPower(decision=decision, unit_id=made.to_unit_id, code=one.line.code, power_type=one.line.power_type, valid_from=made.effective_on)
        for one in goes
    )
    heirs = {line.code: line for line in fresh}
    for one in taken:
        line = one.line
        line.valid_to, line.succession, line.passed_to = made.effective_on, made, heirs.get(line.code) or one.theirs
        line.save(update_fields=["valid_to", "succession", "passed_to"])
    if not decision.powers.filter(unit_id=made.from_unit_id, valid_to__isnull=True).exists():
        decision.units.filter(unit_id=made.from_unit_id).update(left_by=made, short_since=None)
    if fresh:
        DecisionUnit.objects.update_or_create(decision=decision, unit_id=made.to_unit_id, defaults={"left_by": None})
    said = f"{made.effective_on.isoformat()} 起由{name_of('body', made.to_unit_id)}随机构承接：{made.document}"
    draft = put_in_draft(decision, {one.line.code for one in taken}, on=made.effective_on, said=said, actor=actor, at=at)
    write(Step(decision, EMPOWERMENT_FLOW.take("succeed", decision.matter.status), actor, at), facts={
        "succession": made.pk, "from": made.from_unit_id, "to_unit": made.to_unit_id, "effective_on": made.effective_on.isoformat(),
        "items": sorted(heirs), "ended": sorted(one.line.code for one in taken if one.fate is Fate.HAS), "list": draft.pk if draft else None,
    })


@transaction.atomic
def apply_succession(succession_id: int, *, at: datetime, by: Actor = SYSTEM) -> int:
    """The day has come: each running case says who goes on with it, and a decision under which nobody holds anything ends. Safe to repeat.

    Returns how many cases there were.
    """
    made = PowerSuccession.objects.select_for_update().get(pk=succession_id)
    if made.done_at is not None:
        return 0
    decisions, today = _held(Q(powers__succession=made)), timezone.localtime(at).date()
    grounds = running_cases(made.ended.all())
    for ground in grounds:
        if made.running_case_rule == FollowRule.HAND_OVER:
            hand_over(ground, ground.power.decision.department_id, by=by, at=at)
        else:
            facts = {"decision": ground.power.decision_id, "item": ground.power.code, "unit": made.to_unit_id}
            record("empowerment.case_followed", subject=ground.case.matter, actor=by, at=at, facts=facts)
    made.done_at = at
    made.save(update_fields=["done_at"])
    for decision in decisions.values():
        left = decision.powers.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today)).exists() or decision.recalls.filter(done_at__isnull=True).exists()
        if not left and decision.status in RUNNING:
            write(Step(decision, EMPOWERMENT_FLOW.take("passed", decision.matter.status), by, at), facts={"succession": made.pk})
    return len(grounds)
