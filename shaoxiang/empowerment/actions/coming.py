"""撤并以前就办承接: drafted beside a change of streets, decided with it, withdrawn with it, so that no power is without its unit for an hour (ADR 0044)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.duties.actions import raise_version
from shaoxiang.empowerment import access
from shaoxiang.empowerment.actions.capacity import look_again
from shaoxiang.empowerment.actions.listing import put_in_draft
from shaoxiang.empowerment.models import HandedPower, PowerSuccession
from shaoxiang.empowerment.queries.coming import arranged, ends_ahead
from shaoxiang.empowerment.rules import EmpowermentRefused
from shaoxiang.empowerment.vocabulary import EntryKind, FollowRule
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import SYSTEM, Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.vocabulary import _


@transaction.atomic
def draft_succession(from_id: int, *, basis: str, running_case_rule: str, actor: Actor, at: datetime, sample: bool = False) -> PowerSuccession:
    """起草 for the day of the change that leaves the unit without its street; drafted again, the later words hold. Nothing passes by a draft.

    Raises PermissionDenied, EmpowermentRefused, Body.DoesNotExist.
    """
    require(actor, access.GRANTS["pass_on"])
    source = Body.objects.select_for_update(of=("self",)).select_related("street").get(pk=from_id)
    ahead = ends_ahead(source, timezone.localtime(at).date())
    if ahead is None or ahead.heir is None:
        raise EmpowermentRefused("", _("没有哪一次区划变更要撤并它的街道，或者接手的街道还没有办事的机构：请先起草区划变更。"))
    if not basis.strip():
        raise EmpowermentRefused("basis", _("请写明依据哪条法律、哪一号文件决定的。"))
    held = arranged(from_id, ahead.change.pk)
    if held is not None and held.decided_on is not None:
        raise EmpowermentRefused("", _("承接已经决定：要改的，先撤回，再起草一次。"))
    made = held or PowerSuccession(from_unit=source, change=ahead.change, sample=sample)
    made.to_unit, made.effective_on, made.basis = ahead.heir, ahead.day, basis.strip()[:160]
    made.running_case_rule, made.recorded_at, made.recorded_by = FollowRule(running_case_rule).value, at, actor.assignment_id
    made.save()
    record(EntryKind.SUCCESSION_DRAFTED.value, subject=("body", from_id), actor=actor, at=at, facts={
        "to": ahead.heir.pk, "succession": made.pk, "change": ahead.change.pk, "effective_on": ahead.day.isoformat(), "rule": made.running_case_rule,
        "basis_sha256": digest(made.basis),
    })
    return made


@transaction.atomic
def take_back(succession_id: int, *, actor: Actor, at: datetime) -> PowerSuccession:
    """撤回, before its day: every line is its unit's again as if nothing had been decided. Raises PermissionDenied, EmpowermentRefused."""
    if actor is not SYSTEM:
        require(actor, access.GRANTS["pass_on"])
    made = PowerSuccession.objects.select_for_update().get(pk=succession_id)
    if made.withdrawn_at is not None or made.effective_on <= timezone.localtime(at).date():
        raise EmpowermentRefused("", _("承接已经撤回，或者日子已经到了，不能撤回：请另办收回。"))
    lines: dict[int, list[HandedPower]] = defaultdict(list)
    for line in made.ended.select_related("decision__matter", "passed_to").order_by("decision_id", "pk"):
        lines[line.decision_id].append(line)
    for held in lines.values():
        _give_back(made, held, actor, at)
    made.withdrawn_at = at
    made.save(update_fields=["withdrawn_at"])
    raise_version()
    look_again(made.to_unit_id, actor=actor, at=at)
    record(EntryKind.SUCCESSION_WITHDRAWN.value, subject=("body", made.from_unit_id), actor=actor, at=at, facts={
        "succession": made.pk, "to": made.to_unit_id, "effective_on": made.effective_on.isoformat(), "items": sum(map(len, lines.values())),
    })
    return made


def _give_back(made: PowerSuccession, held: list[HandedPower], actor: Actor, at: datetime) -> None:
    """Of one decision: the lines that were to begin for the heir never do."""
    decision = held[0].decision
    fresh = [line.passed_to.pk for line in held if line.passed_to is not None and line.passed_to.decision_id == decision.pk
             and line.passed_to.valid_from == made.effective_on]
    for line in held:
        line.valid_to = line.succession = line.passed_to = None
        line.save(update_fields=["valid_to", "succession", "passed_to"])
    HandedPower.objects.filter(pk__in=fresh).delete()
    decision.units.filter(unit_id=made.from_unit_id, left_by=made).update(left_by=None)
    if not decision.powers.filter(unit_id=made.to_unit_id).exists():
        decision.units.filter(unit_id=made.to_unit_id, signed_at__isnull=True).delete()
    codes = sorted(line.code for line in held)
    if actor is not SYSTEM:  # a list is drafted by people: who keeps it is told instead (`reactions`)
        put_in_draft(decision, codes, on=made.effective_on, said=f"{made.effective_on.isoformat()} 起的随机构承接已经撤回", actor=actor, at=at)
    record(EntryKind.SUCCESSION_WITHDRAWN.value, subject=decision.matter, actor=actor, at=at, facts={"succession": made.pk, "items": codes})


def take_back_of_change(change_id: int, *, at: datetime) -> int:
    """The change of streets was withdrawn: so is what was to follow from it. Safe to repeat; how many there were."""
    today = timezone.localtime(at).date()
    keys = list(PowerSuccession.objects.filter(change_id=change_id, withdrawn_at__isnull=True, effective_on__gt=today).values_list("pk", flat=True))
    for key in keys:
        take_back(key, actor=SYSTEM, at=at)
    return len(keys)
