"""`shaoxiang map [--check]`: print the tables of docs/generated from code."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shaoxiang.config.printed import FOLDER, pages


class Command(BaseCommand):
    help = "由代码印出流程、时限、职责、词表、权限 / print flows, clocks, duties, words and rights into docs/generated; --check: are they current?"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只检查，不改文件 / look, write nothing")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        printed = pages()
        if check:
            stale = [name for name, text in printed.items() if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != text]
            if stale:
                raise CommandError(f"docs/generated 不是最新的，请运行 ./sx map。 / out of date, run ./sx map: {', '.join(stale)}")
            return
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, text in printed.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
            self.stdout.write(str(FOLDER / name))
