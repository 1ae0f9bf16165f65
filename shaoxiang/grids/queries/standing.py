"""How grids stand against the standard: what is missing where. Of grids, never of people; nothing here is a rank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from shaoxiang.grids import access
from shaoxiang.grids.models import GridAsset, GridPerson
from shaoxiang.grids.queries.lists import standard
from shaoxiang.grids.queries.tasks import tasks_for
from shaoxiang.grids.rules import WORKER, Holdings, Standard, Standing, standing
from shaoxiang.grids.vocabulary import AssetKind, TaskStatus
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import Actor, visible
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.matter.counting import counted
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.models import Grid
from shaoxiang.places.queries import place_book
from shaoxiang.places.queries.following import Touched, Touching
from shaoxiang.places.rules import GridPlace


@dataclass(frozen=True, slots=True)
class StandingLine:
    grid: GridPlace
    standing: Standing


def holdings(grid_ids: Sequence[int] | None, on: date) -> dict[int, Holdings]:
    """What these grids (None: all) hold on a day. A role whose post is empty is not held. Two queries."""
    people = GridPerson.objects.filter(in_force(on))
    assets = GridAsset.objects.filter(in_force(on))
    if grid_ids is not None:
        people, assets = people.filter(grid_id__in=grid_ids), assets.filter(grid_id__in=grid_ids)
    bodies = book()
    roles: dict[int, set[str]] = {}
    for grid_id, role, post_id in people.values_list("grid_id", "role", "post_id"):
        if post_id is None or bodies.people_in(post_id):
            roles.setdefault(grid_id, set()).add(role)
    counted = Counter(assets.values_list("grid_id", "kind"))
    keys = roles.keys() | {grid_id for grid_id, _kind in counted}
    return {
        key: Holdings(frozenset(roles.get(key, ())), counted[key, AssetKind.TEAM.value], counted[key, AssetKind.PLACE.value]) for key in keys
    }


def standing_lines(
    actor: Actor, *, on: date, street_id: int | None = None, community_id: int | None = None, missing: str = "", grants: str = "overview",
) -> list[StandingLine]:
    """Grids the actor may look over, by code. `missing`: only those that lack this (a role code, TEAM, PLACE, or ANY)."""
    seen = set(Grid.objects.filter(in_force(on)).filter(visible(actor, access.GRANTS[grants])).values_list("pk", flat=True))
    places = [
        place for place in place_book(on).grids.values()
        if place.id in seen and street_id in (None, place.street_id) and community_id in (None, place.community_id)
    ]
    held, wanted = holdings([place.id for place in places] if len(places) < 200 else None, on), standard(on)
    lines = [StandingLine(place, standing(wanted, held.get(place.id, Holdings()))) for place in sorted(places, key=lambda each: each.code)]
    if missing == "ANY":
        return [line for line in lines if not line.standing.complete]
    return [line for line in lines if missing in line.standing.missing] if missing else lines


def vacant(on: date) -> list[GridPlace]:
    """Grids of the district without a worker today."""
    held = holdings(None, on)
    return sorted((place for place in place_book(on).grids.values() if WORKER not in held.get(place.id, Holdings()).roles), key=lambda place: place.code)


def parts_of(wanted: Standard) -> list[tuple[str, str]]:
    """(code, words) of everything that may be missing, in the standard's order."""
    return [
        (WORKER, gettext("网格员")), *((role.code, in_words(role.label, role.label_en)) for role in wanted.roles),
        (AssetKind.TEAM.value, gettext(AssetKind.TEAM.label)), (AssetKind.PLACE.value, gettext(AssetKind.PLACE.label)),
    ]


def missing_words(codes: Iterable[str], wanted: Standard) -> str:
    words = dict(parts_of(wanted))
    return gettext("、").join(words.get(code, code) for code in codes)


@dataclass(frozen=True, slots=True)
class Overview:
    """A street's (or the district's) grids at a glance. `lacking`: (code, words, how many grids), most first."""

    lines: list[StandingLine]
    lacking: list[tuple[str, str, int]]
    vacancies: list[StandingLine]
    tasks_out: int
    tasks_late: int
    tasks_refused: int  # late too, but refused by the street: counted in no assessment
    tasks_returned: int
    streets: list[tuple[int, int, int]] = field(default_factory=list)  # (street, grids, complete)

    @property
    def complete(self) -> int:
        return sum(line.standing.complete for line in self.lines)


def overview(actor: Actor, *, now: datetime, on: date, street_id: int | None = None) -> Overview:
    lines = standing_lines(actor, on=on, street_id=street_id)
    lacks = Counter(code for line in lines for code in line.standing.missing)
    lacking = [(code, words, lacks[code]) for code, words in parts_of(standard(on)) if lacks[code]]
    tasks = tasks_for(actor)
    if street_id is not None:
        tasks = tasks.filter(matter__street_id=street_id)
    by_street = Counter(line.grid.street_id for line in lines)
    whole = Counter(line.grid.street_id for line in lines if line.standing.complete)
    running = tasks.filter(matter__closed_at__isnull=True)
    late, refused = counted(running.filter(Q(matter__due_at__lte=now)))
    return Overview(
        lines, sorted(lacking, key=lambda each: -each[2]), [line for line in lines if WORKER in line.standing.missing],
        running.filter(matter__status=TaskStatus.ASSIGNED.value).count(), late.count(), refused,
        running.filter(matter__status=TaskStatus.RETURNED.value).count(),
        [(street, grids, whole[street]) for street, grids in sorted(by_street.items(), key=lambda pair: place_book(on).streets[pair[0]].code)],
    )


def touched(around: Touching) -> list[Touched]:
    """Grid workers and other people of the grids a change of communities would end."""
    rows = GridPerson.objects.filter(in_force(around.day), grid__in=around.grids)
    workers = rows.filter(role=WORKER).values("post").distinct().count()
    return [Touched(_("网格员"), workers, reverse("grids:overview")), Touched(_("网格里的其他人员"), rows.exclude(role=WORKER).count())]
