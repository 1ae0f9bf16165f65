from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from shaoxiang.config import preparation
from shaoxiang.config.words import both
from shaoxiang.kernel.journal import checkpoints
from shaoxiang.kernel.journal.verify import Finding, verify
from shaoxiang.kernel.vocabulary import _


class Command(BaseCommand):
    help = "查验记录是否被改、被删、被截 / has the record been altered?  exit status 1 if so"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help='{"ok": …, "findings": […]}')
        parser.add_argument("--checkpoint", action="store_true", help="查验无误后写一个检查点 / write a checkpoint when all is well")

    def handle(self, *args: Any, **options: Any) -> None:
        findings: list[Finding] = []
        try:
            for finding in verify():
                findings.append(finding)
                if not options["json"]:
                    self.stdout.write(f"{finding.kind}  {finding.subject}  {finding.detail}")
            if options["checkpoint"] and not findings:
                checkpoints.write(now=timezone.now())
        except DatabaseError as error:
            raise CommandError(preparation.database_trouble(error)) from error
        if options["json"]:
            answer = {"ok": not findings, "findings": [asdict(finding) for finding in findings]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        elif not findings:
            self.stdout.write(both(_("记录完整。")))
        if findings:
            raise SystemExit(1)
