"""执法片区: set as a new version from a day on, ended, imported from a table. What held before stays, so that an old day is routed as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.exchange.reading import Row
from shaoxiang.kernel.hearing import Hearing, unheard
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.sheets.cells import each_line, twice
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.places import access
from shaoxiang.places.models import Community, EnforcementArea
from shaoxiang.places.queries.area_sheet import read_area
from shaoxiang.places.queries.areas import area_place
from shaoxiang.places.rules.areas import TOO_EARLY, AreaGiven, AreaRefused, check_area, check_redrawn

SUBJECT = "area"
FRESH = timedelta(days=365)  # a question of last year is not about what is drawn now (示例)


@transaction.atomic
def set_area(given: AreaGiven, *, actor: Actor, at: datetime) -> EnforcementArea:
    """A new area, or a new version of one from `since` on: the version in force ends that day. Raises PermissionDenied, AreaRefused.

    Which force serves a street is the streets' to hear of: those that come to the area or leave it (下沉人员统筹管理权, ADR 0048).
    """
    require(actor, access.LOAD)
    held = EnforcementArea.objects.select_for_update().filter(code=given.code, valid_to=None).first()
    street_of = dict(Community.objects.filter(in_force(given.since), pk__in=given.communities).values_list("pk", "street_id"))
    check_area(given, street_of, held.valid_from if held is not None else None)
    if held is not None:
        check_redrawn(given.since, given.document, timezone.localdate(at))
        _hear(held, _ground(given.streets, given.communities) ^ _ground_of(held), given.heard_number, at)
        held.valid_to = given.since
        held.save(update_fields=["valid_to"])
    row = EnforcementArea.objects.create(
        code=given.code.strip(), name=given.name.strip(), name_en=given.name_en.strip(), document=given.document.strip(), valid_from=given.since,
    )
    row.streets.set(given.streets)
    row.communities.set(given.communities)
    row.save()  # the lists compiled from it are read anew, now that its ground is known
    facts = {"code": row.code, "since": given.since.isoformat(), "streets": sorted(given.streets), "communities": sorted(given.communities),
             "before": held.pk if held is not None else None}
    record("places.area_set", subject=(SUBJECT, row.pk), actor=actor, at=at, facts=facts, new=True)
    return row


@transaction.atomic
def end_area(code: str, *, since: date, actor: Actor, at: datetime, heard_number: str = "") -> EnforcementArea:
    """撤销 from a day on, its streets heard. Raises PermissionDenied, AreaRefused, EnforcementArea.DoesNotExist."""
    require(actor, access.LOAD)
    row = EnforcementArea.objects.select_for_update().get(code=code, valid_to=None)
    if since <= row.valid_from:
        raise AreaRefused("since", TOO_EARLY, day=row.valid_from.isoformat())
    check_redrawn(since, None, timezone.localdate(at))
    _hear(row, _ground_of(row), heard_number, at)
    row.valid_to = since
    row.save(update_fields=["valid_to"])
    record("places.area_ended", subject=(SUBJECT, row.pk), actor=actor, at=at, facts={"code": code, "since": since.isoformat()})
    return row


def _ground(streets: Iterable[int], communities: Iterable[int]) -> set[tuple[int, int]]:
    """Street and community of each part; a street taken whole has the community 0."""
    parts = set(Community.objects.filter(pk__in=list(communities)).values_list("street_id", "pk"))
    return parts | {(street, 0) for street in streets if street not in {one for one, _community in parts}}


def _ground_of(row: EnforcementArea) -> set[tuple[int, int]]:
    return _ground(row.streets.values_list("pk", flat=True), row.communities.values_list("pk", flat=True))


def _hear(row: EnforcementArea, moved: set[tuple[int, int]], number: str, at: datetime) -> None:
    streets = frozenset(street for street, _community in moved)
    missing = unheard(Hearing(streets, number.strip(), (row.name,), at - FRESH)) if streets else None
    if missing is not None:
        raise AreaRefused("heard_number", missing.reason, **missing.facts)


@dataclass(frozen=True, slots=True)
class AreaEntered:
    """A line that is a new area, or a new version of one."""

    given: AreaGiven
    new: bool


def import_areas(rows: Sequence[Row], *, actor: Actor, at: datetime) -> Taken:
    """导入片区: lines that differ from what holds become new versions. `made`: AreaEntered. Raises PermissionDenied."""
    require(actor, access.LOAD)
    held = {row.code: area_place(row) for row in EnforcementArea.objects.filter(valid_to=None).prefetch_related("streets", "communities")}

    def entered(row: Row) -> AreaEntered | None:
        given = read_area(row)
        now = held.get(given.code)
        ground = frozenset(community for part in now.parts.values() for community in part) if now else frozenset()
        if now is not None and (now.name, now.streets, ground) == (given.name, frozenset(given.streets), frozenset(given.communities)):
            return None
        set_area(given, actor=actor, at=at)
        return AreaEntered(given, now is None)

    made, errors = each_line(rows, entered)
    return Taken(len(rows), [one for one in made if one is not None], [*twice(rows, "code", lambda row: row.text("code") or None), *errors])
