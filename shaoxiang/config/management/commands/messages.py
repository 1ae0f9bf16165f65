from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "更新词条 / rewrite the message catalogue; --check: is it complete and up to date?"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只检查，不改文件 / look, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from shaoxiang.config import messages
        except ModuleNotFoundError as error:
            raise CommandError(f"缺少 {error.name}：词条只在开发环境里更新，先运行 ./sx check。 / run ./sx check first.") from None
        report = messages.check() if options["check"] else messages.write()
        for title, lines in (
            ("没有英文 / without English", report.untranslated),
            ("占位符不一致 / placeholders differ", report.mismatched),
            ("没有更新，请运行 shaoxiang messages / out of date, run shaoxiang messages", report.stale),
        ):
            if lines:
                self.stdout.write(f"{title} ({len(lines)}):")
                self.stdout.write("\n".join(f"  {line}" for line in lines))
        if options["verbosity"] > 1:
            self.stdout.write("\n".join(report.notes))
        if report.failed and options["check"]:
            raise CommandError("词条不完整 / the message catalogue is not complete")
