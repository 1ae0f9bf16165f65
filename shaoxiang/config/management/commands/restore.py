from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from shaoxiang.config import archive, preparation
from shaoxiang.config.words import both
from shaoxiang.kernel.journal.verify import verify
from shaoxiang.kernel.vocabulary import _


class Command(BaseCommand):
    help = "从备份恢复 / bring a backup back"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="覆盖现有内容 / over what is there")

    def handle(self, *args: Any, **options: Any) -> None:
        preparation.make_folders()
        call_command("migrate", verbosity=0, interactive=False)
        manifest = archive.restore(options["file"], replace=options["replace"], now=timezone.now())
        self.stdout.write(both(_("已恢复 %(at)s 的备份，共 %(rows)d 行。"), at=manifest["at"], rows=manifest["rows"]))
        found = sum(1 for _finding in verify())
        if found:
            sentence = _("记录查验有 %(found)d 处不符：密钥可能不是当时的那一套（密钥另行备份，请放回 keys 目录），详情运行 shaoxiang verify-journal。")
            self.stderr.write(both(sentence, found=found))
            raise SystemExit(1)
