from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from shaoxiang.config.management.commands.seed import profile


class Command(BaseCommand):
    help = "演示区的数字,从数据库算出。 / The demo district's figures, computed from the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="JSON")
        parser.add_argument("--on", default="", help="日期 / day (YYYY-MM-DD)")

    def handle(self, *args: Any, **options: Any) -> None:
        from datetime import date

        on = date.fromisoformat(options["on"]) if options["on"] else timezone.localdate()
        found = profile("xincheng", "figures").figures(on)
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        for name, value in found.items():
            self.stdout.write(f"{name}: {value}")
