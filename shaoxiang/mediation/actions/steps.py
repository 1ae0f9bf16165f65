"""What every step of a mediation has in common: take the move, touch the clocks, move the desk, write the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from django.utils import timezone

from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks import specs
from shaoxiang.kernel.clocks.queries import running
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.identity.actions import keep_until
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import hold, move_of
from shaoxiang.mediation import access
from shaoxiang.mediation.flows import CONFIRM_CLOCK, MEDIATION_FLOW
from shaoxiang.mediation.models import MediationCase, Note
from shaoxiang.mediation.queries import desk_of
from shaoxiang.mediation.vocabulary import ENDED, WordKind
from shaoxiang.mediation.vocabulary import MediationStatus as S

KEPT_DAYS = 3650  # 调解档案: the file is kept ten years after its end (composed; 人民调解法 27 names no term)
_AWAITED = {S.APPLIED: "accept", S.ACCEPTED: "hold", S.IN_MEDIATION: "hold", S.AGREED: "perform", S.CONFIRMING: "court_valid", S.CONFIRMED: "perform"}
_MEDIATORS = ("hold", "perform")


@dataclass
class Step:
    """A move taken on a locked mediation, not yet written."""

    mediation: MediationCase
    matter: Matter
    move: Move
    actor: Actor
    at: datetime


def take(number: str, name: str, *, actor: Actor, at: datetime) -> Step:
    """Lock and take. Raises MediationCase.DoesNotExist (also outside the actor's rows), PermissionDenied, MoveRefused."""
    mediation = hold(MediationCase.objects.all(), number)
    move = move_of(mediation, name, flow=MEDIATION_FLOW, actor=actor, view=access.GRANTS["view"], grants=access.GRANTS[name])
    return Step(mediation, mediation.matter, move, actor, at)


def write(
    step: Step, *, facts: Mapping[str, Fact] | None = None, fields: Iterable[str] = (), starts_at: datetime | None = None,
) -> MediationCase:
    """Status, clocks, row, desk, record. `starts_at`: the event a started clock counts from, where it is not now."""
    mediation, matter, move = step.mediation, step.matter, step.move
    codes = tuple(clock.code for clock in running(matter)) if "*" in move.stops else move.stops
    exact = replace(move, stops=codes)
    if exact.stops or exact.starts:
        clocks.apply(exact, matter, at=starts_at or step.at, specs={CONFIRM_CLOCK: specs.spec(CONFIRM_CLOCK)})
    if move.target is not None:
        matter.status = move.target
        matter.closed_at = step.at if move.target in ENDED else None
        matter.save(update_fields=["status", "closed_at"])
    if fields := list(fields):
        mediation.save(update_fields=fields)
    move_desk(mediation, at=step.at, by=step.actor)
    if move.target in ENDED:
        for party in mediation.parties.all():
            keep_until(party.vault_id, step.at + timedelta(days=KEPT_DAYS))
    record(f"mediation.{move.name}", subject=matter, actor=step.actor, at=step.at, rule=move.rule, facts={"to": matter.status, **(facts or {})})
    return mediation


def say(step: Step, text: str, kind: WordKind, *, place: str = "") -> dict[str, Fact]:
    """Keep words beside the matter; returns the fact that proves them."""
    text = text.strip()
    if not text:
        return {}
    Note.objects.create(
        mediation=step.mediation, kind=kind, text=text, place=place[:100], written_at=step.at, written_by=step.actor.assignment_id,
    )
    return {"words_sha256": digest(text)}


def move_desk(mediation: MediationCase, *, at: datetime, by: Actor, fresh: bool = False) -> None:
    """One open row: what is awaited now, of the mediator where he is the one to act, else of the desk."""
    matter = mediation.matter
    if not fresh:
        settle(matter.pk, at=at, by=by)
    what = _AWAITED.get(S(matter.status))
    if what is None:
        return
    due_at = end_of(mediation) if what == "perform" else None
    if what in _MEDIATORS and mediation.mediator_post_id is not None:
        post = book().posts.get(mediation.mediator_post_id)
        role = next((role for role in (Role.COMMUNITY_DESK, Role.JUDICIAL_OFFICE) if post is not None and role in post.roles), Role.GRID_WORKER)
        await_act(matter.pk, what, role=role, at=at, post_id=mediation.mediator_post_id, due_at=due_at)
    else:
        await_act(matter.pk, "name_mediator" if what == "hold" else what, at=at, due_at=due_at, **desk_of(matter))


def end_of(mediation: MediationCase) -> datetime | None:
    """24:00 of the last day for performing, as the next midnight here."""
    if mediation.performance_on is None:
        return None
    return timezone.make_aware(datetime.combine(mediation.performance_on + timedelta(days=1), time()))
