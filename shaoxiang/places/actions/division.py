"""网格调整: drawn, compared, decided. Running matters follow on its day (`rehoming`); rows end and begin, none is overwritten."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import shapely.geometry
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.actions import record
from shaoxiang.places import access
from shaoxiang.places.actions.loading import BadPlaces, note_change
from shaoxiang.places.models import Community, Grid, GridDivision, GridSuccession, MapOverlay
from shaoxiang.places.queries import flaw_words
from shaoxiang.places.queries.division import Comparison, comparison, drawn_in_force
from shaoxiang.places.rules import Change, DivisionRefused, Drawn, Outline, carved, check_levels, check_source, next_code, read_outlines
from shaoxiang.places.rules.outlines import NotGeoJSON
from shaoxiang.places.vocabulary import ChangeKind, DivisionStatus, GridKind, GridLevel, PlaceLevel

__all__ = ["DivisionRefused", "attach_overlay", "carve_grid", "confirm_division", "draw_division", "drop_division", "end_grid", "group_grids", "set_parent"]
SUBJECT = "grid_division"


@transaction.atomic
def draw_division(
    data: object, *, title: str, source: str, effective_on: date, actor: Actor, at: datetime, whole: bool = True, sample: bool = False,
) -> GridDivision:
    """提出调整: a GeoJSON FeatureCollection of grids becomes a draft to be compared. Nothing in force changes.

    `whole`: the file holds every grid of each community it names, so that one it leaves out ends. Raises PermissionDenied, BadPlaces,
    DivisionRefused (a department's map: 参照《滨州市社会治理网格化服务管理条例》第六条; a day gone by; a grid that cannot be read).
    """
    require(actor, access.LOAD)
    check_source(source)
    if effective_on < timezone.localdate(at):
        raise DivisionRefused(_("生效日期已经过去。过去的网格不能改写：请填今天或以后的日期。"))
    try:
        outlines, flaws = read_outlines(PlaceLevel.GRID, data)
    except NotGeoJSON:
        raise BadPlaces(_("这不是 GeoJSON 要素集合（FeatureCollection）。请从 GIS 软件以 GeoJSON、WGS-84 坐标导出后再导入。")) from None
    if flaws:
        raise BadPlaces("\n".join(" ".join(flaw_words(flaw)) for flaw in flaws[:20]))
    if not outlines:
        raise BadPlaces(_("文件里没有网格。请检查导出的图层。"))
    _communities_there(outlines, effective_on)
    there = drawn_in_force(effective_on, codes=[outline.code for outline in outlines])
    division = GridDivision.objects.create(
        title=title, effective_on=effective_on, drawn_at=at, drawn_by=actor.assignment_id, sample=sample,
        digest=sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest(),
        proposal={"grids": [_proposal_row(outline, there.get(outline.code)) for outline in outlines],
                  "whole": sorted({outline.parent for outline in outlines}) if whole else []},
    )
    record("places.division_drawn", subject=(SUBJECT, division.pk), actor=actor, at=at, new=True,
           facts={"grids": len(outlines), "effective_on": effective_on.isoformat(), "digest": division.digest})
    return division


def _communities_there(outlines: Iterable[Outline], on: date) -> None:
    wanted = {outline.parent for outline in outlines}
    lacking = wanted - set(Community.objects.filter(in_force(on), code__in=wanted).values_list("code", flat=True))
    if lacking:
        raise BadPlaces(_("文件里的社区 %(codes)s 不存在或已失效。请改正 community 一栏。") % {"codes": "、".join(sorted(lacking)[:10])})


def _proposal_row(outline: Outline, there: Drawn | None) -> dict[str, Any]:
    """What the file does not say of a grid stays as it is."""
    given = outline.properties
    households = given.get("households", given.get("households_est", there.households if there else None))
    return {
        "code": outline.code, "community": outline.parent, "name": outline.name[:60],
        "name_en": str(given.get("name_en") or (there.name_en if there and there.name == outline.name else ""))[:80],
        "level": str(given.get("level") or (there.level if there else GridLevel.SMALL)),
        "kind": str(given.get("kind") or (there.kind if there else GridKind.ORDINARY)),
        "households": households if isinstance(households, int) else None, "geometry": json.loads(json.dumps(outline.shape.__geo_interface__)),
    }


@transaction.atomic
def confirm_division(
    pk: int, *, decided_by: str, document: str, actor: Actor, at: datetime, heirs: Mapping[str, str] | None = None,
) -> GridDivision:
    """决定: moved grids end the day the division holds and go on under the same code in a new row; gone ones name their successor.

    `heirs`: code of a gone grid -> code of its successor, where not the one with most of its ground.
    Raises PermissionDenied, DivisionRefused, GridDivision.DoesNotExist.
    """
    require(actor, access.LOAD)
    division = GridDivision.objects.select_for_update().get(pk=pk)
    if division.status != DivisionStatus.DRAFT:
        raise DivisionRefused(_("这次调整已经决定或作废，不能再确认。"))
    if division.effective_on < timezone.localdate(at):
        raise DivisionRefused(_("生效日期已经过去。请重新导入，填今天或以后的日期。"))
    if not decided_by.strip():
        raise DivisionRefused(_("请写明由谁决定，例如“区人民政府”。"))
    found = comparison(division)
    if found.flaws:
        raise DivisionRefused(_("方案还有 %(n)s 处缝隙、重叠或越界，请改好再导入：一个地方只能属于一个网格。"), n=len(found.flaws))
    if not found.altering:
        raise DivisionRefused(_("方案和现在的网格一样，没有可决定的。"))
    _apply(division, found, heirs or {})
    division.status, division.decided_by, division.document = DivisionStatus.CONFIRMED, decided_by.strip(), document.strip()
    division.decided_at, division.confirmed_by, division.open_matters = at, actor.assignment_id, found.open_matters
    division.save()
    counts = found.counts
    note_change("grid", actor=actor, at=at, added=counts["NEW"], changed=counts["MOVED"] + counts["ALTERED"] + counts["GONE"], digest=division.digest)
    record("places.divided", subject=(SUBJECT, division.pk), actor=actor, at=at, rule="网格由区统一划分",
           facts={**{kind.lower(): n for kind, n in counts.items()}, "effective_on": division.effective_on.isoformat(), "open_matters": found.open_matters})
    return division


def _apply(division: GridDivision, found: Comparison, heirs: Mapping[str, str]) -> None:
    day = division.effective_on
    changing = [change for change in found.altering if change.before]
    old = {row.code: row for row in Grid.objects.select_for_update().filter(in_force(day), code__in=[change.code for change in changing])}
    begun = next((row for row in old.values() if row.valid_from >= day), None)
    later = Grid.objects.filter(code__in=[change.code for change in found.altering], valid_from__gt=day).first()
    if begun or later:
        raise DivisionRefused(_("网格 %(code)s 在 %(day)s 当天或之后已另有调整。请把生效日期往后排。"), code=(begun or later).code, day=day)  # type: ignore[union-attr]
    communities = {row.code: row.pk for row in Community.objects.filter(in_force(day))}
    fresh = {change.code: _row(change, communities, day, old.get(change.code)) for change in found.altering if change.after}
    Grid.objects.bulk_create(fresh.values(), batch_size=500)
    after = {row.code: row for row in Grid.objects.filter(in_force(day), code__in=_named(found, heirs))} | fresh
    lines = []
    for change in found.altering:
        before = old.get(change.code)
        successors = _successors(change, heirs, after)
        if before is not None:
            before.valid_to, before.successor = day, successors[0][0] if successors else None
        lines += [GridSuccession(division=division, kind=change.kind.value, before=before, after=row, share=share) for row, share in successors]
        if not successors:
            lines.append(GridSuccession(division=division, kind=change.kind.value, before=before, after=None))
    Grid.objects.bulk_update(old.values(), ["valid_to", "successor"], batch_size=500)
    GridSuccession.objects.bulk_create(lines, batch_size=500)


def _named(found: Comparison, heirs: Mapping[str, str]) -> set[str]:
    return set(heirs.values()) | {code for change in found.altering for code, _share in change.heirs}


def _successors(change: Change, heirs: Mapping[str, str], after: Mapping[str, Grid]) -> list[tuple[Grid, int]]:
    """Rows that follow the grid, the chosen or largest first. A grid that keeps its code is its own first heir."""
    if change.kind in (ChangeKind.ALTERED, ChangeKind.NEW):
        return [(after[change.code], 100)]
    first = heirs.get(change.code) or (change.code if change.after else "")
    ordered = sorted(change.heirs, key=lambda heir: heir[0] != first)
    if first and first not in dict(ordered):
        if first not in after:
            raise DivisionRefused(_("承继网格 %(code)s 不存在，请从表里选。"), code=first)
        ordered.insert(0, (first, 0))
    return [(after[code], share) for code, share in ordered if code in after]


def _row(change: Change, communities: Mapping[str, int], day: date, old: Grid | None) -> Grid:
    drawn = change.after
    assert drawn is not None  # noqa: S101
    return Grid(
        code=drawn.code, name=drawn.name, name_en=drawn.name_en, community_id=communities[drawn.community], level=drawn.level, kind=drawn.kind,
        households=drawn.households, geometry=json.loads(json.dumps(drawn.shape.__geo_interface__)), valid_from=day,
        illustrative=bool(old and old.illustrative), sample=bool(old and old.sample), parent_id=old.parent_id if old else None,
        aliases=old.aliases if old else [],
    )


@transaction.atomic
def drop_division(pk: int, *, actor: Actor, at: datetime) -> GridDivision:
    """作废草案. Raises PermissionDenied, DivisionRefused, GridDivision.DoesNotExist."""
    require(actor, access.LOAD)
    division = GridDivision.objects.select_for_update().get(pk=pk)
    if division.status != DivisionStatus.DRAFT:
        raise DivisionRefused(_("只有草案可以作废；已经决定的，请另提一次调整。"))
    division.status = DivisionStatus.DROPPED
    division.save(update_fields=["status"])
    record("places.division_dropped", subject=(SUBJECT, division.pk), actor=actor, at=at)
    return division


@transaction.atomic
def carve_grid(
    community_code: str, *, name: str, kind: str, outline: object, effective_on: date, actor: Actor, at: datetime, level: str = GridLevel.SMALL.value,
    households: int | None = None, sample: bool = False,
) -> GridDivision:
    """划出专属网格: a market, school, hospital, park or site is cut out of the grids it lies in, so that a place still belongs to one only.

    A draft like any other: compared and decided before it holds. `outline`: a GeoJSON geometry, WGS-84.
    Raises PermissionDenied, DivisionRefused, BadPlaces.
    """
    require(actor, access.LOAD)
    try:
        shape = shapely.geometry.shape(outline)
    except Exception:  # whatever a broken geometry makes the reader raise
        raise BadPlaces(_("边界读不懂。请贴 GeoJSON 的几何（Polygon），WGS-84 经纬度。")) from None
    if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty or not shape.is_valid:
        raise BadPlaces(_("边界应为一个闭合、不自相交的面（Polygon）。请重新勾画。"))
    day = effective_on
    community = Community.objects.filter(in_force(day), code=community_code).first()
    if community is None:
        raise BadPlaces(_("文件里的社区 %(codes)s 不存在或已失效。请改正 community 一栏。") % {"codes": community_code})
    around = drawn_in_force(day, communities=[community_code])
    code = next_code(community_code, Grid.objects.filter(code__startswith=community_code).values_list("code", flat=True))
    drawn = carved(shape, code, {each: one.shape for each, one in around.items()})
    features = [
        {"type": "Feature", "geometry": each.__geo_interface__, "properties": {
            "code": key, "community": community_code, "name": name if key == code else around[key].name,
            **({"kind": kind, "level": level, "households": households} if key == code else {}),
        }}
        for key, each in drawn.items()
    ]
    title = _("划出专属网格：%(name)s") % {"name": name}
    return draw_division({"type": "FeatureCollection", "features": features}, title=title[:80], source="DISTRICT", effective_on=day, actor=actor, at=at,
                         whole=False, sample=sample)


@transaction.atomic
def group_grids(
    community_code: str, *, name: str, level: str, parts: Iterable[str], valid_from: date, actor: Actor, at: datetime, sample: bool = False,
) -> Grid:
    """设上级网格: a larger grid that is its parts together; it has no outline of its own. Raises PermissionDenied, DivisionRefused."""
    require(actor, access.LOAD)
    community = Community.objects.filter(in_force(valid_from), code=community_code).first()
    codes = list(parts)
    rows = list(Grid.objects.select_for_update().filter(in_force(valid_from), code__in=codes))
    if community is None or not rows or len(rows) != len(set(codes)):
        raise DivisionRefused(_("请选一个社区，并至少选一个在用的下级网格。"))
    for row in rows:
        check_levels(level, row.level)
        if row.parent_id is not None:
            raise DivisionRefused(_("网格 %(code)s 已经有上级。请先把它从原来的上级里移出。"), code=row.code)
    code = next_code(community_code, Grid.objects.filter(code__startswith=community_code).values_list("code", flat=True))
    grid = Grid.objects.create(code=code, name=name[:60], community=community, level=level, valid_from=valid_from, sample=sample)
    Grid.objects.filter(pk__in=[row.pk for row in rows]).update(parent=grid)
    _changed("places.grid_grouped", grid, actor, at, {"level": level, "parts": len(rows)})
    return grid


@transaction.atomic
def set_parent(code: str, parent_code: str, *, actor: Actor, at: datetime) -> Grid:
    """改上级网格; an empty parent takes it out. Raises PermissionDenied, DivisionRefused, Grid.DoesNotExist."""
    require(actor, access.LOAD)
    today = timezone.localdate(at)
    grid = Grid.objects.select_for_update().get(in_force(today), code=code)
    parent = None
    if parent_code:
        parent = Grid.objects.filter(in_force(today), code=parent_code).exclude(pk=grid.pk).select_related("community").first()
        if parent is None:
            raise DivisionRefused(_("没有代码为 %(code)s 的在用网格。"), code=parent_code)
        if parent.geometry is not None:
            raise DivisionRefused(_("上级网格不单独画边界，它的范围就是下级合起来；%(code)s 有自己的边界，不能作上级。"), code=parent_code)
        check_levels(parent.level, grid.level)
        if parent.community.street_id != grid.community.street_id:
            raise DivisionRefused(_("上级网格要在同一个镇街。"))
    before, grid.parent = grid.parent_id, parent
    grid.save(update_fields=["parent"])
    _changed("places.grid_parent_set", grid, actor, at, {"before": before, "after": grid.parent_id})
    return grid


@transaction.atomic
def end_grid(code: str, *, on: date, actor: Actor, at: datetime) -> Grid:
    """撤销一个没有边界的网格 (a grouping). One that has ground ends by a division only, or its ground would belong to none.

    Raises PermissionDenied, DivisionRefused, Grid.DoesNotExist.
    """
    require(actor, access.LOAD)
    grid = Grid.objects.select_for_update().get(in_force(timezone.localdate(at)), code=code)
    if grid.geometry is not None:
        raise DivisionRefused(_("网格 %(code)s 有自己的边界，撤销它要通过“网格调整”，把地方划给别的网格。"), code=code)
    if on <= grid.valid_from or on < timezone.localdate(at):
        raise DivisionRefused(_("失效日期要在生效之后，且不早于今天。"))
    grid.valid_to = on
    grid.save(update_fields=["valid_to"])
    freed = grid.parts.update(parent=grid.parent)
    _changed("places.grid_ended", grid, actor, at, {"on": on.isoformat(), "freed": freed})
    return grid


def _changed(kind: str, grid: Grid, actor: Actor, at: datetime, facts: dict[str, Any]) -> None:
    note_change("grid", actor=actor, at=at, changed=1)
    record(kind, subject=("grid", grid.pk), actor=actor, at=at, facts={name: value for name, value in facts.items() if value is not None})


@transaction.atomic
def attach_overlay(data: object, *, title: str, owner: str, valid_from: date, actor: Actor, at: datetime, sample: bool = False) -> MapOverlay:
    """附叠加图层: a department's areas beside the grids, never instead of them. Raises PermissionDenied, BadPlaces."""
    require(actor, access.LOAD)
    if not isinstance(data, Mapping) or data.get("type") != "FeatureCollection" or not isinstance(data.get("features"), list):
        raise BadPlaces(_("这不是 GeoJSON 要素集合（FeatureCollection）。请从 GIS 软件以 GeoJSON、WGS-84 坐标导出后再导入。"))
    digest = sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    overlay = MapOverlay.objects.create(title=title[:80], owner=owner[:80], shapes=data, digest=digest, valid_from=valid_from, sample=sample)
    record("places.overlay_attached", subject=("map_overlay", overlay.pk), actor=actor, at=at, new=True,
           facts={"shapes": len(data["features"]), "digest": digest})
    return overlay
