from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from shaoxiang.kernel.doctor import Finding, Level
from shaoxiang.kernel.files import store
from shaoxiang.kernel.files.models import StoredFile

LOOKED_AT = 50


def checks() -> Iterable[Finding]:
    """Can files be written, and are the latest where their rows say?"""
    folder = Path(settings.FILES)
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(nearest, os.W_OK):
        yield Finding(Level.BAD, _("附件目录 %(folder)s 不能写。") % {"folder": folder}, _("请改目录权限，或用 SHAOXIANG_FILES 指到可写的目录。"))
    latest = StoredFile.objects.order_by("-pk").values_list("sha256", flat=True)[:LOOKED_AT]
    lost = sum(not store.exists(sha256) for sha256 in latest)
    if lost:
        yield Finding(Level.BAD, _("最近的附件中有 %(count)s 个文件不在磁盘上。") % {"count": lost}, _("请从备份恢复附件目录。"))
    else:
        yield Finding(Level.OK, _("附件齐全。"))
