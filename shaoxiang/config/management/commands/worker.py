from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from shaoxiang.config import preparation
from shaoxiang.kernel.jobs import worker


class Command(BaseCommand):
    help = "后台：送达记录、按时作业 / deliver entries, run what is due"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="只做一轮 / one turn, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        preparation.refuse_demo_in_production()
        if options["once"]:
            worker.turn()
        else:
            worker.run()
