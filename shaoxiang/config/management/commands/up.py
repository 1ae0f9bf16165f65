from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from shaoxiang.config import addresses, preparation
from shaoxiang.config.addresses import Address
from shaoxiang.config.supervisor import Child, Supervisor
from shaoxiang.config.words import both
from shaoxiang.institutions.models import Account
from shaoxiang.kernel.vocabulary import _


class Command(BaseCommand):
    help = "准备好一切并启动网页与后台 / prepare everything, then serve web and worker"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        addresses.add_arguments(parser)
        parser.add_argument("--fresh", action="store_true", help="清空演示库重来 / start again from nothing")
        parser.add_argument("--no-demo", action="store_true", help="不装入演示区 / no demo district")

    def handle(self, *args: Any, **options: Any) -> None:
        address = addresses.from_options(options)
        preparation.prepare(fresh=options["fresh"], demo=not options["no_demo"])
        demo = preparation.is_demo()
        if demo and options["host"] != addresses.LOCAL:
            os.environ.setdefault("SHAOXIANG_HOSTS", "*")  # asked to show the demo to the neighbours
        people = demo_people() if demo else []
        connection.close()

        command = [sys.executable, "-m", "shaoxiang"]
        web = [*command, "serve", *address.arguments(), "--workers", str(options["workers"])]
        children = [Child("web", web), Child("worker", [*command, "worker"])]
        raise SystemExit(Supervisor(children, say=self.stderr.write, when_up=lambda: self.greet(address, people)).run())

    def greet(self, address: Address, people: list[str]) -> None:
        if not addresses.answers(address):
            self.stderr.write(both(_("网页服务还没有应答：原因见上面的输出，也可运行 ./sx doctor。")))
            return
        self.stdout.write("\n" + both(_("哨响已启动：%(address)s"), address=address.url()))
        if people:
            self.stdout.write(both(_("演示人员（登录页上一点即入）：")))
            for line in people:
                self.stdout.write(f"  {line}")
        self.stdout.write(both(_("数据在 %(folder)s。按 Ctrl-C 停止。"), folder=settings.VAR) + "\n")
        self.stdout.flush()


def demo_people(limit: int = 12) -> list[str]:
    """One line per demo account: who, and in which post."""
    lines = []
    for account in Account.objects.filter(demo=True, person__isnull=False).select_related("person").order_by("pk")[:limit]:
        posts = [str(a.post) for a in account.person.assignments.select_related("post__body")] if account.person else []
        lines.append(f"{account.person} · {'、'.join(posts)} ({account.username})")
    return lines
