from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

SNAPSHOT = Path("docs/generated/openapi.json")


class Command(BaseCommand):
    help = "更新接口快照 / rewrite the OpenAPI snapshot; --check: is it still true?"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只比较，不改文件 / compare, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        from shaoxiang.config.api import api

        wanted = json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"
        if not options["check"]:
            SNAPSHOT.parent.mkdir(parents=True, exist_ok=True)
            SNAPSHOT.write_text(wanted, encoding="utf-8")
        elif not SNAPSHOT.exists() or SNAPSHOT.read_text(encoding="utf-8") != wanted:
            raise CommandError(f"{SNAPSHOT} 与接口不符：看清差别后运行 ./sx api。 / differs from the API: look at the difference, then run ./sx api.")
