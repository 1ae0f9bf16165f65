"""一次登记许多已经生效的赋权决定: all of the sheet, or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.empowerment import access
from shaoxiang.empowerment.actions.proposing import register_existing
from shaoxiang.empowerment.queries.importing import Entered, read_decisions
from shaoxiang.empowerment.rules import EmpowermentRefused
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.exchange.reading import Row, RowError
from shaoxiang.kernel.sheets.cells import told
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.kernel.web.asked import said


def import_decisions(rows: Sequence[Row], *, actor: Actor, at: datetime) -> Taken:
    """登记: lines of the same papers are one decision; a refusal is told in the first of its lines. `made`: Entered. Raises PermissionDenied."""
    require(actor, access.GRANTS["register"])
    decisions, errors = read_decisions(rows, timezone.localtime(at).date())
    first = {row.line: row for row in rows}
    errors += [error for one in decisions if (error := _registered(one, first[one.lines[0]], actor, at)) is not None]
    return Taken(len(rows), decisions, errors)


def _registered(one: Entered, row: Row, actor: Actor, at: datetime) -> RowError | None:
    try:
        with transaction.atomic():
            register_existing(one.proposal, one.known, actor=actor, at=at)
    except EmpowermentRefused as refused:
        return told(row, refused, {}, said(refused))
    return None
