from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from shaoxiang.config import preparation
from shaoxiang.config.firstday import begin, forms
from shaoxiang.config.words import both
from shaoxiang.kernel.vocabulary import _

PASSWORDS = "one-time-passwords.csv"


class Command(BaseCommand):
    help = "正式库的第一天：三员账号，导入区划、机构、岗位、人员 / a real district's first day"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forms", type=Path, metavar="DIR", help="在这里生成空表，不建库 / write empty forms there and end")
        parser.add_argument("--from", type=Path, metavar="DIR", dest="source", help="填好的表 (xlsx 或 csv) / the filled forms")
        parser.add_argument("--code", default="", help="区划代码 / code of the district")
        parser.add_argument("--name", default="", help="区名 / its name")
        parser.add_argument("--dry-run", action="store_true", help="只检查表 / check the forms, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["forms"]:
            for path in forms.write_empty(options["forms"]):
                self.stdout.write(str(path))
            return
        rows = self.read(options["source"])
        if options["dry_run"]:
            self.stdout.write(both(_("表没有问题。")))
            return
        if not options["code"] or not options["name"]:
            raise CommandError(both(_("请写明 --code 区划代码 和 --name 区名。")))
        if (settings.VAR / PASSWORDS).exists():
            raise CommandError(both(_("%(path)s 还在：请先分发并删除它。"), path=settings.VAR / PASSWORDS))
        preparation.prepare(demo=False)
        try:
            begun = begin.begin(rows, code=options["code"], name=options["name"], profile=settings.PROFILE, at=timezone.now())
        except begin.AlreadyBegun:
            raise CommandError(both(_("这个库已经建过：机构、人员和账号请在页面上改，重来请换一个空库。"))) from None
        self.tell(begun)

    def read(self, source: Path | None) -> dict[str, list[forms.Row]]:
        """The rows, when nothing is wrong with any of them. Raises CommandError after telling every trouble."""
        if source is None:
            return {form: [] for form in forms.FORMS}
        if not source.is_dir():
            raise CommandError(both(_("没有目录 %(folder)s。"), folder=source))
        rows, troubles = forms.read(source)
        troubles = troubles or list(begin.check(rows))
        for trouble in troubles:
            place = f"{trouble.form} {trouble.line} {trouble.column}"
            self.stderr.write(f"{place}: " + both(trouble.text, **trouble.facts).replace("\n", " / "))
        if troubles:
            raise CommandError(both(_("表里有 %(count)d 处要改，什么也没有写入。"), count=len(troubles)))
        return rows

    def tell(self, begun: begin.Begun) -> None:
        """The administrators' passwords on the screen, once; those of everybody else in a file for their eyes only."""
        self.stdout.write(both(_("已建库。一次性密码只显示这一次，72 小时内登录并改密：")))
        for username in begin.ADMINISTRATORS.values():
            self.stdout.write(f"  {username:<10} {begun.passwords.pop(username)}")
        if begun.passwords:
            path = settings.VAR / PASSWORDS
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([("账号", "一次性密码"), *begun.passwords.items()])
            self.stdout.write(both(_("其余账号的一次性密码在 %(path)s：分发后删除。"), path=path))
        self.stdout.write(both(_("接着运行 shaoxiang doctor，按上线清单补齐。")))
