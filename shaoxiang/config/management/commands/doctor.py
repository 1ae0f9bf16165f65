from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import override

from shaoxiang.config import checkup
from shaoxiang.kernel.doctor import Level

SIGNS = {Level.OK: "✓", Level.WARN: "!", Level.BAD: "✗"}


class Command(BaseCommand):
    help = "体检：哪里不对，怎么治 / what is wrong, and the cure; exit status 1 when something must be cured"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help='{"ok": …, "findings": […]}')
        parser.add_argument("--language", choices=("zh-hans", "en"), default="zh-hans", help="语言 / language")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = []
        with override(options["language"]):
            for finding in checkup.everything(timezone.now()):
                findings.append(finding)
                if not options["json"]:
                    cure = f"\n    → {finding.cure}" if finding.cure else ""
                    self.stdout.write(f"{SIGNS[finding.level]} {finding.text}{cure}")
        ok = checkup.is_ready(findings)
        if options["json"]:
            rows = [{"level": finding.level.value, "text": finding.text, "cure": finding.cure} for finding in findings]
            self.stdout.write(json.dumps({"ok": ok, "findings": rows}, ensure_ascii=False, indent=2))
        if not ok:
            raise SystemExit(1)
