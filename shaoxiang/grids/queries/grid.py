"""One grid as the street sees it: who, since when, reachable how; team, place, branch; tasks and patrols."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext

from shaoxiang.grids import access
from shaoxiang.grids.models import GridAsset, GridPartyBranch, GridPerson, GridTask, PatrolPlan, PatrolRecord
from shaoxiang.grids.queries.lists import standard
from shaoxiang.grids.queries.standing import holdings
from shaoxiang.grids.queries.tasks import open_tasks
from shaoxiang.grids.rules import WORKER, Holdings, Standard, Standing, standing
from shaoxiang.institutions.models import Person
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.language import in_words, reads_english
from shaoxiang.places.models import Grid

SHOWN_TASKS, SHOWN_RECORDS = 20, 30


@dataclass(frozen=True, slots=True)
class PersonLine:
    row: GridPerson
    role: str
    names: tuple[str, ...]  # empty: the post is vacant
    post: str
    phone: str


@dataclass(frozen=True, slots=True)
class GridPage:
    grid: Grid
    standard: Standard
    standing: Standing
    people: list[PersonLine]
    former: list[PersonLine]
    assets: list[GridAsset]
    branches: list[GridPartyBranch]
    tasks: list[GridTask]
    plans: list[PatrolPlan]
    records: list[PatrolRecord]
    may: frozenset[str] = field(default_factory=frozenset)


def grid_row(actor: Actor, code: str, on: date, what: str = "view") -> Grid | None:
    """The grid in force with this code, where the actor may do this to it; None otherwise."""
    rows = Grid.objects.filter(in_force(on), code=code).filter(visible(actor, access.GRANTS[what]))
    return rows.defer("geometry").select_related("community__street").first()


def may(actor: Actor, grid: Grid) -> frozenset[str]:
    return frozenset(name for name, grants in access.GRANTS.items() if allowed(actor, grants, grid))


def grid_page(grid: Grid, actor: Actor, on: date) -> GridPage:
    wanted = standard(on)
    held = holdings([grid.pk], on).get(grid.pk, Holdings())
    rows = list(GridPerson.objects.filter(grid=grid).order_by("pk"))
    order = [WORKER, *(role.code for role in wanted.roles)]
    present = sorted((row for row in rows if row.valid_to is None or row.valid_to > on), key=lambda row: order.index(row.role) if row.role in order else 99)
    past = sorted((row for row in rows if row.valid_to is not None and row.valid_to <= on), key=lambda row: -row.pk)[:20]
    lines = _lines([*present, *past], wanted)
    return GridPage(
        grid, wanted, standing(wanted, held), [line for line in lines if line.row in present], [line for line in lines if line.row in past],
        list(GridAsset.objects.filter(in_force(on), grid=grid).order_by("kind", "pk")),
        list(GridPartyBranch.objects.filter(in_force(on), grids=grid).order_by("pk")),
        list(open_tasks(actor).filter(matter__grid_id__in=_through_the_years(grid)).order_by("matter__due_at", "pk")[:SHOWN_TASKS]),
        list(PatrolPlan.objects.filter(in_force(on), grid=grid).order_by("pk")),
        patrol_page(grid)[:SHOWN_RECORDS],
        may(actor, grid),
    )


def _lines(rows: list[GridPerson], wanted: Standard) -> list[PersonLine]:
    bodies = book()
    seats = {row.pk: bodies.people_in(row.post_id) for row in rows if row.post_id}
    persons = Person.objects.in_bulk({seat.person_id for held in seats.values() for seat in held})

    def line(row: GridPerson) -> PersonLine:
        role = gettext("网格员") if row.role == WORKER else wanted.label_of(row.role, english=reads_english())
        if row.post_id is None:
            return PersonLine(row, role, (row.name,), "", "")
        held = [persons[seat.person_id] for seat in seats[row.pk]]
        post = bodies.posts[row.post_id]
        names = tuple(in_words(person.name, person.name_en) for person in held)
        words = f"{bodies.short_name_of(post.body_id)} {in_words(post.title, post.title_en)}"
        return PersonLine(row, role, names, words, "、".join(person.work_phone for person in held if person.work_phone))

    return [line(row) for row in rows]


def _through_the_years(grid: Grid) -> list[int]:
    """The grid and those it came from by a division: what was begun there is finished here."""
    return [grid.pk, *Grid.objects.filter(successor_id=grid.pk).values_list("pk", flat=True)]


def patrol_page(grid: Grid) -> list[PatrolRecord]:
    """Every record of the grid, newest first, at most a year's daily rounds."""
    rows = PatrolRecord.objects.filter(plan__grid__in=_through_the_years(grid)).select_related("plan").prefetch_related("matters")
    return list(rows.order_by("-on", "-pk")[:400])
