"""文书格式: the department gives the templates, by name or as a file; a new one takes the place of an old."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from shaoxiang.empowerment.actions.steps import take, write
from shaoxiang.empowerment.models import EmpowermentDecision, TemplateDocument
from shaoxiang.empowerment.rules import EmpowermentRefused
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.files import actions as files
from shaoxiang.kernel.files.rules import Refused
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.vocabulary import _


@transaction.atomic
def give_paper(
    number: str, *, name: str, edition: str = "", file: UploadedFile[Any] | None = None, replaces: int | None = None, actor: Actor, at: datetime,
) -> EmpowermentDecision:
    """附文书格式. Raises EmpowermentRefused (no name, a file that is not taken, one that is gone already), MoveRefused, PermissionDenied."""
    step = take(number, "give_paper", actor=actor, at=at)
    decision, today = step.decision, timezone.localtime(at).date()
    if not name.strip():
        raise EmpowermentRefused("name", _("请写明是哪一种文书，例如行政处罚决定书。"))
    if replaces is not None and not decision.papers.filter(pk=replaces, ended_on__isnull=True).update(ended_on=today):
        raise EmpowermentRefused("replaces", _("要替换的那一份已经换过了：请刷新后再看。"))
    attachment, sha256 = None, ""
    if file is not None:
        try:
            stored = files.take(file, at=at)
        except Refused as refused:
            raise EmpowermentRefused("file", str(refused)) from None
        attachment, sha256 = files.attach(decision.pk, stored, role=AttachmentRole.OTHER, name=file.name or name, by=actor, at=at), stored.sha256
    made = TemplateDocument.objects.create(
        decision=decision, name=name.strip()[:100], edition=edition.strip()[:60], attachment=attachment, given_on=today, given_by=actor.assignment_id,
    )
    return write(step, facts={"paper": made.pk, "name_sha256": digest(made.name), "file_sha256": sha256, "replaces": replaces})
