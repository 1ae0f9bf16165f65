from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from shaoxiang.kernel.matter import cells


class Command(BaseCommand):
    help = "地图计数重新来过 / count the cells of the map anew from the matters"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        cells.recount()
        self.stdout.write(str(cells.held()))
