"""After a division: people, teams, branches and plans go on under the grid that succeeds; whoever answered for the old grid still sees its matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from shaoxiang.grids.models import GridAsset, GridPartyBranch, GridPerson, PatrolPlan
from shaoxiang.institutions.actions import changed
from shaoxiang.institutions.models import Post
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal.actions import record
from shaoxiang.places.models import GridDivision
from shaoxiang.places.queries.following import Moved
from shaoxiang.places.vocabulary import ChangeKind


@transaction.atomic
def carry_over(division_id: int, *, actor: Actor, at: datetime) -> int:
    """Rows in force on the day of the division end and begin again under the grid of the same code. Safe to repeat. Returns rows carried.

    The people of a gone grid end with it (its successor has its own); the successor's workers see its running matters.
    """
    division = GridDivision.objects.get(pk=division_id)
    day = division.effective_on
    lines = list(division.lines.filter(before__isnull=False).select_related("before", "after"))
    same = {line.before_id: line.after_id for line in lines if line.after and line.before and line.after.code == line.before.code}
    gone = {line.before_id for line in lines if line.kind == ChangeKind.GONE}
    carried = sum(_carry(model, same, day) for model in (GridPerson, GridAsset, PatrolPlan))
    for model in (GridPerson, GridAsset, PatrolPlan):
        _running(model, gone, day).update(valid_to=day)
    _carry_branches(same, day)
    _share_posts(((line.before_id, line.after_id) for line in lines if line.after_id), same)
    changed()
    if carried:
        record("grids.carried", subject=("grid_division", division.pk), actor=actor, at=at, facts={"rows": carried})
    return carried


def follow_places(moved: Moved, actor: Actor, at: datetime) -> None:
    """After a change of communities: every grid goes on in a new row under the same code, and what is kept by grid goes with it."""
    same: dict[int | None, int | None] = {before: after for before, after in moved.grids.items()}  # noqa: C416 (a wider type)
    carried = sum(_carry(model, same, moved.day) for model in (GridPerson, GridAsset, PatrolPlan))
    for model in (GridPerson, GridAsset, PatrolPlan):  # what began that very day has nothing to end
        for before, after in moved.grids.items():
            model.objects.filter(grid_id=before, valid_from__gte=moved.day).update(grid_id=after)
    _carry_branches(same, moved.day)
    if carried:
        record("grids.carried", subject=("division_change", moved.change), actor=actor, at=at, facts={"rows": carried})


def _carry_branches(same: Mapping[int | None, int | None], day: date) -> None:
    for branch in GridPartyBranch.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), grids__in=list(same)).distinct():
        branch.grids.add(*[after for pk in branch.grids.values_list("pk", flat=True) if (after := same.get(pk)) is not None])


def _running(model: Any, grid_ids: Iterable[int | None], day: date) -> Any:
    return model.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), grid_id__in=list(grid_ids), valid_from__lt=day)


def _carry(model: Any, same: Mapping[int | None, int | None], day: date) -> int:
    rows = list(_running(model, same, day))
    fresh = []
    for row in rows:
        fields = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields if not field.primary_key}
        fresh.append(model(**{**fields, "grid_id": same[row.grid_id], "valid_from": day}))
    model.objects.bulk_create(fresh, batch_size=500)
    _running(model, same, day).update(valid_to=day)
    return len(fresh)


def _share_posts(pairs: Iterable[tuple[int | None, int | None]], same: Mapping[int | None, int | None]) -> None:
    """Post.grids says which matters a post answers for: old and new grid are both on it, so that running ones stay in sight."""
    through = Post.grids.through
    known = [(old, new) for old, new in pairs if old is not None and new is not None]

    def share(source: int, target: int) -> None:
        posts = through.objects.filter(grid_id=source).values_list("post_id", flat=True)
        through.objects.bulk_create([through(post_id=post, grid_id=target) for post in posts], ignore_conflicts=True)

    for old, new in known:
        if same.get(old) == new:
            share(old, new)
    for old, new in known:  # now that the new ones have their posts
        share(new, old)
