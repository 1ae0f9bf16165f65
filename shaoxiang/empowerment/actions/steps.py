"""What every step has in common: lock the matter, take the move, touch the clocks, move the desks, write the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from shaoxiang.empowerment import access
from shaoxiang.empowerment.flows import EMPOWERMENT_FLOW, EVALUABLE
from shaoxiang.empowerment.models import EmpowermentDecision
from shaoxiang.empowerment.queries.capacity import unit_capacities
from shaoxiang.empowerment.queries.decisions import types_in
from shaoxiang.empowerment.rules import EVALUATE_CLOCK, SIGN_CLOCK, SIGN_SPEC, evaluate_spec, needs_penalty, shortages
from shaoxiang.empowerment.vocabulary import ENDED, RUNNING
from shaoxiang.empowerment.vocabulary import DecisionStatus as S
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import posts_holding
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact
from shaoxiang.kernel.matter import rows

Seat = tuple[str, str, int | None]  # what is awaited, role, unit
OVER = frozenset(status.value for status in ENDED)


@dataclass
class Step:
    """A move taken on a locked decision, not yet written."""

    decision: EmpowermentDecision
    move: Move
    actor: Actor
    at: datetime


def hold(number: str) -> EmpowermentDecision:
    """The decision, its matter locked. Raises EmpowermentDecision.DoesNotExist."""
    return rows.hold(EmpowermentDecision.objects.all(), number)


def take(number: str, name: str, *, actor: Actor, at: datetime) -> Step:
    """Raises EmpowermentDecision.DoesNotExist (also outside the actor's rows), PermissionDenied, MoveRefused."""
    decision = hold(number)
    move = rows.move_of(decision, name, flow=EMPOWERMENT_FLOW, actor=actor, view=access.GRANTS["view"], grants=access.GRANTS[name])
    return Step(decision, move, actor, at)


def write(step: Step, *, facts: Mapping[str, Fact] | None = None, fields: Iterable[str] = ()) -> EmpowermentDecision:
    """Row, clocks, status, desks, record."""
    decision, move = step.decision, step.move
    if fields := list(fields):
        decision.save(update_fields=fields)
    specs = {EVALUATE_CLOCK: evaluate_spec(decision.evaluate_months), SIGN_CLOCK: SIGN_SPEC}
    clocks.apply(move, decision.matter, at=step.at, specs=specs)
    if move.target is not None:
        decision.matter.status = move.target
        if move.target.value in OVER:
            decision.matter.closed_at = step.at
        decision.matter.save(update_fields=["status", "closed_at"])
    move_desk(decision, at=step.at, by=step.actor)
    told: dict[str, Fact] = {"to": decision.matter.status, **(facts or {})}
    record(f"empowerment.{move.name}", subject=decision.matter, actor=step.actor, at=step.at, rule=move.rule, facts=told)
    return decision


def move_desk(decision: EmpowermentDecision, *, at: datetime, by: Actor) -> None:
    """Rows no longer wanted go; those still wanted keep the day they came."""
    wanted = set(_wanted(decision, at))
    there = set(DeskRow.objects.filter(OPEN, matter_id=decision.pk).values_list("what", "role", "unit_id"))
    for what, _role, unit_id in there - wanted:
        settle(decision.pk, at=at, by=by, what=what, unit_id=unit_id)
    for what, role, unit_id in sorted(wanted - there, key=lambda seat: (seat[0], seat[2] or 0)):
        timed = what in ("sign", "evaluate")
        warn_at, due_at = (decision.matter.warn_at, decision.matter.due_at) if timed else (None, None)
        await_act(decision.pk, what, role=role, unit_id=unit_id, at=at, warn_at=warn_at, due_at=due_at)


def _wanted(decision: EmpowermentDecision, at: datetime) -> list[Seat]:
    found: list[Seat]
    status, leader = decision.status, str(Role.STREET_LEADER)
    if status == S.PROPOSED:
        return [("sign", leader, key) for key in decision.units.filter(signed_at__isnull=True).values_list("unit_id", flat=True)]
    if status == S.CAPACITY_CHECK:
        day, types = timezone.localtime(at).date(), types_in(decision)
        units = unit_capacities(decision.units.values_list("unit_id", flat=True), day)
        short = [key for key, one in units.items() if shortages(one.facts, types, day)]
        return [("confirm_capacity", leader, key) for key in short] or _district("plan", Role.STAFFING_OFFICE)
    if status == S.DISTRICT_PLAN and needs_penalty(types_in(decision)):
        return _district("basis", Role.STAFFING_OFFICE)
    if status in (S.DISTRICT_PLAN, S.PROVINCIAL_BASIS):
        return [("train", str(Role.DEPARTMENT_LIAISON), decision.department_id)]
    if status in (S.TRAINED, S.PUBLISHED):
        return _district("publish" if status == S.TRAINED else "start", Role.STAFFING_OFFICE)
    found = [("restore", leader, key) for key in decision.units.filter(short_since__isnull=False).values_list("unit_id", flat=True)]
    if status == S.EVALUATED:
        found += _district("conclude", Role.JUSTICE_BUREAU)
    if status in EVALUABLE and decision.matter.warn_at is not None and decision.matter.warn_at <= at:
        found += _district("evaluate", Role.JUSTICE_BUREAU)
    return found if status in RUNNING else []


def _district(what: str, role: Role) -> list[Seat]:
    """On the desk of whoever holds the role in the district."""
    kept = book()
    units = {kept.unit_of(kept.posts[key].body_id) for key in posts_holding(frozenset({str(role)}))}
    return [(what, str(role), key) for key in sorted(key for key in units if key is not None)]
