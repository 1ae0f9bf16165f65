"""The versioned lists: the standard, the duties of a grid worker, the register of admitted work."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet

from shaoxiang.grids.models import AdmittedWork, GridStandard, WorkerDuty
from shaoxiang.grids.rules import AdmittedLine, RoleLine, Standard, default_standard
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.dated import in_force


def standard_row(on: date) -> GridStandard | None:
    return GridStandard.objects.filter(in_force(on)).order_by("-version").first()


def standard(on: date) -> Standard:
    """网格建设标准 in force; the composed default where none was set."""
    row = standard_row(on)
    if row is None:
        return default_standard()
    return Standard(tuple(RoleLine(each["code"], each["label"], each.get("label_en", "")) for each in row.roles), row.teams, row.places, row.version)


def supervision_phone(on: date) -> str:
    """监督电话 of the card: the standard's, else the hotline."""
    row = standard_row(on)
    return (row.supervision_phone if row else "") or str(settings.SHELL["hotline"])


def duties_in_force(on: date) -> list[WorkerDuty]:
    return list(WorkerDuty.objects.filter(in_force(on)).order_by("number"))


def duty_versions() -> list[tuple[int, date, date | None, int]]:
    """(version, from, to, how many), newest first."""
    found: dict[int, tuple[int, date, date | None, int]] = {}
    for row in WorkerDuty.objects.order_by("-version", "number"):
        version, begins, ends, count = found.get(row.version, (row.version, row.valid_from, row.valid_to, 0))
        found[row.version] = (version, begins, ends, count + 1)
    return list(found.values())


def admitted_lines() -> dict[str, AdmittedLine]:
    """The whole register by number; `check_ground` says which of it holds where and when."""
    return {row.number: AdmittedLine(row.number, row.street_id, row.valid_from, row.valid_to) for row in AdmittedWork.objects.all()}


def admitted_rows(actor: Actor | None = None) -> QuerySet[AdmittedWork]:
    """The register, newest first; for a street its own and those of every street."""
    rows = AdmittedWork.objects.select_related("street").defer("street__geometry").order_by("-valid_from", "-pk")
    if actor is not None and actor.street_id is not None:
        rows = rows.filter(Q(street_id=actor.street_id) | Q(street__isnull=True))
    return rows
