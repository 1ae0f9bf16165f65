"""续传: a file comes in parts over a line that may break at any byte, and goes on where it stopped.

    POST  /files/uploads/        {"key", "sha256", "size", "name"}  -> where to go on (0 for a new one); asking twice is the same as once
    HEAD  /files/uploads/<key>/  -> Upload-Offset, Upload-Length, Upload-Done
    PATCH /files/uploads/<key>/  Upload-Offset: n, the bytes from n on  -> the new offset; the last part makes it a stored file

Uploads belong to the post that began them. The digest is compared before the file is looked at like any other (`actions.take`).
What is left lying is dropped after KEPT_FOR.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from shaoxiang.kernel.files import actions, store
from shaoxiang.kernel.files.models import Upload
from shaoxiang.kernel.files.rules import Refused

KEPT_FOR = timedelta(days=7)
PART_MAX_BYTES = 1024**2
OPEN_MAX = 80  # unfinished uploads of one post
OPEN_MAX_BYTES = 400 * 1024**2
_KEY = re.compile(r"[0-9A-Za-z-]{8,40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class WrongOffset(Exception):
    """A part that does not begin where the last one ended; `offset` is where to go on."""

    def __init__(self, offset: int) -> None:
        super().__init__(str(offset))
        self.offset = offset


class WrongContent(Refused):
    """All bytes are here, but they are not those that were announced: begin again."""


def begin(key: str, *, post_id: int, sha256: str, size: int, name: str, at: datetime) -> Upload:
    """开始上传, or find the one begun before. Raises Refused."""
    found = Upload.objects.filter(post_id=post_id, key=key).first()
    if found is None:
        _check(key, post_id, sha256, size)
        try:
            with transaction.atomic():
                return Upload.objects.create(post_id=post_id, key=key, name=name[:100], size=size, sha256=sha256, touched_at=at)
        except IntegrityError:  # the same question at the same moment
            found = Upload.objects.get(post_id=post_id, key=key)
    if (found.sha256, found.size) != (sha256, size):
        raise Refused(_("这个编号已经用来传另一个文件：请换一个编号重新上传。"))
    return found


def _check(key: str, post_id: int, sha256: str, size: int) -> None:
    limit = settings.UPLOAD_MAX_BYTES
    if not _KEY.fullmatch(key) or not _SHA256.fullmatch(sha256):
        raise Refused(_("上传的编号或摘要写得不对：请刷新页面后重新上传。"))
    if size < 1:
        raise Refused(_("文件是空的，请重新选择。"))
    if size > limit:
        raise Refused(_("文件超过 %(limit)s MB，请压缩或拆分后再上传。") % {"limit": max(1, limit // 1024**2)})
    open_ones = Upload.objects.filter(post_id=post_id, file__isnull=True)
    if open_ones.count() >= OPEN_MAX or (open_ones.aggregate(sum=Sum("size"))["sum"] or 0) + size > OPEN_MAX_BYTES:
        raise Refused(_("没有传完的文件太多：请先把前面的传完，或者过几天再传。"))


def part(key: str, content: bytes, *, post_id: int, offset: int, at: datetime) -> Upload:
    """收下一段. `content` is in memory already: the row is locked only while it is written.

    Raises Upload.DoesNotExist (never begun, or dropped), WrongOffset, Refused (too long, wrong content, not a kind we take).
    """
    with transaction.atomic():
        upload = Upload.objects.select_for_update(of=("self",)).get(post_id=post_id, key=key)
        if upload.file_id is not None:
            return upload
        if offset != upload.offset:
            raise WrongOffset(upload.offset)
        if len(content) > PART_MAX_BYTES or offset + len(content) > upload.size:
            raise Refused(_("传来的内容比说好的长：请重新上传。"))
        if content:
            store.write_part(str(upload.pk), offset, content)
            upload.offset, upload.touched_at = offset + len(content), at
            upload.save(update_fields=["offset", "touched_at"])
    return _finished(upload, at) if upload.offset == upload.size else upload


def _finished(upload: Upload, at: datetime) -> Upload:
    """The last byte is here: compare, look at it, store it. A killed process leaves the parts; an empty part asks again."""
    try:
        with store.opened_part(str(upload.pk)) as whole:
            _compare(whole, upload)
            whole.seek(0)
            upload.file = actions.take(cast("UploadedFile[bytes]", File(whole, name=upload.name)), at=at)
    except (Refused, FileNotFoundError) as refused:
        forget(upload)
        raise refused if isinstance(refused, Refused) else _wrong_content() from None
    upload.save(update_fields=["file"])
    store.drop_part(str(upload.pk))
    return upload


def _compare(whole: BinaryIO, upload: Upload) -> None:
    if store.digest_of(whole) != upload.sha256:
        raise _wrong_content()


def _wrong_content() -> WrongContent:
    return WrongContent(_("传来的内容和原来的不一样：请重新上传。"))


def forget(upload: Upload) -> None:
    """Drop an upload and its bytes."""
    store.drop_part(str(upload.pk))
    upload.delete()


def find(key: str, *, post_id: int) -> Upload | None:
    return Upload.objects.select_related("file").filter(post_id=post_id, key=key).first()


def drop_old(now: datetime) -> int:
    """清理: uploads nobody touched within KEPT_FOR, rows and bytes. Returns how many; safe to repeat."""
    before, dropped = now - KEPT_FOR, 0
    for upload in Upload.objects.filter(touched_at__lt=before).iterator():
        forget(upload)
        dropped += 1
    known = set(map(str, Upload.objects.values_list("pk", flat=True)))
    for key in store.parts_untouched_since(before.timestamp()):
        if key not in known:
            store.drop_part(key)
            dropped += 1
    return dropped
