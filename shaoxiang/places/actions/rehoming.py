"""随区划变更转移: running matters go to the place that follows, one journal entry each; closed ones keep the place of their day. Safe to stop and repeat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.notices.actions import notify
from shaoxiang.places.actions.changes import take_effect
from shaoxiang.places.models import Community, DivisionChange, Grid, GridDivision
from shaoxiang.places.queries import place_book
from shaoxiang.places.queries.changes import open_in
from shaoxiang.places.queries.following import Here, Rehomed, Rehoming, mover, plain_facts
from shaoxiang.places.vocabulary import AreaChangeKind, AreaChangeStatus, DivisionStatus

BATCH = 100
NOTICE = "places.rehomed"


@dataclass(frozen=True, slots=True)
class Way:
    """Where matters of ended places go. `heirs`: grids that share the ground of one, so that its point decides."""

    name: str  # "change:3", "division:8"
    kind: str
    day: date
    communities: Mapping[int, int]
    grids: Mapping[int, int]
    streets: Mapping[int, int] = field(default_factory=dict)
    heirs: Mapping[int, frozenset[int]] = field(default_factory=dict)


def run_due(*, now: datetime) -> int:
    """What is due takes effect, then what runs in the ended places moves, batch by batch. The job of every minute. Returns matters moved."""
    due = DivisionChange.objects.filter(status=AreaChangeStatus.DECIDED, effective_from__lte=timezone.localdate(now)).order_by("effective_from", "pk")
    for pk in list(due.values_list("pk", flat=True)):
        take_effect(pk, at=now)
    return rehome_all(now=now)


def rehome_all(*, now: datetime) -> int:
    """Every way, the oldest first: a matter opened again after years goes all of them in turn."""
    return sum(_rehome(way, now) for way in ways(timezone.localdate(now)))


def ways(on: date) -> list[Way]:
    found = [_way_of_change(row) for row in DivisionChange.objects.filter(status=AreaChangeStatus.EFFECTIVE).prefetch_related("lines")]
    divisions = GridDivision.objects.filter(status=DivisionStatus.CONFIRMED, effective_on__lte=on).defer("proposal").prefetch_related("lines")
    found += [_way_of_division(row) for row in divisions]
    return sorted(found, key=lambda way: (way.day, way.name))


def _way_of_change(change: DivisionChange) -> Way:
    communities: dict[int, int] = {}
    grids: dict[int, int] = {}
    streets: dict[int, int] = {}
    for line in change.lines.all():
        if line.community_before_id is not None and line.community_after_id is not None:
            communities.setdefault(line.community_before_id, line.community_after_id)  # its first heir stands first
        elif line.grid_before_id is not None and line.grid_after_id is not None:
            grids[line.grid_before_id] = line.grid_after_id
        elif line.street_before_id is not None and line.street_after_id is not None and change.kind != AreaChangeKind.STREET_SPLIT:
            streets.setdefault(line.street_before_id, line.street_after_id)  # the one whose unit follows stands first
    return Way(f"change:{change.pk}", change.kind, change.effective_from, communities, grids, streets)


def _way_of_division(division: GridDivision) -> Way:
    shared: dict[int, list[int]] = {}
    for line in sorted(division.lines.all(), key=lambda line: line.pk):
        if line.before_id is not None and line.after_id is not None:
            shared.setdefault(line.before_id, []).append(line.after_id)
    heirs = {before: frozenset(after) for before, after in shared.items() if len(after) > 1}
    return Way(f"division:{division.pk}", "REDRAWN", division.effective_on, {}, {before: after[0] for before, after in shared.items()},
               heirs=heirs)


def _rehome(way: Way, now: datetime) -> int:
    moved = 0
    while keys := list(open_in(way.communities, way.grids, way.streets).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        n = _batch(way, keys, now)
        if not n:
            break
        moved += n
    return moved


@transaction.atomic
def _batch(way: Way, keys: Iterable[int], now: datetime) -> int:
    """Matters still running when it is their turn."""
    rows = open_in(way.communities, way.grids, way.streets).filter(pk__in=list(keys)).select_for_update().order_by("pk")
    moved = [matter for matter in rows if _move(way, matter, now)]
    name, key = way.name.split(":")
    if moved and name == "change":
        DivisionChange.objects.filter(pk=key).update(moved=F("moved") + len(moved))
    return len(moved)


def _move(way: Way, matter: Matter, now: datetime) -> bool:
    was = Here(matter.street_id, matter.community_id, matter.grid_id)
    here = _follow(way, matter)
    if here == was:
        return False
    matter.street_id, matter.community_id, matter.grid_id = here.street, here.community, here.grid
    move = mover(matter.kind)
    done = move(matter, Rehoming(was, here, way.day, way.kind == AreaChangeKind.STREET_RENAME), SYSTEM, now) if move else Rehomed(posts=set(_posts(matter.pk)))
    matter.save(update_fields=["street_id", "community_id", "grid_id"])
    name, key = way.name.split(":")
    record("places.rehomed", subject=matter, actor=SYSTEM, at=now, facts=plain_facts({
        name: int(key), "why": way.kind, "since": way.day.isoformat(), "community_from": was.community, "community_to": here.community,
        "grid_from": was.grid, "grid_to": here.grid, "street_from": was.street if here.street != was.street else None,
        "street_to": here.street if here.street != was.street else None, **done.facts,
    }))
    for post in sorted(done.posts):
        notify(NOTICE, at=now, post_id=post, params={"day": way.day.isoformat()}, key=f"{NOTICE}:{way.name}:{post}")
    return True


def _posts(matter_id: int) -> list[int]:
    return [post for post in DeskRow.objects.filter(OPEN, matter_id=matter_id).values_list("post_id", flat=True) if post is not None]


def _follow(way: Way, matter: Matter) -> Here:
    """The grid decides where there is one; else the community's first heir."""
    grid = way.grids.get(matter.grid_id or 0, matter.grid_id)
    heirs = way.heirs.get(matter.grid_id or 0)
    if heirs and matter.lon is not None and matter.lat is not None:
        found = place_book(way.day).locate(matter.lon, matter.lat)
        grid = found.grid.id if found.grid is not None and found.grid.id in heirs else grid
    community = way.communities.get(matter.community_id or 0, matter.community_id)
    if grid is not None and grid != matter.grid_id:
        community = Grid.objects.values_list("community_id", flat=True).get(pk=grid)
    street = way.streets.get(matter.street_id or 0, matter.street_id)
    if community is not None and community != matter.community_id:
        street = Community.objects.values_list("street_id", flat=True).get(pk=community)
    return Here(street, community, grid)
