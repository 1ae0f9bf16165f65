"""The answer library: looked through while the caller speaks."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from shaoxiang.hotline.models import AnswerEntry
from shaoxiang.hotline.rules.answers import Known, fitting
from shaoxiang.kernel.dated import in_force


def in_force_here(on: date, street_id: int | None) -> QuerySet[AnswerEntry]:
    """Entries of that day: of the whole district, and of the street asked for (a street's own desk sees its own; the district's sees all)."""
    rows = AnswerEntry.objects.filter(in_force(on))
    return rows.filter(Q(street_id__isnull=True) | Q(street_id=street_id)) if street_id is not None else rows


def find_answers(asked: str, *, on: date, street_id: int | None = None) -> list[AnswerEntry]:
    """The entries that fit, best first."""
    rows = {row.pk: row for row in in_force_here(on, street_id)}
    return [rows[pk] for pk in fitting(asked, [Known(row.pk, row.question, row.answer, row.used) for row in rows.values()])]


def library(asked: str, *, on: date, street_id: int | None, ended: bool = False) -> list[AnswerEntry]:
    """The page of the library: what fits, or all by use."""
    if asked:
        return find_answers(asked, on=on, street_id=street_id)
    rows = AnswerEntry.objects.all() if ended else in_force_here(on, street_id)
    return list(rows.order_by("-used", "pk")[:200])
