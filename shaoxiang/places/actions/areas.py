"""执法片区: set as a new version from a day on, ended, imported from a table. What held before stays, so that an old day is routed as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.exchange.reading import Row
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.sheets.cells import each_line, twice
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.places import access
from shaoxiang.places.models import Community, EnforcementArea
from shaoxiang.places.queries.area_sheet import read_area
from shaoxiang.places.queries.areas import area_place
from shaoxiang.places.rules.areas import TOO_EARLY, AreaGiven, AreaRefused, check_area

SUBJECT = "area"


@transaction.atomic
def set_area(given: AreaGiven, *, actor: Actor, at: datetime) -> EnforcementArea:
    """A new area, or a new version of one from `since` on: the version in force ends that day. Raises PermissionDenied, AreaRefused."""
    require(actor, access.LOAD)
    held = EnforcementArea.objects.select_for_update().filter(code=given.code, valid_to=None).first()
    street_of = dict(Community.objects.filter(in_force(given.since), pk__in=given.communities).values_list("pk", "street_id"))
    check_area(given, street_of, held.valid_from if held is not None else None)
    if held is not None:
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
def end_area(code: str, *, since: date, actor: Actor, at: datetime) -> EnforcementArea:
    """撤销 from a day on. Raises PermissionDenied, AreaRefused, EnforcementArea.DoesNotExist."""
    require(actor, access.LOAD)
    row = EnforcementArea.objects.select_for_update().get(code=code, valid_to=None)
    if since <= row.valid_from:
        raise AreaRefused("since", TOO_EARLY, day=row.valid_from.isoformat())
    row.valid_to = since
    row.save(update_fields=["valid_to"])
    record("places.area_ended", subject=(SUBJECT, row.pk), actor=actor, at=at, facts={"code": code, "since": since.isoformat()})
    return row


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
