from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from shaoxiang.kernel.doctor import Finding, Level
from shaoxiang.kernel.identity import queries, seal
from shaoxiang.kernel.identity.models import VaultRecord

LATE = timedelta(days=2)


def checks() -> Iterable[Finding]:
    """Does the present key open the vault, and are terms kept?"""
    record = VaultRecord.objects.filter(blurred_at__isnull=True).order_by("-pk").first()
    try:
        if record is not None:
            queries.plain(record)
        yield Finding(Level.OK, _("个人信息保密柜可以打开。"))
    except seal.CannotOpen:
        yield Finding(Level.BAD, _("个人信息保密柜打不开。"), _("请把备份时的密钥放回 keys 目录，或检查 SHAOXIANG_VAULT_KEY。"))
    late = VaultRecord.objects.filter(blur_after__lt=timezone.now() - LATE, blurred_at__isnull=True).count()
    if late:
        yield Finding(Level.WARN, _("%(count)s 份个人信息已过保存期限未清除。") % {"count": late}, _("请确认 worker 在运行。"))
