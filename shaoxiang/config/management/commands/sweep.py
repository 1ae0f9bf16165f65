"""`shaoxiang sweep [--limit N] [--json]`: look once for clocks near or past due; the worker does it every minute."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from shaoxiang.kernel.clocks.actions import sweep


class Command(BaseCommand):
    help = "检查一遍时限：临期预警、超期上报 / look once for clocks near or past due"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=100_000)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, limit: int, **options: Any) -> None:
        found = sweep(now=timezone.now(), limit=limit)
        if options["json"]:
            self.stdout.write(json.dumps(found._asdict()))
        else:
            self.stdout.write(_("临期 %(warned)d 件，超期 %(overdue)d 件，等待期届满 %(elapsed)d 件。") % found._asdict())
