from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Sum
from django.utils import timezone

from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.queries import engaged_with
from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.forces.models import ForceAllocation
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force

CALLABLE = (BodyKind.DISPATCHED_INSTITUTION, BodyKind.EMERGENCY_TEAM, BodyKind.AFFILIATED_INSTITUTION, BodyKind.DEPARTMENT, BodyKind.PUBLIC_UTILITY)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """值班: who answers for a force at a time. `power`: what the person may decide, in words."""

    post_id: int | None
    name: str
    phone: str
    power: str = ""


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready a force is: `crews` it can send at once, what it is busy with (most urgent first), who is on duty."""

    body_id: int
    crews: int
    busy: tuple[DispatchOrder, ...]
    on_duty: OnDuty | None

    @property
    def free(self) -> int:
        return max(0, self.crews - len(self.busy))


def allocation_totals(on: date) -> Mapping[str, Mapping[str, int]]:
    """Mode -> people, teams, departments sent down on a day."""
    totals = {mode.value: {"people": 0, "teams": 0, "departments": 0} for mode in DeploymentMode}
    rows = ForceAllocation.objects.filter(in_force(on)).values("mode").annotate(
        people=Sum("headcount"), team_count=Sum("teams"), departments=Count("department", distinct=True)
    )
    for row in rows:
        totals[row["mode"]] = {"people": row["people"] or 0, "teams": row["team_count"] or 0, "departments": row["departments"]}
    return totals


def readiness(body_ids: Iterable[int], *, at: datetime) -> dict[int, Readiness]:
    """Of each body: crews, load, who is on duty now."""
    wanted = list(dict.fromkeys(body_ids))
    busy = engaged_with(wanted)
    return {key: Readiness(key, _crews(key), tuple(busy.get(key, ())), on_duty(key, at=at)) for key in wanted}


def on_duty(body_id: int, *, at: datetime) -> OnDuty | None:
    """Who answers for the body at that time: by the roster where there is one, else the answering post."""
    names = book()
    post = names.answering_post(body_id)
    if post is None:
        return None
    body = names.bodies.get(body_id)
    return OnDuty(post.id, names.names_in(post.id), body.phone if body else "")


def _crews(body_id: int) -> int:
    return 1


def callable_bodies(street_id: int, *, at: datetime) -> list[int]:
    """Whom a street may summon: units stationed for it, its transferred bureau, on-call teams, departments and utilities."""
    names, on = book(), timezone.localtime(at).date()
    sent_down = set(ForceAllocation.objects.filter(in_force(on), unit__isnull=False).values_list("unit_id", flat=True))
    found = []
    for body in names.bodies.values():
        if body.kind not in CALLABLE or (body.street_id is not None and body.street_id != street_id):
            continue
        if body.kind == BodyKind.AFFILIATED_INSTITUTION and body.id not in sent_down:
            continue
        found.append(body.id)
    return found
