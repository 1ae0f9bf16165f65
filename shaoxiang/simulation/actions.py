"""Writes of the room: a run asked for, and its answer. Nothing else in the district changes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from shaoxiang.kernel.access import SYSTEM, Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Facts, digest
from shaoxiang.simulation import access
from shaoxiang.simulation.models import SimulationRun
from shaoxiang.simulation.queries import NothingRecorded, world_now
from shaoxiang.simulation.queries.runs import is_soon_done
from shaoxiang.simulation.rules.changes import ChangeRefused, apply, of_data
from shaoxiang.simulation.rules.inputs import World
from shaoxiang.simulation.rules.keeping import keep
from shaoxiang.simulation.rules.study import Plan, study
from shaoxiang.simulation.vocabulary import EntryKind, RunStatus

SUBJECT = "simulation_run"
SAME_QUESTION = timedelta(minutes=1)  # a double click, or the same form sent again
GIVEN_UP = timedelta(minutes=15)  # a worker that stopped in the middle: another begins again
Rows = Sequence[Mapping[str, Any]]


def ask(plan: Plan, changes: Rows, *, actor: Actor, at: datetime, base: World | None = None) -> SimulationRun:
    """Run at once where it is soon done, else leave it to the worker; asked again within a minute, the same run answers. `base`: the district
    where it has just been read.

    The model runs outside of any transaction: nobody waits for it. Raises PermissionDenied, ChangeRefused, NothingRecorded.
    """
    require(actor, access.GRANTS["ask"])
    known = _asked_before(plan, changes, actor, at)
    if known is not None:
        return known
    base = base or world_now(at=at)
    checked = of_data(changes)
    changed = apply(base, checked) if checked else None
    result = None
    if is_soon_done(changed or base, plan, worlds=2 if changed else 1):
        result = keep(study(base, changed, plan), base, changed)
    return _write(plan, changes, result, actor=actor, at=at)


def _digest(plan: Plan, changes: Rows) -> str:
    return digest(json.dumps([plan.days, plan.replications, plan.seed, list(changes)], ensure_ascii=False, sort_keys=True))


def _asked_before(plan: Plan, changes: Rows, actor: Actor, at: datetime) -> SimulationRun | None:
    return SimulationRun.objects.filter(asked_by=actor.assignment_id, digest=_digest(plan, changes), asked_at__gt=at - SAME_QUESTION).first()


@transaction.atomic
def _write(plan: Plan, changes: Rows, result: dict[str, Any] | None, *, actor: Actor, at: datetime) -> SimulationRun:
    run = SimulationRun.objects.create(
        asked_at=at, asked_by=actor.assignment_id, days=plan.days, replications=plan.replications, seed=plan.seed, changes=[dict(row) for row in changes],
        digest=_digest(plan, changes), status=RunStatus.WAITING if result is None else RunStatus.DONE, finished_at=None if result is None else at,
        result=result or {},
    )
    facts: Facts = {
        "days": plan.days, "replications": plan.replications, "seed": plan.seed, "changes": len(changes), "parameters_sha256": run.digest,
        "at_once": result is not None,
    }
    record(EntryKind.ASKED.value, subject=(SUBJECT, run.pk), actor=actor, at=at, facts=facts, new=True)
    return run


def run_waiting(*, now: datetime) -> int:
    """The worker: take the runs that wait, oldest first, and answer them. Returns how many."""
    answered = 0
    while (run := _taken(now)) is not None:
        plan, result, refusal = Plan(run.days, run.replications, run.seed), {}, ""
        try:
            base = world_now(at=now)
            checked = of_data(run.changes)
            changed = apply(base, checked) if checked else None
            result = keep(study(base, changed, plan), base, changed)
        except (ChangeRefused, NothingRecorded) as refused:  # the lists changed since it was asked
            refusal = str(refused)[:400]
        _finish(run.pk, result, refusal, at=now)
        answered += 1
    return answered


@transaction.atomic
def _taken(now: datetime) -> SimulationRun | None:
    free = Q(started_at__isnull=True) | Q(started_at__lt=now - GIVEN_UP)
    run = SimulationRun.objects.select_for_update().filter(free, status=RunStatus.WAITING).order_by("asked_at", "pk").first()
    if run is not None:
        run.started_at = now
        run.save(update_fields=["started_at"])
    return run


@transaction.atomic
def _finish(pk: int, result: dict[str, Any], refusal: str, *, at: datetime) -> None:
    run = SimulationRun.objects.select_for_update().get(pk=pk)
    if run.status != RunStatus.WAITING:
        return
    run.status, run.finished_at, run.result, run.refusal = RunStatus.FAILED if refusal else RunStatus.DONE, at, result, refusal
    run.save(update_fields=["status", "finished_at", "result", "refusal"])
    record(EntryKind.FINISHED.value, subject=(SUBJECT, pk), actor=SYSTEM, at=at, facts={"status": run.status, "refusal_sha256": digest(refusal)})
