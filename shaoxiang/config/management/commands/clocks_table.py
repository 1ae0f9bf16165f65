"""`shaoxiang clocks_table [--check]`: print docs/generated/clocks.md from the authored table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shaoxiang.kernel.clocks.document import markdown

PAGE = Path(__file__).resolve().parents[4] / "docs" / "generated" / "clocks.md"


class Command(BaseCommand):
    help = "由时限表印出 docs/generated/clocks.md / print the table of clocks; --check: is it current?"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只检查，不改文件 / look, write nothing")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if check:
            if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != markdown():
                raise CommandError("docs/generated/clocks.md 不是最新的，请运行 shaoxiang clocks_table。 / out of date: run shaoxiang clocks_table.")
            return
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(markdown(), encoding="utf-8")
        self.stdout.write(str(PAGE))
