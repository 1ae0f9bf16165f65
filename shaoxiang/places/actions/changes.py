"""区划变更: drafted, decided, in effect from its day. Old rows end, new ones begin; what the rooms above keep by place follows in the same transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import shapely
import shapely.geometry
from django.db import transaction
from django.utils import timezone

from shaoxiang.kernel.access import SYSTEM, Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places import access
from shaoxiang.places.actions.loading import note_change
from shaoxiang.places.models import Community, DivisionChange, DivisionLine, EnforcementArea, Grid, StreetUnit
from shaoxiang.places.queries.changes import plan_of, standing
from shaoxiang.places.queries.following import Moved, followers
from shaoxiang.places.rules.changes import ChangeRefused, Part, Plan, Standing, heirs, problems
from shaoxiang.places.vocabulary import AreaChangeStatus

SUBJECT = "division_change"
_KEPT = ("name_en", "level", "kind", "households", "geometry", "illustrative", "sample")


@transaction.atomic
def draft_change(plan: Plan, *, title: str, effective_from: date, actor: Actor, at: datetime, document: str = "", sample: bool = False) -> DivisionChange:
    """起草: a draft may still have what stands in its way; the preview says so. Raises PermissionDenied, ChangeRefused (no name, no community)."""
    require(actor, access.REORGANISE)
    if not title.strip():
        raise ChangeRefused(_("请写这次变更叫什么。"))
    if not plan.sources or not plan.parts:
        raise ChangeRefused(_("请先选社区，再写变更以后是什么样。"))
    change = DivisionChange.objects.create(
        title=title.strip()[:80], kind=plan.kind, effective_from=effective_from, plan=plan.as_json(), document=document.strip()[:120], drafted_at=at,
        drafted_by=actor.assignment_id, sample=sample,
    )
    record("places.change_drafted", subject=(SUBJECT, change.pk), actor=actor, at=at, new=True, facts={
        "kind": plan.kind, "effective_from": effective_from.isoformat(), "sources": list(plan.sources), "parts": [part.code for part in plan.parts],
    })
    return change


@transaction.atomic
def redraft_change(pk: int, plan: Plan, *, title: str, effective_from: date, document: str, actor: Actor, at: datetime) -> DivisionChange:
    """改草案. Raises PermissionDenied, ChangeRefused, DivisionChange.DoesNotExist."""
    require(actor, access.REORGANISE)
    change = DivisionChange.objects.select_for_update().get(pk=pk)
    if change.status != AreaChangeStatus.DRAFT:
        raise ChangeRefused(_("只有草案可以改；已经决定的，请先撤回，再起草一次。"))
    change.title, change.kind, change.effective_from, change.plan = title.strip()[:80], plan.kind, effective_from, plan.as_json()
    change.document = document.strip()[:120]
    change.save()
    record("places.change_redrafted", subject=(SUBJECT, pk), actor=actor, at=at, facts={"kind": plan.kind, "effective_from": effective_from.isoformat()})
    return change


@transaction.atomic
def decide_change(pk: int, *, decided_by: str, document: str, actor: Actor, at: datetime) -> DivisionChange:
    """登记决定: from now on it takes effect on its day; at once if that is today. Raises PermissionDenied, ChangeRefused, DivisionChange.DoesNotExist."""
    require(actor, access.REORGANISE)
    change = DivisionChange.objects.select_for_update().get(pk=pk)
    if change.status != AreaChangeStatus.DRAFT:
        raise ChangeRefused(_("这次变更已经决定或撤回，不能再决定。"))
    if not decided_by.strip() or not document.strip():
        raise ChangeRefused(_("请写明由谁决定和决定文件的文号。"))
    plan, today = plan_of(change), timezone.localdate(at)
    found = problems(plan, standing(plan, change.effective_from, besides=pk), day=change.effective_from, today=today)
    if found:
        raise ChangeRefused(_("还有 %(n)s 处没有解决，请照“怎么改”逐条改好再决定。"), n=len(found))
    change.status, change.decided_by, change.document = AreaChangeStatus.DECIDED, decided_by.strip(), document.strip()
    change.decided_at, change.confirmed_by = at, actor.assignment_id
    change.save()
    record("places.change_decided", subject=(SUBJECT, pk), actor=actor, at=at,
           facts={"kind": change.kind, "effective_from": change.effective_from.isoformat()})
    return take_effect(pk, at=at) if change.effective_from <= today else change


@transaction.atomic
def withdraw_change(pk: int, *, actor: Actor, at: datetime) -> DivisionChange:
    """撤回, before it is in effect. Raises PermissionDenied, ChangeRefused, DivisionChange.DoesNotExist."""
    require(actor, access.REORGANISE)
    change = DivisionChange.objects.select_for_update().get(pk=pk)
    if change.status not in (AreaChangeStatus.DRAFT, AreaChangeStatus.DECIDED):
        raise ChangeRefused(_("已经生效的不能撤回：请另起草一次变更。"))
    change.status = AreaChangeStatus.WITHDRAWN
    change.save(update_fields=["status"])
    record("places.change_withdrawn", subject=(SUBJECT, pk), actor=actor, at=at)
    return change


@transaction.atomic
def take_effect(pk: int, *, at: datetime) -> DivisionChange:
    """生效: the rows change, all or none. Safe to repeat; where something has come in its way since the decision it waits, and says so."""
    change = DivisionChange.objects.select_for_update().get(pk=pk)
    day = change.effective_from
    if change.status != AreaChangeStatus.DECIDED or day > timezone.localdate(at):
        return change
    plan = plan_of(change)
    around = standing(plan, day, besides=pk)
    if problems(plan, around, day=day, today=day):
        DivisionChange.objects.filter(pk=pk).update(trouble=True)
        change.trouble = True
        return change
    moved = _change_rows(change, plan, around)
    for follow in followers():
        follow(moved, SYSTEM, at)
    change.status, change.effected_at, change.trouble = AreaChangeStatus.EFFECTIVE, at, False
    change.save(update_fields=["status", "effected_at", "trouble"])
    note_change("community", actor=SYSTEM, at=at, added=len(plan.parts), changed=len(plan.sources))
    record("places.change_effective", subject=(SUBJECT, pk), actor=SYSTEM, at=at, facts={
        "kind": change.kind, "communities": len(moved.communities), "grids": len(moved.grids), "effective_from": day.isoformat(),
    })
    return change


def _change_rows(change: DivisionChange, plan: Plan, around: Standing) -> Moved:
    day = change.effective_from
    old = {row.code: row for row in Community.objects.select_for_update().filter(in_force(day), code__in=plan.sources)}
    grids = list(Grid.objects.select_for_update(of=("self",)).filter(in_force(day), community__in=[row.pk for row in old.values()]).order_by("code"))
    first = heirs(plan, around)
    streets = {row.code: row.pk for row in StreetUnit.objects.filter(in_force(day), code__in=[part.street for part in plan.parts])}
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
    moved = Moved(
        change.pk, day, {row.pk: made[first[code]].pk for code, row in old.items()}, {key: row.pk for key, row in follows.items()},
        {part.body: made[part.code].pk for part in plan.parts if part.body is not None},
        {made[part.code].pk: part.new_body.strip() for part in plan.parts if part.body is None},
    )
    _renew_areas(moved, day)
    return moved


def _community(
    part: Part, plan: Plan, old: list[Community], grids: Iterable[Grid], streets: Mapping[str, int], day: date, first: Mapping[str, str],
) -> Community:
    """The new row. Names that go with this change stay findable: they become its other names."""
    before = [row for row in old if first[row.code] == part.code]
    kept = next((row for row in old if row.code == part.code), before[0] if before else old[0])
    names = [name for row in before for name in (row.name, *row.aliases) if name != part.name]
    name_en = part.name_en or (kept.name_en if kept.name == part.name else "")
    ground = kept.geometry if len(old) == len(plan.parts) == 1 else _ground([row for row in grids if plan.grids[row.code] == part.code])
    return Community(
        code=part.code, name=part.name.strip(), name_en=name_en, aliases=list(dict.fromkeys(names)), street_id=streets[part.street], kind=kept.kind,
        geometry=ground, illustrative=any(row.illustrative for row in old), sample=all(row.sample for row in old), valid_from=day,
    )


def _ground(grids: Iterable[Grid]) -> dict[str, Any] | None:
    """The ground of a community is that of its grids."""
    shapes = [shapely.geometry.shape(row.geometry) for row in grids if row.geometry]
    return json.loads(json.dumps(shapely.union_all(shapes).__geo_interface__)) if shapes else None


def _grid(row: Grid, community: Community, day: date) -> Grid:
    return Grid(code=row.code, name=row.name, aliases=row.aliases, community=community, valid_from=day, **{name: getattr(row, name) for name in _KEPT})


def _write_lines(
    change: DivisionChange, plan: Plan, old: Mapping[str, Community], made: Mapping[str, Community], first: Mapping[str, str], grids: Iterable[Grid],
) -> None:
    lines = []
    for code, row in old.items():
        parts = {first[code]} | {plan.grids[grid.code] for grid in grids if grid.community_id == row.pk}
        ordered = sorted(parts, key=lambda part: (part != first[code], part))
        lines += [DivisionLine(change=change, community_before=row, community_after=made[part]) for part in ordered]
    lines += [DivisionLine(change=change, grid_before=row, grid_after_id=row.successor_id) for row in grids]
    DivisionLine.objects.bulk_create(lines, batch_size=500)


def _renew_areas(moved: Moved, day: date) -> None:
    """执法片区 that name a community that ended go on in a new version with the one that follows, where it lies in a street of theirs."""
    for area in EnforcementArea.objects.filter(in_force(day), communities__in=list(moved.communities)).distinct().prefetch_related("communities", "streets"):
        streets = {street.pk for street in area.streets.all()}
        named = {moved.communities.get(one.pk, one.pk) for one in area.communities.all()}
        kept = Community.objects.filter(pk__in=named, street__in=streets)
        row = area
        if area.valid_from < day:
            area.valid_to = day
            area.save(update_fields=["valid_to"])
            fields = {one.attname: getattr(area, one.attname) for one in EnforcementArea._meta.concrete_fields if not one.primary_key}
            row = EnforcementArea.objects.create(**{**fields, "valid_from": day, "valid_to": None})
            row.streets.set(streets)
        row.communities.set(kept)
        row.save()
