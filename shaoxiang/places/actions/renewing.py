"""新旧交替: communities and grids end and begin again under what follows them; enforcement areas and the outlines of streets go on from there."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
import shapely.geometry
from django.db.models import Q

from shaoxiang.kernel.dated import in_force
from shaoxiang.places.models import Community, DivisionChange, DivisionLine, EnforcementArea, Grid, StreetUnit
from shaoxiang.places.queries.following import Moved
from shaoxiang.places.rules.changes import Part, Plan, Source, heirs

_KEPT = ("name_en", "level", "kind", "households", "geometry", "illustrative", "sample")


@dataclass(frozen=True, slots=True)
class Renewed:
    """Keys: old -> new. `made`: code of a part -> its row; `streets`: all they lay or lie in."""

    communities: Mapping[int, int]
    grids: Mapping[int, int]
    made: Mapping[str, int]
    streets: frozenset[int]


def renew(change: DivisionChange, plan: Plan, sources: Mapping[str, Source]) -> Renewed:
    """The communities of a plan end on the day and its parts begin, with every grid; a line of the change for each."""
    day = change.effective_from
    old = {row.code: row for row in Community.objects.select_for_update().filter(in_force(day), code__in=plan.sources)}
    grids = list(Grid.objects.select_for_update(of=("self",)).filter(in_force(day), community__in=[row.pk for row in old.values()]).order_by("code"))
    first = heirs(plan, sources)
    streets = {row.code: row.pk for row in StreetUnit.objects.filter(in_force(day), code__in={part.street for part in plan.parts})}
    made = {part.code: _community(part, plan, list(old.values()), grids, streets, day, first) for part in plan.parts}
    Community.objects.bulk_create(made.values())
    fresh = [_grid(row, made[plan.grids[row.code]], day) for row in grids]
    Grid.objects.bulk_create(fresh, batch_size=500)
    follows = {before.pk: after for before, after in zip(grids, fresh, strict=True)}
    for before, after in zip(grids, fresh, strict=True):
        after.parent_id = follows[before.parent_id].pk if before.parent_id in follows else before.parent_id
        before.valid_to, before.successor = day, after
    Grid.objects.bulk_update(fresh, ["parent"], batch_size=500)
    Grid.objects.bulk_update(grids, ["valid_to", "successor"], batch_size=500)
    for row in old.values():
        row.valid_to, row.successor = day, made[first[row.code]]
        row.save(update_fields=["valid_to", "successor"])
    _write_lines(change, plan, old, made, first, grids)
    return Renewed(
        {row.pk: made[first[code]].pk for code, row in old.items()}, {key: row.pk for key, row in follows.items()},
        {code: row.pk for code, row in made.items()}, frozenset({row.street_id for row in (*old.values(), *made.values())}),
    )


def _community(
    part: Part, plan: Plan, old: list[Community], grids: list[Grid], streets: Mapping[str, int], day: date, first: Mapping[str, str],
) -> Community:
    """The new row. Names that go with this change stay findable: they become its other names."""
    before = [row for row in old if first[row.code] == part.code]
    kept = next((row for row in old if row.code == part.code), before[0] if before else old[0])
    names = [name for row in before for name in (row.name, *row.aliases) if name != part.name]
    name_en = part.name_en or (kept.name_en if kept.name == part.name else "")
    got = [row for row in grids if plan.grids[row.code] == part.code]
    same = before == [kept] and {row.pk for row in got} == {row.pk for row in grids if row.community_id == kept.pk}
    return Community(
        code=part.code, name=part.name.strip(), name_en=name_en, aliases=list(dict.fromkeys(names)), street_id=streets[part.street], kind=kept.kind,
        geometry=kept.geometry if same else _union(got), illustrative=any(row.illustrative for row in before or old),
        sample=all(row.sample for row in before or old), valid_from=day,
    )


def _union(rows: Iterable[Grid | Community]) -> dict[str, Any] | None:
    """The ground of a place is that of what lies in it."""
    shapes = [shapely.geometry.shape(row.geometry) for row in rows if row.geometry]
    return json.loads(json.dumps(shapely.union_all(shapes).__geo_interface__)) if shapes else None


def _grid(row: Grid, community: Community, day: date) -> Grid:
    return Grid(code=row.code, name=row.name, aliases=row.aliases, community=community, valid_from=day, **{name: getattr(row, name) for name in _KEPT})


def _write_lines(
    change: DivisionChange, plan: Plan, old: Mapping[str, Community], made: Mapping[str, Community], first: Mapping[str, str], grids: Iterable[Grid],
) -> None:
    of: dict[int, set[str]] = defaultdict(set)
    for grid in grids:
        of[grid.community_id].add(plan.grids[grid.code])
    lines = []
    for code, row in old.items():
        ordered = sorted({first[code]} | of[row.pk], key=lambda part: (part != first[code], part))
        lines += [DivisionLine(change=change, community_before=row, community_after=made[part]) for part in ordered]
    lines += [DivisionLine(change=change, grid_before=row, grid_after_id=row.successor_id) for row in grids]
    DivisionLine.objects.bulk_create(lines, batch_size=500)


def redraw_streets(streets: Iterable[int], day: date) -> None:
    """A street that goes on with more ground or less is drawn as its communities are, where all of them are drawn (ADR 0035)."""
    for street in StreetUnit.objects.filter(in_force(day), pk__in=list(streets)):
        inside = list(Community.objects.filter(in_force(day), street=street).only("geometry"))
        if street.geometry is not None and inside and all(row.geometry for row in inside):
            street.geometry = _union(inside)
            street.save(update_fields=["geometry"])


def renew_areas(moved: Moved, day: date) -> None:
    """执法片区 that name a community that ended go on in a new version with the one that follows, where it lies in a street of theirs."""
    for area in EnforcementArea.objects.filter(in_force(day), communities__in=list(moved.communities)).distinct().prefetch_related("communities", "streets"):
        streets = {street.pk for street in area.streets.all()}
        named = {moved.communities.get(one.pk, one.pk) for one in area.communities.all()}
        _next_version(area, streets, set(Community.objects.filter(pk__in=named, street__in=streets).values_list("pk", flat=True)), day)


def renew_areas_of_streets(moved: Moved, touched: Iterable[int], day: date) -> None:
    """Streets changed: every 执法片区 goes on with exactly the ground it had, whatever the streets are called now."""
    for area in EnforcementArea.objects.filter(in_force(day), streets__in=list(touched)).distinct().prefetch_related("communities", "streets"):
        ground: dict[int, set[int]] = {}
        for street in area.streets.all():
            named = {one.pk for one in area.communities.all() if one.street_id == street.pk}
            before = named or _communities_before(street.pk, moved, day)
            after = Community.objects.filter(pk__in=[moved.communities.get(key, key) for key in before])
            for key, lies_in in after.values_list("pk", "street_id"):
                ground.setdefault(lies_in, set()).add(key)
            if not before:
                ground.setdefault(moved.streets.get(street.pk, street.pk), set())
        parts: set[int] = set()
        for lies_in, keys in ground.items():
            if keys and keys != set(Community.objects.filter(in_force(day), street=lies_in).values_list("pk", flat=True)):
                parts |= keys
        _next_version(area, set(ground), parts, day)


def _communities_before(street: int, moved: Moved, day: date) -> set[int]:
    still = Q(pk__in=list(moved.communities)) | (in_force(day) & ~Q(pk__in=list(moved.communities.values())))
    return set(Community.objects.filter(still, street=street).values_list("pk", flat=True))


def _next_version(area: EnforcementArea, streets: set[int], communities: set[int], day: date) -> None:
    if streets == {one.pk for one in area.streets.all()} and communities == {one.pk for one in area.communities.all()}:
        return
    row = area
    if area.valid_from < day:
        area.valid_to = day
        area.save(update_fields=["valid_to"])
        fields = {one.attname: getattr(area, one.attname) for one in EnforcementArea._meta.concrete_fields if not one.primary_key}
        row = EnforcementArea.objects.create(**{**fields, "valid_from": day, "valid_to": None})
    row.streets.set(streets)
    row.communities.set(communities)
    row.save()
