"""导入名册: streets, communities or grids as a bare table, checked as a whole before anything is written; outlines may come later."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.exchange.reading import Row
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.places import access
from shaoxiang.places.actions.loading import ABOVE, MODELS, note_change, street_kind
from shaoxiang.places.models import Place
from shaoxiang.places.queries.founded import founded
from shaoxiang.places.queries.registers import flaw_errors, register_rows
from shaoxiang.places.rules.outlines import PARENT
from shaoxiang.places.rules.registers import Registered, RegisterFlaw, RegisterRow, RegisterStanding, register_flaws
from shaoxiang.places.vocabulary import PlaceLevel


@dataclass(slots=True)
class RegisterReport:
    """What an import found and did. `written` is False after a dry run, and where a flaw stood in the way."""

    level: str
    rows: int = 0
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    flaws: list[RegisterFlaw] = field(default_factory=list)
    written: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """A line that is new or brings something up to date; what it lies in, and from when."""

    row: RegisterRow
    new: bool
    above: str
    since: date | None


def import_register(level: str, rows: Sequence[Row], *, actor: Actor, at: datetime, dry_run: bool, valid_from: date | None = None) -> Taken:
    """The lines of a sheet: everything that is wrong, or what they write. `made`: Entered. Raises PermissionDenied."""
    place_level = PlaceLevel(level)
    read, errors = register_rows(rows, place_level)
    report = load_register(level, read, actor=actor, at=at, dry_run=dry_run or bool(errors), valid_from=valid_from)
    added, changed = set(report.added), set(report.changed)
    day = valid_from or timezone.localdate(at)
    made = [Entered(row, row.code in added, row.above(place_level), (row.since or day) if row.code in added else None)
            for row in read if row.code in added | changed]
    return Taken(len(rows), made, [*errors, *flaw_errors(report.flaws)])


@transaction.atomic
def load_register(
    level: str, rows: Sequence[RegisterRow], *, actor: Actor, at: datetime, dry_run: bool, valid_from: date | None = None, sample: bool = False,
) -> RegisterReport:
    """A new code begins on its day without an outline, where its parent has none of that level yet.

    Of a known one the English name, kind, other names and households are brought up to date; its name and what it lies in
    change by a dated act only. With one flaw nothing is written. Raises PermissionDenied.
    """
    require(actor, access.LOAD)
    place_level, day = PlaceLevel(level), valid_from or timezone.localdate(at)
    parents, known, around = _standing(place_level, day, timezone.localdate(at))
    report = RegisterReport(place_level.value, len(rows), flaws=register_flaws(place_level, rows, around, day))
    fresh: list[Place] = []
    altered: list[Place] = []
    for row in rows if not report.flaws else ():
        fields = _fields(place_level, row)
        place = known.get(row.code)
        if place is None:
            above = {f"{PARENT[place_level]}_id": parents[row.above(place_level)].pk}
            fresh.append(MODELS[place_level](code=row.code, name=row.name, valid_from=row.since or day, sample=sample, **above,
                                             **_kind_by_name(place_level, row),
                                             **fields))
            report.added.append(row.code)
        elif any(getattr(place, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(place, name, value)
            altered.append(place)
            report.changed.append(row.code)
        else:
            report.unchanged += 1
    if dry_run or report.flaws:
        return report
    if fresh or altered:
        MODELS[place_level]._default_manager.bulk_create(fresh, batch_size=500)
        for place in altered:
            place.save()
        told = json.dumps([[row.code, row.name, row.parent] for row in rows], ensure_ascii=False)
        note_change(place_level.value, actor=actor, at=at, added=len(fresh), changed=len(altered), digest=sha256(told.encode()).hexdigest())
    report.written = True
    return report


def _standing(level: PlaceLevel, day: date, today: date) -> tuple[dict[str, Place], dict[str, Any], RegisterStanding]:
    parents = {row.code: row for row in MODELS[ABOVE[level]]._default_manager.filter(in_force(day)).defer("geometry")}
    there = founded(level, today)
    model, above = MODELS[level]._default_manager, PARENT[level]
    known = {row.code: row for row in model.filter(in_force(day)).select_related(above).defer("geometry", f"{above}__geometry")}
    return parents, known, RegisterStanding(
        {code: (row.valid_from, row.valid_to) for code, row in parents.items()},
        {code: Registered(row.name, getattr(row, above).code) for code, row in known.items()},
        frozenset(model.values_list("code", flat=True)),
        there.parents, there.first, today,
    )


def _fields(level: PlaceLevel, row: RegisterRow) -> dict[str, Any]:
    """Column values the line gives; what it leaves empty stays as it is."""
    found: dict[str, Any] = {}
    if row.name_en:
        found["name_en"] = row.name_en[:80]
    if row.aliases:
        found["aliases"] = [one[:60] for one in row.aliases]
    if row.kind:
        found["kind"] = row.kind
    if level is PlaceLevel.GRID and row.households is not None:
        found["households"] = row.households
    return found


def _kind_by_name(level: PlaceLevel, row: RegisterRow) -> dict[str, str]:
    return {"kind": street_kind(row.name)} if level is PlaceLevel.STREET and not row.kind else {}
