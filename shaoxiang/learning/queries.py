"""The model in use, as every process holds it, and the cases a district can learn from."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from shaoxiang.cases.models import Case
from shaoxiang.cases.vocabulary import CaseStatus
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.rules import Suggestion
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.workdays.remembered import Remembered
from shaoxiang.learning.models import LearnedModel, LearningSetting
from shaoxiang.learning.rules import Model, ModelRefused, unpacked
from shaoxiang.learning.rules.model import MAX_BYTES
from shaoxiang.learning.vocabulary import EntryKind

log = logging.getLogger("shaoxiang.learning")
SUGGESTED, HISTORY_SHOWN = 5, 50
MERGED_INTO = "merged_into"
SUBJECT, SETTING_SUBJECT = "learned_model", "learning_setting"


class InUse(NamedTuple):
    """What this process answers with. `refused`: why the switched-on model is not used, as a msgid; empty: it is, or none is switched on."""

    model: Model | None
    codes: dict[str, str]  # label -> type code
    alone_from: float | None
    refused: str = ""


class Lesson(NamedTuple):
    text: str
    type_code: str
    closed_on: date


def file_of(digest: str) -> Path:
    return Path(settings.FILES) / "models" / f"{digest}.npz"


def read_model(row: LearnedModel) -> Model:
    """Raises ModelRefused where the file is gone, too large, changed or not of ours."""
    path = file_of(row.digest)
    try:
        if path.stat().st_size > MAX_BYTES:
            data = b" " * (MAX_BYTES + 1)
        else:
            data = path.read_bytes()
    except OSError as error:
        raise ModelRefused(MISSING) from error
    return unpacked(data, digest=row.digest)


MISSING = _("模型文件不在了：请从备份恢复文件，或重新训练；在此之前按关键词规则建议。")


def _load() -> InUse:
    row, setting = LearnedModel.objects.filter(active=True).first(), LearningSetting.objects.first()
    alone = setting.alone_from if setting else None
    if row is None:
        return InUse(None, {}, alone)
    try:
        model = read_model(row)
    except ModelRefused as refused:
        log.error("learned model %s is not used: %s", row.digest[:12], type(refused).__name__)
        return InUse(None, {}, alone, str(refused))
    return InUse(model, codes_of(model.labels), alone)


def codes_of(labels: tuple[str, ...] | list[str]) -> dict[str, str]:
    """A label is a type's code, or else the name of exactly one type."""
    types = duty_book().types
    names: dict[str, list[str]] = {}
    for line in types.values():
        names.setdefault(line.name, []).append(line.code)
    found = {}
    for label in labels:
        if label in types:
            found[label] = label
        elif len(names.get(label, ())) == 1:
            found[label] = names[label][0]
    return found


in_use = Remembered("learning.model", _load)


def answers(text: str) -> list[Suggestion]:
    """类别建议 of the model: probability and the words that decided. Empty while none is switched on."""
    held = in_use.get()
    if held.model is None:
        return []
    found = held.model.answer("", text, limit=SUGGESTED)
    return [Suggestion(held.codes[one.label], 0, one.words, one.probability) for one in found if one.label in held.codes]


def sure_enough() -> float | None:
    held = in_use.get()
    return held.alone_from if held.model is not None else None


def models() -> QuerySet[LearnedModel]:
    return LearnedModel.objects.all()


def history() -> QuerySet[Entry]:
    """Models trained and switched, newest first."""
    kinds = [kind.value for kind in EntryKind]
    return Entry.objects.filter(kind__in=kinds).order_by("-at", "-pk")[:HISTORY_SHOWN]


def lessons() -> Iterator[Lesson]:
    """Closed cases and their final type. Not: without a type, declined, withdrawn, excluded (剔除) or merged into another (their words are not their own)."""
    rows = Case.objects.filter(matter__status=CaseStatus.CLOSED.value, matter__closed_at__isnull=False, exclusion="").exclude(matter__subject_code="")
    if any(field.name == MERGED_INTO for field in Case._meta.get_fields()):
        rows = rows.filter(**{MERGED_INTO: None})
    for text, code, closed_at in rows.order_by("pk").values_list("description", "matter__subject_code", "matter__closed_at").iterator(chunk_size=2000):
        yield Lesson(text, code, timezone.localdate(closed_at))
