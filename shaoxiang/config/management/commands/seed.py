from __future__ import annotations

from datetime import datetime
from importlib import import_module
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind

FULL_MONTH = 3000  # cases: a smaller month is for tests, and has no hot topics


def profile(name: str, part: str) -> ModuleType:
    """A module of a profile folder. Raises CommandError with the cure where there is no such profile."""
    if not name.isidentifier():
        raise CommandError(f"没有名为 {name} 的配置。 / There is no profile {name}.")
    try:
        return import_module(f"shaoxiang.profiles.{name}.{part}")
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith(f"shaoxiang.profiles.{name}"):
            raise CommandError(f"没有名为 {name} 的配置,请看 shaoxiang/profiles/。 / There is no profile {name}; see shaoxiang/profiles/.") from error
        raise


def moment(text: str) -> datetime:
    """An ISO time, in Asia/Shanghai where it names no zone; now where empty. Raises CommandError."""
    if not text:
        return timezone.now()
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"看不懂的时间 {text},请写成 2026-03-24T09:00。 / Not a time: write 2026-03-24T09:00.") from error
    return found if found.tzinfo else timezone.make_aware(found)


class Command(BaseCommand):
    help = "装入演示区和一个月的事件,可重复执行。 / Load the demo district and a month of life; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--profile", default="xincheng", help="配置文件夹 / profile folder")
        parser.add_argument("--no-cases", action="store_true", help="不装事件 / bodies and lists only")
        parser.add_argument("--no-demo", action="store_true", help="不建演示账号 / no demo accounts")
        parser.add_argument("--days", type=int, default=30, help="事件跨多少天 / days of life")
        parser.add_argument("--cases", type=int, default=3000, help="多少件 / how many cases")
        parser.add_argument("--whistles", type=int, default=None, help="多少次哨 / how many whistles; by the cases if not given")
        parser.add_argument("--seed", type=int, default=7, help="随机种子 / random seed")
        parser.add_argument("--anchor", default="", help="最后一天的时间 / the last moment (ISO), now if empty")

    def handle(self, *args: Any, **options: Any) -> None:
        at = moment(options["anchor"])
        loader = profile(options["profile"], "seed")
        loader.load_district(at=at, demo=not options["no_demo"])
        self.stdout.write("演示区已装入。 / The demo district is loaded.")
        if not options["no_cases"] and not options["no_demo"]:
            self._cases(at, options)
        loader.mark_complete(at=at)

    def _cases(self, at: datetime, options: dict[str, Any]) -> None:
        if Matter.objects.exclude(kind=MatterKind.LIST_VERSION).exists():  # the first versions of the lists come with the district
            self.stdout.write("已经有事项，不再装入事件。 / There are matters already: no cases added.")
            return
        made = profile(options["profile"], "month").live(
            anchor=at, days=options["days"], cases=options["cases"], seed=options["seed"], whistles=options["whistles"],
        )
        profile(options["profile"], "hotline").live_hotline(anchor=at)
        profile(options["profile"], "grids").live(anchor=at)
        profile(options["profile"], "residents").live_on(anchor=at)
        profile(options["profile"], "sent").live_forces(anchor=at)
        if options["cases"] >= FULL_MONTH:
            profile(options["profile"], "hot").break_out(anchor=at)
        self.stdout.write(f"已装入 {made} 件示例事件。 / {made} sample cases are loaded.")
