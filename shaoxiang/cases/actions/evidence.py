"""Files that come with a report, before anyone else has touched it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from shaoxiang.cases import access
from shaoxiang.cases.models import Case
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.files import actions as files
from shaoxiang.kernel.files.models import Attachment, StoredFile
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.journal.actions import record


@transaction.atomic
def attach_report(
    case: Case, *, actor: Actor, at: datetime, upload: UploadedFile[Any], role: AttachmentRole = AttachmentRole.REPORT,
) -> Attachment:
    """上报附件, in the transaction of the report: whoever may report may send its files along. Raises files' Refused."""
    return attach_stored(case, actor=actor, at=at, stored=files.take(upload, at=at), name=upload.name or "", role=role)


@transaction.atomic
def attach_stored(
    case: Case, *, actor: Actor, at: datetime, stored: StoredFile, name: str, role: AttachmentRole = AttachmentRole.REPORT, public: bool = True,
) -> Attachment:
    """The same for a file that has been looked at and stored already."""
    require(actor, access.GRANTS["report"])
    attachment = files.attach(case.pk, stored, role=role, name=name, by=actor, at=at, public=public)
    record("cases.attach", subject=case.matter, actor=actor, at=at, facts={"file_sha256": stored.sha256, "role": role.value})
    return attachment
