from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from shaoxiang.config import archive
from shaoxiang.config.words import both
from shaoxiang.kernel.vocabulary import _


class Command(BaseCommand):
    help = "备份数据库和文件（不含密钥）/ back up database and files, keys apart with --keys FILE"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="目标文件 / where to, var/backups/… by default")
        parser.add_argument("--keys", type=Path, help="另存密钥到这个新文件 / the keys, to a new file of their own")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        target: Path = options["file"] or settings.VAR / "backups" / f"shaoxiang-{timezone.localtime(now):%Y%m%d-%H%M%S}.tar.gz"
        manifest = archive.backup(target.resolve(), now=now)
        self.stdout.write(both(_("已备份 %(rows)d 行、%(files)d 个文件到 %(target)s。"), rows=manifest["rows"],
                               files=len(manifest["digests"]) - 1, target=target))
        if options["keys"]:
            try:
                archive.backup_keys(options["keys"])
            except OSError as error:
                raise CommandError(both(_("密钥没有写成（%(reason)s）：请给一个还不存在、可写的文件名。"), reason=error.strerror)) from None
        else:
            self.stdout.write(both(_("密钥不在备份里：请用 --keys 另存一份，和备份分开保管。没有密钥，个人信息打不开，记录也验不了。")))
