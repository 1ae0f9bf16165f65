from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.files import pictures, rules, store
from shaoxiang.kernel.files.models import Attachment, StoredFile
from shaoxiang.kernel.files.rules import Refused
from shaoxiang.kernel.files.vocabulary import AttachmentRole

PATIENCE = timedelta(days=1)  # a file nobody attached is kept this long: a form may still be open


def take(upload: UploadedFile[Any], *, at: datetime, limit: int | None = None) -> StoredFile:
    """收存: check, redraw pictures, store durably. The same bytes are stored once. `limit` in bytes.

    Raises Refused with a sentence in the reader's language.
    """
    try:
        return _taken(upload, at, limit or settings.UPLOAD_MAX_BYTES)
    except Refused as refused:
        raise Refused(_(str(refused))) from None


def _taken(upload: UploadedFile[Any], at: datetime, limit: int) -> StoredFile:
    with store.incoming() as given:
        size = _copy(upload, given, limit)
        kind = rules.media_type(given, upload.name or "")
        if not rules.is_image(kind):
            return _stored(given, at, size=size, media_type=kind)
        with store.incoming() as drawn:
            width, height = pictures.redraw(given, drawn, kind)
            return _stored(drawn, at, size=drawn.seek(0, 2), media_type=kind, width=width, height=height)


def keep_made(content: bytes, media_type: str, *, at: datetime) -> StoredFile:
    """Store bytes made by the house itself (an issued paper)."""
    with store.incoming() as file:
        file.write(content)
        file.flush()
        return _stored(file, at, size=len(content), media_type=media_type)


def attach(
    matter_id: int, file: StoredFile, *, role: AttachmentRole, name: str, by: Actor, at: datetime, public: bool = False,
) -> Attachment:
    """Hang a stored file on a matter. The act that does so writes the journal, with `file.sha256` among its facts."""
    return Attachment.objects.create(
        matter_id=matter_id, file=file, role=role.value, name=rules.shown_name(name, file.media_type), assignment_id=by.assignment_id,
        at=at, public=public,
    )


def remove_orphans(now: datetime) -> int:
    """清理: files nobody attached within PATIENCE, rows and bytes, and what killed processes left. Returns how many; safe to repeat."""
    before, removed = now - PATIENCE, 0
    nobodys = {f"{relation.name}__isnull": True for relation in StoredFile._meta.related_objects}  # attachments, issued papers, …
    for pk in StoredFile.objects.filter(wanted_at__lt=before, **nobodys).values_list("pk", flat=True):
        with transaction.atomic():
            file = StoredFile.objects.select_for_update(of=("self",)).filter(pk=pk, wanted_at__lt=before, **nobodys).first()
            if file is not None:
                file.delete()
                store.remove(file.sha256)  # before the row is gone for others: `take` looks again after it has the row
                removed += 1
    for sha256 in store.untouched_since(before.timestamp()):
        if not StoredFile.objects.filter(sha256=sha256).exists():
            store.remove(sha256)
            removed += 1
    return removed + store.sweep_incoming(before.timestamp())


def _copy(upload: UploadedFile[Any], target: BinaryIO, limit: int) -> int:
    size = 0
    for chunk in upload.chunks():
        size += len(chunk)
        if size > limit:
            raise Refused(_("文件超过 %(limit)s MB，请压缩或拆分后再上传。") % {"limit": max(1, limit // 1024**2)})
        target.write(chunk)
    target.flush()
    return size


def _stored(file: BinaryIO, at: datetime, **columns: Any) -> StoredFile:
    """Bytes first, row second: a row never lacks its bytes."""
    sha256 = store.digest_of(file)
    store.keep(file, sha256)
    row, _new = StoredFile.objects.update_or_create(sha256=sha256, defaults={"wanted_at": at}, create_defaults={
        "wanted_at": at, "created_at": at, **columns,
    })
    store.keep(file, sha256)  # the cleaning job may have been faster; now that the row is wanted it keeps away
    return row
