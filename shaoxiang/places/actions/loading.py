"""Writes of places: outlines come as files, checked as a whole before anything is written."""

from __future__ import annotations

import csv
import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shaoxiang import profiles
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.actions import record
from shaoxiang.places import access
from shaoxiang.places.models import Community, District, Grid, Place, PlaceChange, StreetUnit
from shaoxiang.places.queries import flaw_words, forget_places, outlines_in_force
from shaoxiang.places.queries.founded import Founded, founded
from shaoxiang.places.rules import Flaw, Outline, compare, read_outlines
from shaoxiang.places.rules.outlines import KINDS, PARENT, NotGeoJSON, column_of, lines_of, may_be_written
from shaoxiang.places.vocabulary import FlawKind, PlaceLevel, StreetKind

__all__ = [
    "BadPlaces", "LoadLine", "LoadReport", "load_district_places", "load_geojson", "note_change", "profile_folder",
]
MODELS: dict[PlaceLevel, type[Place]] = {
    PlaceLevel.DISTRICT: District,
    PlaceLevel.STREET: StreetUnit,
    PlaceLevel.COMMUNITY: Community,
    PlaceLevel.GRID: Grid,
}
ABOVE = {PlaceLevel.STREET: PlaceLevel.DISTRICT, PlaceLevel.COMMUNITY: PlaceLevel.STREET, PlaceLevel.GRID: PlaceLevel.COMMUNITY}


class BadPlaces(ValueError):
    """The file cannot be read at all; the message says in Chinese how to cure it."""


@dataclass(frozen=True, slots=True)
class LoadLine:
    """One flaw in words: the code, what is wrong, how to cure it; and where in the file (`line` 0: nowhere in it)."""

    code: str
    kind: str
    what: str
    cure: str
    line: int = 0
    column: str = ""


@dataclass(slots=True)
class LoadReport:
    """What a load found and did. `written` is False after a dry run, and where flaws stood in the way."""

    level: str
    features: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    not_in_file: list[str] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    written: bool = False
    at: dict[str, int] = field(default_factory=dict)  # code -> line of the file

    @property
    def clean(self) -> bool:
        return not self.flaws

    @property
    def counts(self) -> dict[str, int]:
        """Flaws by kind."""
        return dict(Counter(flaw.kind.value for flaw in self.flaws))

    def lines(self) -> list[LoadLine]:
        """The flaws in the reader's language."""
        level = PlaceLevel(self.level)
        lines = [LoadLine(flaw.code, flaw.kind.value, *flaw_words(flaw), flaw.line or self.at.get(flaw.code, 0), column_of(flaw, level)) for flaw in self.flaws]
        return sorted(lines, key=lambda line: (line.line == 0, line.line))


@transaction.atomic
def load_geojson(
    level: str,
    data: object,
    *,
    actor: Actor,
    at: datetime,
    dry_run: bool = False,
    allow_flaws: bool = False,
    valid_from: date | None = None,
    sample: bool = False,
) -> LoadReport:
    """导入边界: a GeoJSON FeatureCollection (WGS-84, longitude first) of one level, matched to the rows in force by code.

    Properties: code, name, and where wished name_en, aliases, kind, level, households, reform_unit, agricultural, illustrative,
    valid_from (of a new place only), and the parent's code as `district`, `street` or `community` (else the code's beginning). A known code keeps its
    row and id; a new one begins on `valid_from` (the day of `at`); codes missing from the file stay and are listed. A known place is
    neither renamed nor moved here, nor a new one founded beside it: that is a change of division. With flaws nothing is written; `allow_flaws` leaves gaps only
    (`rules.outlines.LEAVE`).
    Raises PermissionDenied, BadPlaces.
    """
    require(actor, access.LOAD)
    place_level = PlaceLevel(level)
    try:
        outlines, flaws = read_outlines(place_level, data)
    except NotGeoJSON:
        raise BadPlaces(_("这不是 GeoJSON 要素集合（FeatureCollection）。请从 GIS 软件以 GeoJSON、WGS-84 坐标导出后再导入。")) from None
    day = valid_from or timezone.localdate(at)
    outlines, parents, orphans = _with_parents(place_level, outlines, day)
    report = LoadReport(level=place_level.value, features=len(outlines) + len(flaws) + len(orphans), flaws=flaws + orphans)
    report.at = lines_of(data)
    report.flaws += _compare_with_neighbours(place_level, outlines, day)
    there = founded(place_level, timezone.localdate(at))
    fresh, altered = _sort_out(place_level, outlines, parents, report, there, day=day, sample=sample)
    if dry_run or not may_be_written(report.flaws, with_gaps=allow_flaws):
        return report
    if fresh or altered:
        MODELS[place_level]._default_manager.bulk_create(fresh, batch_size=500)
        for place in altered:
            place.save()
        digest = sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        note_change(place_level.value, actor=actor, at=at, added=len(fresh), changed=len(altered), digest=digest)
    report.written = True
    return report


def note_change(level: str, *, actor: Actor, at: datetime, added: int = 0, changed: int = 0, digest: str = "") -> PlaceChange:
    """Record that places changed: journaled, and every process compiles its book anew."""
    change = PlaceChange.objects.create(token=uuid.uuid4().hex, at=at, level=level, added=added, changed=changed, digest=digest)
    record("places.loaded", subject=("place_change", change.pk), actor=actor, at=at, new=True,
           facts={"level": level, "added": added, "changed": changed, "digest": digest})
    forget_places()
    transaction.on_commit(forget_places)
    return change


def _with_parents(
    level: PlaceLevel, outlines: list[Outline], day: date
) -> tuple[list[Outline], dict[str, Place], list[Flaw]]:
    if level is PlaceLevel.DISTRICT:
        return outlines, {}, []
    wanted = {outline.parent for outline in outlines}
    rows = MODELS[ABOVE[level]]._default_manager.filter(in_force(day), code__in=wanted).defer("geometry")
    parents: dict[str, Place] = {place.code: place for place in rows}
    kept = [outline for outline in outlines if outline.parent in parents]
    orphans = [Flaw(FlawKind.ORPHAN, outline.code, outline.parent) for outline in outlines if outline.parent not in parents]
    return kept, parents, orphans


def _compare_with_neighbours(level: PlaceLevel, outlines: list[Outline], day: date) -> list[Flaw]:
    """The file as it would lie beside what is in force and not in the file."""
    if level is PlaceLevel.DISTRICT:
        return []
    there = outlines_in_force(level, day)
    shapes = {code: shape for code, (_parent, shape) in there.items()}
    parent_of = {code: parent for code, (parent, _shape) in there.items()}
    for outline in outlines:
        shapes[outline.code], parent_of[outline.code] = outline.shape, outline.parent
    above = {code: shape for code, (_parent, shape) in outlines_in_force(ABOVE[level], day).items()}
    return compare(shapes, parent_of, above)


def _sort_out(
    level: PlaceLevel, outlines: list[Outline], parents: Mapping[str, Place], report: LoadReport, there: Founded, *, day: date, sample: bool
) -> tuple[list[Place], list[Place]]:
    """New rows and altered rows, unsaved; counts go into the report."""
    model = MODELS[level]
    known = {place.code: place for place in model._default_manager.filter(in_force(day))}
    fresh: list[Place] = []
    altered: list[Place] = []
    for outline in outlines:
        fields = _fields(level, outline, parents)
        place = known.get(outline.code)
        if place is None:
            begins = date.fromisoformat(str(outline.properties.get("valid_from") or day))
            report.flaws += _unfounded(outline, begins, there)
            fresh.append(model(code=outline.code, sample=sample, valid_from=begins, **fields))
        elif refused := _undated(level, place, outline, fields):
            report.flaws += refused
        elif any(getattr(place, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(place, name, value)
            altered.append(place)
        else:
            report.unchanged += 1
    report.added, report.changed = len(fresh), len(altered)
    report.not_in_file = sorted(known.keys() - {outline.code for outline in outlines})
    return fresh, altered


def _unfounded(outline: Outline, begins: date, there: Founded) -> list[Flaw]:
    """What a file may not found: beside what is there already, nor in days gone by but for the first load of the level."""
    if outline.parent in there.parents:
        return [Flaw(FlawKind.FOUNDED, outline.code, outline.parent)]
    return [Flaw(FlawKind.BACKDATED, outline.code, begins.isoformat())] if begins < there.today and not there.first else []


def _undated(level: PlaceLevel, place: Place, outline: Outline, fields: Mapping[str, Any]) -> list[Flaw]:
    """What a file may not do to a place in force, since it would be so from the place's first day on."""
    found = []
    if place.name != fields["name"]:
        found.append(Flaw(FlawKind.RENAMED, outline.code, place.name))
    above = f"{PARENT.get(level, '')}_id"
    if above in fields and getattr(place, above) != fields[above]:
        found.append(Flaw(FlawKind.MOVED, outline.code, getattr(place, PARENT[level]).name))
    return found


def _fields(level: PlaceLevel, outline: Outline, parents: Mapping[str, Place]) -> dict[str, Any]:
    """Column values a feature gives; what it does not mention stays as it is."""
    given = outline.properties
    fields: dict[str, Any] = {"name": outline.name, "geometry": given_geometry(outline)}
    if level is not PlaceLevel.DISTRICT:
        fields[f"{PARENT[level]}_id"] = parents[outline.parent].pk
    if given.get("name_en"):
        fields["name_en"] = str(given["name_en"])[:80]
    if isinstance(given.get("aliases"), list):
        fields["aliases"] = [str(alias)[:60] for alias in given["aliases"]]
    for name in ("illustrative", "reform_unit", "agricultural"):
        if name in given and (name == "illustrative" or level is PlaceLevel.STREET):
            fields[name] = bool(given[name])
    if level in KINDS and given.get("kind"):
        fields["kind"] = str(given["kind"])
    elif level is PlaceLevel.STREET:
        fields["kind"] = street_kind(outline.name)
    if level is PlaceLevel.GRID:
        if given.get("level"):
            fields["level"] = str(given["level"])
        households = given.get("households", given.get("households_est"))
        if isinstance(households, int):
            fields["households"] = households
    return fields


def given_geometry(outline: Outline) -> dict[str, Any]:
    """The outline as stored: lists, so that it compares equal to what JSON gives back."""
    geometry: dict[str, Any] = json.loads(json.dumps(outline.shape.__geo_interface__))
    return geometry


def street_kind(name: str) -> str:
    return str(StreetKind.TOWNSHIP if name.endswith(("镇", "乡")) else StreetKind.PARK if "园区" in name else StreetKind.SUBDISTRICT)


# --- the demo district ------------------------------------------------------------------------------------------------


@transaction.atomic
def load_district_places(profile: str, *, actor: Actor, at: datetime, dry_run: bool = False) -> list[LoadReport]:
    """装载示范区: divisions.csv and the illustrative outlines of a profile, from the top down. Safe to repeat.

    Raises BadPlaces where the profile has no places or they do not fit together.
    """
    folder = profile_folder(profile)
    divisions = _divisions(folder)
    with transaction.atomic():
        reports = [_load_district(divisions, actor=actor, at=at)]
        for level, file in ((PlaceLevel.STREET, "streets"), (PlaceLevel.COMMUNITY, "communities"), (PlaceLevel.GRID, "grids")):
            data = json.loads((folder / f"{file}_illustrative.geojson").read_text(encoding="utf-8"))
            _enrich(level, data["features"], divisions)
            # dated as the whole list is: a unit that began later says so itself
            report = load_geojson(level.value, data, actor=actor, at=at, valid_from=date(2023, 6, 30), sample=True)
            reports.append(report)
            if report.flaws:
                raise BadPlaces("\n".join(f"{line.code} {line.what} {line.cure}" for line in report.lines()[:20]))
        if dry_run:
            transaction.set_rollback(True)
            for report in reports:
                report.written = False
    if dry_run:
        forget_places()
    return reports


def profile_folder(profile: str) -> Path:
    """shaoxiang/profiles/<profile>/places. Raises BadPlaces."""
    folder = Path(profiles.__path__[0]) / profile / "places"
    if not profile.isidentifier() or not (folder / "divisions.csv").is_file():
        raise BadPlaces(_("没有名为 %(profile)s 的区划资料。请检查 shaoxiang/profiles/ 下的文件夹名。") % {"profile": profile})
    return folder


def _divisions(folder: Path) -> dict[str, dict[str, Any]]:
    """code -> properties as `load_geojson` wants them."""
    rows: dict[str, dict[str, Any]] = {}
    with (folder / "divisions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            given: dict[str, Any] = {
                "name": row["name"], "name_en": row["name_en"], "valid_from": row["valid_from"],
                "aliases": [alias for alias in row["aliases"].split(";") if alias],
            }
            if row["kind"]:
                given["kind"] = row["kind"]
            if row["level"] == "street":
                given |= {"reform_unit": row["reform_unit"] == "1", "agricultural": row["agricultural"] == "1"}
            rows[row["code"]] = given
    return rows


def _load_district(divisions: Mapping[str, Mapping[str, Any]], *, actor: Actor, at: datetime) -> LoadReport:
    require(actor, access.LOAD)
    report = LoadReport(level=PlaceLevel.DISTRICT.value, features=1, written=True)
    code, given = next((code, given) for code, given in divisions.items() if len(code) == 6)
    _district, made = District.objects.get_or_create(
        code=code, valid_to=None,
        defaults={"name": given["name"], "name_en": given["name_en"], "valid_from": given["valid_from"], "illustrative": True},
    )
    report.added, report.unchanged = int(made), int(not made)
    if made:
        note_change(PlaceLevel.DISTRICT.value, actor=actor, at=at, added=1)
    return report


def _enrich(level: PlaceLevel, features: Iterable[dict[str, Any]], divisions: Mapping[str, Mapping[str, Any]]) -> None:
    """Give each feature what the list of divisions says; a grid takes its dates and English from its community."""
    for feature in features:
        properties = feature["properties"]
        if level is not PlaceLevel.GRID:
            properties |= divisions[properties["code"]]
            continue
        above = divisions[properties["community"]]
        properties |= {"valid_from": above["valid_from"], "name_en": f"{above['name_en']} Grid {int(properties['code'][-3:])}"}
