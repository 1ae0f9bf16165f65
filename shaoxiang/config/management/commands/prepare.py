from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from shaoxiang.config import preparation
from shaoxiang.config.words import both
from shaoxiang.kernel.vocabulary import _


class Command(BaseCommand):
    help = "建表、造密钥、装入演示区 / tables, keys, the demo district"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fresh", action="store_true", help="清空演示库重来 / start again from nothing")
        parser.add_argument("--no-demo", action="store_true", help="不装入演示区 / no demo district")

    def handle(self, *args: Any, **options: Any) -> None:
        preparation.prepare(fresh=options["fresh"], demo=not options["no_demo"])
        if options["verbosity"]:
            self.stderr.write(both(_("已就绪。")))
