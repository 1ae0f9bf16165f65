"""`shaoxiang open311_import FILE --jurisdiction sfgov.org`: take over the requests of another Open311 server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.open311.actions import import_requests
from shaoxiang.open311.rules.params import Refused


class Command(BaseCommand):
    help = "导入另一个 Open311 服务器的请求（requests.json）/ import the requests of another Open311 server"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="requests.json 的原样答复 / the answer of its requests.json")
        parser.add_argument("--jurisdiction", required=True, metavar="ID", help="它的 jurisdiction_id，例如 sfgov.org / its jurisdiction_id")
        parser.add_argument("--json", action="store_true", help="结果写成 JSON / print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        try:
            done = import_requests(content, options["jurisdiction"], actor=SYSTEM, at=timezone.now())
        except Refused as refused:
            raise CommandError(gettext(refused.sentence) % refused.params) from None
        figures = {"added": done.added, "changed": done.changed, "unchanged": done.unchanged}
        if options["json"]:
            self.stdout.write(json.dumps(figures))
        else:
            self.stdout.write("新增 {added}，修改 {changed}，未变 {unchanged} / added {added}, changed {changed}, unchanged {unchanged}".format(**figures))
