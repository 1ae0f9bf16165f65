from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from shaoxiang.config import addresses, preparation
from shaoxiang.config.supervisor import ENDS_WITH_PARENT


class Command(BaseCommand):
    help = "启动网页服务 / serve the pages"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        addresses.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        from granian import Granian
        from granian.constants import Interfaces
        from granian.http import HTTP1Settings
        from granian.log import LogLevels

        address = addresses.from_options(options)
        preparation.refuse_demo_in_production()
        os.environ[ENDS_WITH_PARENT] = "1"
        Granian(
            "shaoxiang.config.wsgi:application", address=address.host, port=address.port, interface=Interfaces.WSGI,
            workers=options["workers"] or cores(), blocking_threads=2, websockets=False, respawn_failed_workers=True,
            ssl_cert=address.cert, ssl_key=address.key, http1_settings=HTTP1Settings(keep_alive=True),
            log_level=LogLevels.warning, workers_kill_timeout=5,
        ).serve()


def cores() -> int:
    return max(1, len(os.sched_getaffinity(0)))
