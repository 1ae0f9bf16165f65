"""一次登记许多已经生效的赋权决定: tried first with the very acts that will write it, and rolled back; then all of it, or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.empowerment import access
from shaoxiang.empowerment.actions.proposing import register_existing
from shaoxiang.empowerment.models import EmpowermentDecision
from shaoxiang.empowerment.queries.importing import HEADINGS, DryRun, Entered, read_decisions
from shaoxiang.empowerment.rules import EmpowermentRefused
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.exchange.reading import RowError

SHOWN = {heading.field: heading.shown for heading in HEADINGS}


@transaction.atomic
def try_sheet(file: BinaryIO, *, actor: Actor, at: datetime) -> DryRun:
    """试读: what a clean sheet would enter, or every bad line. Nothing stays written. Raises PermissionDenied."""
    require(actor, access.GRANTS["register"])
    run = read_decisions(file, timezone.localtime(at).date())
    errors = list(run.errors)
    for one in run.decisions:
        try:
            with transaction.atomic():
                register_existing(one.proposal, one.known, actor=actor, at=at)
        except EmpowermentRefused as refused:
            errors.append(_told(one, refused))
    transaction.set_rollback(True)
    return DryRun([] if errors else run.decisions, sorted(errors, key=lambda error: error.line), run.rows)


def _told(one: Entered, refused: EmpowermentRefused) -> RowError:
    """In the first line of the decision, and the column it is about; the sentence says the cure already."""
    sentence = gettext(refused.reason)
    column = SHOWN.get(refused.field, SHOWN["codes"])
    return RowError(one.lines[0], gettext(column), sentence % refused.facts if refused.facts else sentence, "")


@transaction.atomic
def register_many(decisions: Sequence[Entered], *, actor: Actor, at: datetime, sample: bool = False) -> list[EmpowermentDecision]:
    """登记: every decision of the sheet, or none. Raises PermissionDenied, EmpowermentRefused."""
    require(actor, access.GRANTS["register"])
    return [register_existing(one.proposal, one.known, actor=actor, at=at, sample=sample) for one in decisions]
