from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from shaoxiang.cases.access import INTERFACE, INTERFACE_OF_DISTRICT
from shaoxiang.hotline.actions.statuses import as_json, collect
from shaoxiang.hotline.actions.tickets import import_records
from shaoxiang.hotline.models import ExchangeProfile
from shaoxiang.hotline.queries.tickets import dry_run, records_of, trouble_words
from shaoxiang.hotline.vocabulary import Direction
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.exchange import RowError


class Command(BaseCommand):
    help = "收上级工单、导出状态。 / Take an upper system's tickets, hand out their statuses."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=("import", "try", "export"), help="import 导入, try 试导入, export 导出状态")
        parser.add_argument("profile", help="对接方案代码 / code of the exchange profile")
        parser.add_argument("file", type=Path, help="文件 / file")

    def handle(self, *args: Any, **options: Any) -> None:
        direction = Direction.OUT if options["act"] == "export" else Direction.IN
        profile = ExchangeProfile.objects.filter(code=options["profile"], direction=direction).first()
        if profile is None:
            raise CommandError(f"没有代码为 {options['profile']} 的对接方案。 / There is no such profile.")
        roles = frozenset({INTERFACE, INTERFACE_OF_DISTRICT, Role.HOTLINE.value})
        actor = Actor(kind=ActorKind.INTERFACE, roles=roles, unit_id=command_center())
        if options["act"] == "export":
            collected = collect(profile, actor=actor, at=timezone.now())
            options["file"].write_text(as_json(collected) + "\n", encoding="utf-8")
            self.stdout.write(f"已导出 {len(collected.records)} 条状态。 / {len(collected.records)} statuses written.")
            return
        try:
            records = records_of(profile, options["file"].read_bytes())
        except (OSError, RowError) as error:
            raise CommandError(str(error)) from None
        if options["act"] == "try":
            for line in dry_run(profile, records):
                words = "；".join(trouble_words(one) for one in line.troubles)
                self.stdout.write(f"{line.line}\t{line.state}\t{line.external_number}\t{words}")
            return
        done = import_records(profile, records, actor=actor, at=timezone.now())
        for number, _record, troubles in done.refused:
            self.stderr.write(f"{number}: " + "；".join(trouble_words(one) for one in troubles))
        known = len(done.taken) - done.made
        self.stdout.write(f"新建 {done.made}，已有 {known}，有误 {len(done.refused)}。 / {done.made} new, {known} known, {len(done.refused)} refused.")
