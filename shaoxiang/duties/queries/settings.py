"""What may be set of a type, as plain values; what a change of it would touch; and what was changed, before and after, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from shaoxiang.duties.models import DispatchCatalogueEntry, EventType, SettingChange, TypeEnd
from shaoxiang.duties.queries.impact import NewAnswer, OpenRows, Shifted, answers_of, open_of, shifted
from shaoxiang.duties.queries.setting_words import Told, told
from shaoxiang.duties.rules import DutyBook, TypeLine
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.models import Entry

EDITABLE = ("name", "name_en", "class_code", "filing_condition", "filing_condition_en", "closing_condition", "closing_condition_en", "grid_settles", "danger",
            "emergency_numbers", "needs_photo", "photo_reason", "season")
HISTORY = 50
Parts = dict[str, tuple[Any, Any]]


def picture(kind: EventType, day: date) -> dict[str, Any]:
    """Everything of a type that can change, part by part (TypePart), as JSON can hold it."""
    holds = in_force(day)
    return {
        **{name: getattr(kind, name) for name in EDITABLE},
        "class_code": [kind.class_code, kind.class_name, kind.class_name_en],
        "limits": [[row.step, row.amount, row.unit, row.closes] for row in kind.limits.filter(holds).order_by("step")],
        "words": dict(kind.words.filter(holds).order_by("word").values_list("word", "weight")),
        "items": dict(kind.duties.filter(holds).order_by("unit_scope").values_list("unit_scope", "item__code")),
        "ended": _ended(kind, day),
        "powers": [[code, department] for code, department in kind.powers.filter(holds).order_by("pk").values_list("code", "department")],
    }


def _ended(kind: EventType, day: date) -> list[str]:
    """From which day, and the type chosen instead; nothing where it is chosen on. An end to come counts as soon as it is decided."""
    row = end_of(kind, day)
    if row is None:
        return []
    return [row.valid_from.isoformat(), row.valid_to.isoformat() if row.valid_to else "", row.successor.code if row.successor else ""]


def end_of(kind: EventType, day: date) -> TypeEnd | None:
    """The end that holds, or the one to come."""
    return kind.ends.filter(Q(valid_to=None) | Q(valid_to__gt=day)).select_related("successor").order_by("valid_from").first()


def blank_picture() -> dict[str, Any]:
    """The same of a type that is not there yet."""
    nothing = EventType()
    return {
        **{name: getattr(nothing, name) for name in EDITABLE}, "class_code": ["", "", ""], "limits": [], "words": {}, "items": {}, "powers": [], "ended": [],
    }


def line_picture(entry: DispatchCatalogueEntry | None) -> dict[str, Any] | None:
    """A line of the dispatch catalogue as it stands; None where there is none."""
    if entry is None:
        return None
    return {
        "entry": entry.pk, "street": entry.street_id, "lead": entry.lead_id, "cooperating": sorted(entry.cooperating.values_list("pk", flat=True)),
        "reference": entry.source_reference, "until": entry.valid_to.isoformat() if entry.valid_to else None,
    }


def differences(before: dict[str, Any], after: dict[str, Any]) -> Parts:
    return {part: (before[part], value) for part, value in after.items() if before[part] != value}


# --- what was changed -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a type's history. `told`: before and after; empty where the change was written before they were kept (`changed` names the parts)."""

    kind: str
    at: datetime
    actor_id: int | None
    why: str
    told: tuple[Told, ...]
    changed: tuple[str, ...]


def history_of(kind: EventType) -> list[Step]:
    """The journal of a type, newest first, each entry with the values and the reason that are kept beside it."""
    kept = {row.pk: row for row in SettingChange.objects.filter(type=kind).order_by("-pk")[:HISTORY]}
    found = []
    for entry in Entry.objects.filter(subject_kind="event_type", subject_id=kind.pk).order_by("-seq")[:HISTORY]:
        row = kept.get(entry.facts.get("change"))
        values = tuple(told(row.parts, timezone.localdate(row.at))) if row else ()
        changed = () if row else tuple(entry.facts.get("changed", ()))
        found.append(Step(entry.kind, entry.at, entry.actor_id, row.why if row else "", values, changed))
    return found


# --- what a change would touch ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change makes of what: `told` before and after, who answers from then on, and the open matters of the type."""

    parts: Parts
    told: tuple[Told, ...] = ()
    answers: tuple[NewAnswer, ...] = ()
    gaps: tuple[TypeLine, ...] = ()
    open_matters: tuple[OpenRows, ...] = ()

    @property
    def shifted(self) -> list[Shifted]:
        return shifted(self.answers)

    @property
    def clocks(self) -> bool:
        """Would the clocks of matters that are sent out from now on run differently?"""
        return "limits" in self.parts


def trial_of(code: str, parts: Parts, before: DutyBook, after: DutyBook, streets: Iterable[int] | None = None) -> Trial:
    """`streets`: where the change acts; None: everywhere."""
    if not parts:
        return Trial({})
    there = frozenset(before.streets) if streets is None else frozenset(streets)
    answers, gaps = answers_of([code], there, before, after)
    return Trial(parts, tuple(told(parts, before.on)), answers, gaps, open_of(code, there))
