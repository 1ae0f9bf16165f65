"""Keep a trained model, switch one on or off, say how sure it must be to decide alone. Each is an act with its entry."""

from __future__ import annotations

import os
import tempfile
from datetime import date, datetime
from typing import Any

from django.db import transaction

from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.vocabulary import _
from shaoxiang.learning import access, queries
from shaoxiang.learning.models import LearnedModel, LearningSetting
from shaoxiang.learning.queries import SETTING_SUBJECT, SUBJECT
from shaoxiang.learning.rules import Model, ModelRefused, digest_of, packed
from shaoxiang.learning.rules.model import MAX_BYTES
from shaoxiang.learning.vocabulary import EntryKind, Origin

LEAST_SURE = 0.8


class LearningRefused(ValueError):
    """The sentence (a Chinese msgid) says how to cure it."""


def keep(
    model: Model, figures: dict[str, Any], *, origin: Origin, texts_from: date | None, texts_to: date | None, actor: Actor, at: datetime
) -> LearnedModel:
    """入库: the file first, then its row; not yet switched on. The same model twice is one row. Raises PermissionDenied, ModelRefused."""
    require(actor, access.GRANTS["train"])
    data = packed(model)
    if len(data) > MAX_BYTES:
        raise ModelRefused(_("模型文件超过 10 MB，不予加载：请减少特征后重新训练。"))
    digest = digest_of(data)
    _write_file(digest, data)
    with transaction.atomic():
        row, new = LearnedModel.objects.get_or_create(digest=digest, defaults={
            "size_bytes": len(data), "origin": origin.value, "labels": list(model.labels), "figures": figures, "trained_at": at,
            "texts_from": texts_from, "texts_to": texts_to,
        })
        if new:
            facts = {"digest": digest, "texts": figures.get("texts"), "macro_f1": figures.get("macro_f1"), "origin": origin.value}
            record(EntryKind.TRAINED.value, subject=(SUBJECT, row.pk), actor=actor, at=at, facts=facts)
    return row


def _write_file(digest: str, data: bytes) -> None:
    """Whole or not at all, readable by this account alone."""
    path = queries.file_of(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, path)


@transaction.atomic
def activate(pk: int, *, actor: Actor, at: datetime) -> LearnedModel:
    """启用: the model is read first, so that a broken one is refused here. Raises PermissionDenied, DoesNotExist, ModelRefused, LearningRefused."""
    require(actor, access.GRANTS["activate"])
    row = LearnedModel.objects.select_for_update().get(pk=pk)
    model = queries.read_model(row)
    if not queries.codes_of(model.labels):
        raise LearningRefused(_("模型里的分类没有一个在本区的事项分类里，启用了也给不出建议：请用本区的分类代码或名称训练。"))
    before = LearnedModel.objects.filter(active=True).exclude(pk=pk).first()
    LearnedModel.objects.filter(active=True).update(active=False)
    row.active, row.activated_by, row.activated_at = True, actor.assignment_id, at
    row.save(update_fields=["active", "activated_by", "activated_at"])
    record(EntryKind.ACTIVATED.value, subject=(SUBJECT, row.pk), actor=actor, at=at, facts={"digest": row.digest, "before": before.digest if before else ""})
    queries.in_use.changed()
    return row


@transaction.atomic
def deactivate(pk: int, *, actor: Actor, at: datetime) -> LearnedModel:
    """停用: the keyword rules answer alone again. Raises PermissionDenied, DoesNotExist."""
    require(actor, access.GRANTS["activate"])
    row = LearnedModel.objects.select_for_update().get(pk=pk)
    if row.active:
        row.active = False
        row.save(update_fields=["active"])
        record(EntryKind.DEACTIVATED.value, subject=(SUBJECT, row.pk), actor=actor, at=at, facts={"digest": row.digest})
        queries.in_use.changed()
    return row


@transaction.atomic
def set_alone(alone_from: float | None, *, actor: Actor, at: datetime) -> LearningSetting:
    """单独决定的把握: None is never. Raises PermissionDenied, LearningRefused."""
    require(actor, access.GRANTS["set_alone"])
    if alone_from is not None and not LEAST_SURE <= alone_from <= 1:
        raise LearningRefused(_("把握要填 0.80 到 1.00，留空表示从不单独决定。"))
    row = LearningSetting.objects.select_for_update().first() or LearningSetting()
    before, row.alone_from = row.alone_from, alone_from
    row.save()
    record(EntryKind.ALONE_SET.value, subject=(SETTING_SUBJECT, row.pk), actor=actor, at=at, facts={"before": _said(before), "after": _said(alone_from)})
    queries.in_use.changed()
    return row


def _said(alone_from: float | None) -> str:
    return "" if alone_from is None else f"{alone_from:.2f}"
