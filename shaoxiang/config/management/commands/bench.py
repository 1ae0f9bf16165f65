"""`./sx bench`: seed a million cases on PostgreSQL, drive the real server, print CPU per request and the ratio to raw SQL. Never gating."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

CASES = 1_000_000
SERVER = {  # as an installation of a district would be set: nothing that is acknowledged may be lost
    "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "1GB", "work_mem": "32MB", "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB", "effective_cache_size": "4GB", "random_page_cost": "1.1", "listen_addresses": "127.0.0.1", "max_connections": "60",
}


class Command(BaseCommand):
    help = "测速：装一百万件，量每个请求的 CPU / measure speed and memory on a million cases"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=CASES, help="装多少件 / how many cases")
        parser.add_argument("--port", type=int, default=8190)
        parser.add_argument("--out", default="bench.json", help="结果写到哪里 / where the figures go (JSON)")
        parser.add_argument("--only", default="", help="只量这些（逗号分隔）/ these operations only, by comma")
        parser.add_argument("--small", type=int, default=1000, help="上报先在多少件时量一次，0 不量 / measure create at this many cases first; 0: do not")
        parser.add_argument("--reuse", action="store_true", help="用库里已有的 / measure what DATABASE_URL already holds")

    def handle(self, *args: Any, **options: Any) -> None:
        if not Path("bench/run.py").is_file():
            raise CommandError("测速要在源码目录里运行：./sx bench。 / Run this from the source tree: ./sx bench.")
        if connection.vendor != "postgresql":
            if options["reuse"]:
                raise CommandError("--reuse 需要 DATABASE_URL 指向已装好的 PostgreSQL 库。 / --reuse needs DATABASE_URL of a seeded PostgreSQL database.")
            sys.exit(on_a_private_server(sys.argv[2:]))
        from bench.run import run

        only = tuple(filter(None, options["only"].split(",")))
        figures: dict[str, Any] = {}
        if not options["reuse"]:
            prepare()
            if options["small"]:
                self.stdout.write(f"\n{options['small']:,} 件 / cases")
                seed(min(options["small"], options["cases"]), say=self.stdout.write)
                figures["small"] = run(port=options["port"], only=("create",), parts=False, say=self.stdout.write)
                empty()
            self.stdout.write(f"\n{options['cases']:,} 件 / cases")
            figures["seeding_s"] = seed(options["cases"], say=self.stdout.write)
        figures |= run(port=options["port"], only=only, say=self.stdout.write)
        Path(options["out"]).write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        self.stdout.write(f"→ {options['out']}")


def on_a_private_server(arguments: list[str]) -> int:
    """The same command again, with a PostgreSQL of its own and a folder of its own; both are gone afterwards."""
    from tests import postgres

    postgres.SETTINGS.update(SERVER)
    try:
        with tempfile.TemporaryDirectory(prefix="shaoxiang-bench-") as folder, postgres.Cluster() as cluster:
            environment = {**os.environ, "DATABASE_URL": cluster.url, "SHAOXIANG_VAR": folder, "SHAOXIANG_PRODUCTION": ""}
            return subprocess.run([sys.executable, "-m", "shaoxiang", "bench", *arguments], env=environment, check=False).returncode  # noqa: S603
    except postgres.NoServer as missing:
        raise CommandError(str(missing)) from None


def prepare() -> None:
    """Tables and the district, without accounts. Raises CommandError where matters live: nobody's work is measured on."""
    from shaoxiang.kernel.matter.models import Matter
    from shaoxiang.kernel.matter.vocabulary import MatterKind

    call_command("migrate", verbosity=0, interactive=False)
    if Matter.objects.exclude(kind=MatterKind.LIST_VERSION).exists():
        raise CommandError("这个库里已经有事项：请换一个空库，或用 --reuse 只测不装。 / There are matters here: use an empty database, or --reuse.")
    call_command("seed", no_cases=True, no_demo=True, verbosity=0)


def seed(cases: int, *, say: Any) -> float:
    from bench.seed import seed as cast

    took = cast(cases, anchor=timezone.now(), say=say)
    say(f"  {took:.0f} s")
    return took


def empty() -> None:
    from bench.seed import empty as emptied

    emptied()
