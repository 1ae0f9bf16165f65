"""职责换了单位的在办事件: what waits for a decision, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from shaoxiang.cases import access
from shaoxiang.cases.models import DutyHandoff
from shaoxiang.cases.queries import cases_for
from shaoxiang.cases.vocabulary import ENDED
from shaoxiang.duties.queries import duty_book
from shaoxiang.kernel.access import Actor, visible
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.web.names import name_of

SHOWN = 200


@dataclass(frozen=True, slots=True)
class HandoffLine:
    """`may_see`: the case itself is among the actor's rows."""

    row: DutyHandoff
    number: str
    type: str
    old: str
    new: str
    may_see: bool


def handoffs_for(actor: Actor) -> QuerySet[DutyHandoff]:
    return DutyHandoff.objects.filter(visible(actor, access.GRANTS["decide_handoff"]))


def waiting(actor: Actor) -> list[HandoffLine]:
    """Of cases that still run, the oldest first."""
    rows = handoffs_for(actor).filter(decided_at=None).exclude(case__matter__status__in=ENDED).select_related("case__matter").order_by("pk")[:SHOWN]
    return _lines(list(rows), actor)


def decided(actor: Actor) -> list[HandoffLine]:
    """The last ones decided."""
    return _lines(list(handoffs_for(actor).filter(decided_at__isnull=False).select_related("case__matter").order_by("-decided_at", "-pk")[:20]), actor)


def _lines(rows: list[DutyHandoff], actor: Actor) -> list[HandoffLine]:
    seen = set(cases_for(actor).filter(pk__in=[row.case_id for row in rows]).values_list("pk", flat=True))
    types = duty_book().types
    return [
        HandoffLine(
            row, row.case.number, in_words(kind.name, kind.name_en) if (kind := types.get(row.case.matter.subject_code)) else row.case.matter.subject_code,
            name_of("body", row.from_office_id or row.from_unit_id), name_of("body", row.to_office_id or row.to_unit_id), row.case_id in seen,
        )
        for row in rows
    ]
