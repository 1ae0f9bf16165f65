"""A version from draft to paper. What is issued is never edited: no action reaches it but the next version, which ends it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.determinations import access, rules
from shaoxiang.determinations.actions.desk import move_desk
from shaoxiang.determinations.flows import VERSION_FLOW
from shaoxiang.determinations.models import DeterminationLine, DeterminationPart, PartSnapshot, ThreeDeterminationVersion
from shaoxiang.determinations.queries.ledger import figures
from shaoxiang.determinations.queries.naming import offices_of_part
from shaoxiang.determinations.queries.versions import SUBJECT, PartPage, before, ledger_day, lines_of_part, parts_of, prefilled, versions_for
from shaoxiang.determinations.rules import DeterminationRefused, Line
from shaoxiang.determinations.vocabulary import OPEN, EntryKind, PartKind, VersionStatus
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Facts, digest
from shaoxiang.kernel.vocabulary import _


class PartChanged(Exception):
    """Somebody saved the part since the editor opened it. `before`: the lines he began from, `now`: as they stand, `revision`: theirs."""

    def __init__(self, before: list[Line], now: list[Line], revision: int) -> None:
        super().__init__(revision)
        self.before, self.now, self.revision = before, now, revision


@transaction.atomic
def draft(unit_id: int, *, actor: Actor, at: datetime) -> ThreeDeterminationVersion:
    """起草下一版, prefilled from what is in force. Raises PermissionDenied, DeterminationRefused (one is being drafted already), Body.DoesNotExist."""
    require(actor, access.GRANTS["draft"])
    unit = Body.objects.select_for_update().get(pk=unit_id, kind__in=UNITS)
    known = ThreeDeterminationVersion.objects.filter(unit=unit)
    if known.filter(status__in=[status.value for status in OPEN]).exists():
        raise DeterminationRefused("", _("这个单位已经有一版在起草或待印发：请接着改那一版，或者先撤回。"))
    last = known.order_by("-number").first()
    today = timezone.localtime(at).date()
    version = ThreeDeterminationVersion.objects.create(
        unit=unit, number=last.number + 1 if last else 1, drafted_at=at, ledger_on=today, sample=bool(last and last.sample) or unit.sample,
    )
    for kind, lines in prefilled(unit, today).items():
        _write_lines(DeterminationPart.objects.create(version=version, kind=kind), lines)
    move_desk(version, actor=actor, at=at)
    _record(EntryKind.DRAFTED, version, actor, at, {"unit": unit.pk, "number": version.number}, new=True)
    return version


@transaction.atomic
def edit_part(
    pk: int, kind: PartKind, lines: Sequence[Line], *, revision: int, actor: Actor, at: datetime, ledger_on: date | None = None,
) -> DeterminationPart:
    """改一个部分: all its lines at once. `ledger_on`: the day whose ledger gives the figures, where the part has any.

    Raises PermissionDenied, MoveRefused, DeterminationRefused, PartChanged (nothing is written)."""
    version = _taken(pk, "edit", actor)
    rules.check_part(kind, lines)
    day = ledger_on or ledger_day(version, timezone.localtime(at).date())
    if kind in rules.OF_LEDGER:
        rules.check_figures(lines, figures(version.unit_id, kind, day), day, rules.AT_SAVING)
    part = DeterminationPart.objects.select_for_update().get(version=version, kind=kind)
    now = lines_of_part(part)
    if part.revision != revision:
        raise PartChanged(_at_revision(part, revision, now), now, part.revision)
    if kind in rules.OF_LEDGER and version.ledger_on != day:
        version.ledger_on = day
        version.save(update_fields=["ledger_on"])
    if list(lines) == now:
        return part
    PartSnapshot.objects.create(part=part, revision=part.revision, lines=[list(line) for line in now])
    part.lines.all().delete()
    _write_lines(part, lines)
    part.revision += 1
    part.save(update_fields=["revision"])
    move_desk(version, actor=actor, at=at)
    _record(EntryKind.PART_EDITED, version, actor, at, {
        "part": str(kind), "revision": part.revision, "lines": len(lines),
        "lines_sha256": digest(json.dumps([list(line) for line in lines], ensure_ascii=False)),
    })
    return part


@transaction.atomic
def adopt(pk: int, *, actor: Actor, at: datetime, meeting: str, adopted_on: date) -> ThreeDeterminationVersion:
    """编委会通过: the meeting and its day. Raises PermissionDenied, MoveRefused, DeterminationRefused."""
    version = _taken(pk, "adopt", actor)
    parts = parts_of(version)
    empty = [str(part.kind) for part in parts if not part.lines]
    rules.check_adopted(meeting, adopted_on, today=timezone.localtime(at).date(), last=before(version.unit_id), empty_parts=empty)
    for one in parts:  # a draft is begun from an older version, which nobody asked
        rules.check_part(one.kind, one.lines)
    _check_figures(version, parts, max(ledger_day(version, adopted_on), adopted_on), rules.AT_ADOPTION)
    version.status, version.meeting, version.adopted_on = VersionStatus.ADOPTED, meeting.strip(), adopted_on
    version.save(update_fields=["status", "meeting", "adopted_on"])
    move_desk(version, actor=actor, at=at)
    _record(EntryKind.ADOPTED, version, actor, at, {"adopted_on": adopted_on.isoformat(), "meeting_sha256": digest(version.meeting)})
    return version


@transaction.atomic
def issue(pk: int, *, actor: Actor, at: datetime, document_number: str, issued_on: date, effective_from: date) -> ThreeDeterminationVersion:
    """印发: its number, its day, the day it begins to hold; the version before ends on that day. Raises PermissionDenied, MoveRefused, DeterminationRefused."""
    version = _taken(pk, "issue", actor)
    Body.objects.select_for_update().get(pk=version.unit_id)
    last = ThreeDeterminationVersion.objects.filter(unit_id=version.unit_id, status=VersionStatus.ISSUED).select_for_update().first()
    rules.check_issued(
        document_number, issued_on, effective_from, adopted_on=version.adopted_on or issued_on, today=timezone.localtime(at).date(),
        last=before(version.unit_id), founded_on=version.unit.valid_from,
    )
    parts = parts_of(version)
    _check_figures(version, parts, effective_from, rules.AT_ISSUE)
    for part in parts:
        rules.check_offices({line.office for line in part.lines if line.office}, offices_of_part(version.unit, part.kind, effective_from), effective_from)
    if last is not None:
        VERSION_FLOW.take("supersede", last.status)
        last.status, last.effective_to = VersionStatus.SUPERSEDED, effective_from
        last.save(update_fields=["status", "effective_to"])
        _record(EntryKind.SUPERSEDED, last, actor, at, {"by": version.pk, "until": effective_from.isoformat()})
    version.status, version.document_number = VersionStatus.ISSUED, document_number.strip()
    version.issued_on, version.effective_from = issued_on, effective_from
    version.save(update_fields=["status", "document_number", "issued_on", "effective_from"])
    move_desk(version, actor=actor, at=at)
    _record(EntryKind.ISSUED, version, actor, at, {"issued_on": issued_on.isoformat(), "effective_from": effective_from.isoformat()})
    return version


@transaction.atomic
def withdraw(pk: int, *, actor: Actor, at: datetime) -> ThreeDeterminationVersion:
    """撤回一版没有印发的. It stays to be read; the next draft takes the next number."""
    version = _taken(pk, "withdraw", actor)
    version.status = VersionStatus.WITHDRAWN
    version.save(update_fields=["status"])
    move_desk(version, actor=actor, at=at)
    _record(EntryKind.WITHDRAWN, version, actor, at, {})
    return version


def _check_figures(version: ThreeDeterminationVersion, parts: Sequence[PartPage], on: date, reason: str) -> None:
    """Both parts that are taken from the ledger, in one sentence. Raises FiguresDiffer."""
    of_ledger = [part for part in parts if part.kind in rules.OF_LEDGER]
    known = [figure for part in of_ledger for figure in figures(version.unit_id, part.kind, on)]
    rules.check_figures([line for part in of_ledger for line in part.lines], known, on, reason)


def _taken(pk: int, move: str, actor: Actor) -> ThreeDeterminationVersion:
    """The version, locked, if it is among the actor's rows, the actor may, and the move is open."""
    rows = ThreeDeterminationVersion.objects.select_for_update(of=("self",)).select_related("unit")
    version = rows.get(pk__in=versions_for(actor).filter(pk=pk).values("pk"))
    require(actor, access.GRANTS[move], version)
    VERSION_FLOW.take(move, version.status)
    return version


def _at_revision(part: DeterminationPart, revision: int, now: list[Line]) -> list[Line]:
    kept = PartSnapshot.objects.filter(part=part, revision=revision).first()
    return [Line(*line) for line in kept.lines] if kept is not None else now


def _write_lines(part: DeterminationPart, lines: Sequence[Line]) -> None:
    DeterminationLine.objects.bulk_create(DeterminationLine(part=part, order=order, **line._asdict()) for order, line in enumerate(lines))


def _record(kind: EntryKind, version: ThreeDeterminationVersion, actor: Actor, at: datetime, facts: Facts, *, new: bool = False) -> None:
    record(kind.value, subject=(SUBJECT, version.pk), actor=actor, at=at, facts=facts, new=new)
