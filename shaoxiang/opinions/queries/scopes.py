from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from shaoxiang.kernel.dated import in_force
from shaoxiang.opinions.models import ConsultationScope
from shaoxiang.opinions.rules import Marks


def scopes_in_force(on: date) -> QuerySet[ConsultationScope]:
    """What must be asked, on that day."""
    return ConsultationScope.objects.filter(in_force(on)).order_by("pk")


def all_scopes() -> QuerySet[ConsultationScope]:
    """Every row there ever was, code by code, the newest first: the history."""
    return ConsultationScope.objects.order_by("code", "-valid_from", "-pk")


def scope_in_force(code: str) -> ConsultationScope | None:
    return ConsultationScope.objects.filter(code=code, valid_to__isnull=True).first()


def next_code() -> str:
    """For a line a person adds: L1, L2, … never one that was used."""
    used = set(ConsultationScope.objects.values_list("code", flat=True))
    return next(code for number in range(1, len(used) + 2) if (code := f"L{number}") not in used)


def marks_in_force(on: date) -> list[Marks]:
    """By which words a matter is known to be a major decision."""
    return [Marks(row.title, row.words) for row in scopes_in_force(on).filter(decision=True).exclude(marks="")]
