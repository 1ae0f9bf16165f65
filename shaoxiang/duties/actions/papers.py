"""附依据的原件: a paper hung on a draft, or taken off it. The draft is another one then: what somebody confirmed before counts no more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from shaoxiang.duties.actions.versions import held, touch
from shaoxiang.duties.models import BasisPaper
from shaoxiang.duties.queries.papers import bare_documents
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.files import actions as files
from shaoxiang.kernel.files.rules import Refused
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.journal import actions as journal
from shaoxiang.kernel.text.papers import same_document
from shaoxiang.kernel.vocabulary import _

MOST = 20


@transaction.atomic
def attach_basis(version_id: int, *, document: str, upload: UploadedFile[Any], actor: Actor, at: datetime, revision: int | None = None) -> BasisPaper:
    """The paper of a document an item stands on. Raises ListVersion.DoesNotExist, PermissionDenied, StaleDraft, ChangeRefused."""
    version = held(version_id, actor, revision)
    known = next((one.document for one in bare_documents(version) if same_document(one.document, document)), "")
    if not known:
        raise ChangeRefused("document", _("草案里没有条目依据这个文号，或者它在本系统里已经有原件：请先写好改动依据。"))
    if version.papers.count() >= MOST:
        raise ChangeRefused("upload", _("一版最多附 20 份：请把几份合成一个文件。"))
    try:
        stored = files.take(upload, at=at)
    except Refused as refused:
        raise ChangeRefused("upload", str(refused)) from None
    hung = files.attach(version.matter_id, stored, role=AttachmentRole.OTHER, name=upload.name or "", by=actor, at=at, public=True)
    row = BasisPaper.objects.create(version=version, document=known[:80], attachment=hung)
    touch(version, actor=actor, at=at)
    journal.record("duties.basis_attached", subject=version.matter, actor=actor, at=at, facts={"paper": row.pk, "file_sha256": stored.sha256})
    return row


@transaction.atomic
def drop_basis(version_id: int, paper_id: int, *, actor: Actor, at: datetime, revision: int | None = None) -> None:
    """Not this one. Raises as `attach_basis`, BasisPaper.DoesNotExist."""
    version = held(version_id, actor, revision)
    row = BasisPaper.objects.select_related("attachment__file").get(pk=paper_id, version=version)
    hung, sha256 = row.attachment, row.attachment.file.sha256
    row.delete()
    hung.delete()
    touch(version, actor=actor, at=at)
    journal.record("duties.basis_dropped", subject=version.matter, actor=actor, at=at, facts={"paper": paper_id, "file_sha256": sha256})
