from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext

from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions.models import ConsultationScope, OpinionFile, ScopeChange
from shaoxiang.opinions.rules import Marks
from shaoxiang.opinions.vocabulary import Power


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


COLUMNS = {
    "title": _("事项"), "title_en": _("英文"), "power": _("哪项权力"), "days": _("答复工作日"), "decision": _("按重大决策办"), "marks": _("事由里的字样"),
    "basis": _("依据"), "asked": _("必须征求"),
}


def picture(row: ConsultationScope | None) -> dict[str, Any]:
    """A line as JSON can hold it; None: nothing is asked."""
    if row is None:
        return {"title": "", "title_en": "", "power": "", "days": None, "decision": False, "marks": "", "basis": "", "asked": False}
    return {"asked": True, **{name: getattr(row, name) for name in COLUMNS if name != "asked"}}


class Told(NamedTuple):
    """`part`: its label (a msgid). Empty text: nothing was, or is, written."""

    part: str
    before: str
    after: str


def told(parts: Mapping[str, Sequence[Any]]) -> list[Told]:
    return [Told(label, *(_said(name, value) for value in parts[name])) for name, label in COLUMNS.items() if name in parts]


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if name == "power" and value:
        return gettext(Power.label_of(value))
    return "" if value is None else str(value)


def history_of(code: str) -> list[tuple[ScopeChange, list[Told]]]:
    """The changes of a line, newest first."""
    return [(row, told(row.parts)) for row in ScopeChange.objects.filter(code=code).order_by("-pk")[:50]]


def under_way(code: str) -> QuerySet[OpinionFile]:
    """Files asked under this line, in any form it had, that are not closed: they go on as they were asked."""
    return OpinionFile.objects.filter(scope__code=code, matter__closed_at=None).select_related("matter").order_by("pk")
