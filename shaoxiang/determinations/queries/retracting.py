"""Reads for taking back a version that was issued for a day still to come."""

from __future__ import annotations

from datetime import date

from shaoxiang.determinations.models import DeterminationRetraction, ThreeDeterminationVersion
from shaoxiang.determinations.vocabulary import VersionStatus
from shaoxiang.duties.queries.retracting import hand
from shaoxiang.duties.rules import retracting as rules
from shaoxiang.duties.vocabulary import RetractionState
from shaoxiang.kernel.access import Actor

__all__ = ["MOVES", "asked", "bars", "before", "hand", "open_to", "retraction_of"]


MOVES = frozenset({"ask_retraction", "retract", "refuse_retraction"})


def before(version: ThreeDeterminationVersion) -> int | None:
    """The version it ended."""
    rows = ThreeDeterminationVersion.objects.filter(unit_id=version.unit_id, status=VersionStatus.SUPERSEDED.value, effective_to=version.effective_from)
    return rows.values_list("pk", flat=True).first()


def bars(version: ThreeDeterminationVersion, today: date) -> str:
    """Why it may not be taken back, a msgid; "" where it may. What is issued is the newest; one that was followed is not issued any more."""
    return rules.bars(version.effective_from, today, newest=version.status == VersionStatus.ISSUED, has_before=before(version) is not None)


def retraction_of(version: ThreeDeterminationVersion) -> DeterminationRetraction | None:
    return DeterminationRetraction.objects.filter(version=version).first()


def asked(version: ThreeDeterminationVersion) -> DeterminationRetraction | None:
    return DeterminationRetraction.objects.filter(version=version, state=RetractionState.ASKED.value).first()


def open_to(version: ThreeDeterminationVersion, actor: Actor, today: date) -> frozenset[str]:
    """Which of its moves make sense now for this reader: to ask, or to answer what somebody else asked."""
    if version.status != VersionStatus.ISSUED or bars(version, today):
        return frozenset()
    row = asked(version)
    if row is None:
        return frozenset({"ask_retraction"})
    return frozenset({"refuse_retraction"} if rules.not_second(hand(actor), row.asker) else {"retract", "refuse_retraction"})
