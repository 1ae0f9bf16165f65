"""Everything before serving: folders, keys, tables, the demo district. Safe to stop anywhere and to repeat."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError
from django.db import DatabaseError, connection

from shaoxiang.config.words import both
from shaoxiang.institutions.models import Installation
from shaoxiang.kernel import db
from shaoxiang.kernel.vocabulary import _


def prepare(*, fresh: bool = False, demo: bool = True) -> None:
    """Raises CommandError with one sentence and its cure."""
    make_folders()
    try:
        if fresh:
            empty()
        call_command("migrate", verbosity=0, interactive=False)
        if demo and not settings.PRODUCTION:
            seed_once()
        refuse_demo_in_production()
    except DatabaseError as error:
        raise CommandError(database_trouble(error)) from error


def make_folders() -> None:
    for folder in (settings.VAR, settings.FILES, settings.CHECKPOINTS, settings.STATIC_ROOT):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / ".writable"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise CommandError(
                both(_("不能在 %(folder)s 写文件（%(reason)s）：请改目录权限，或用 SHAOXIANG_VAR 指到可写的目录。"), folder=folder, reason=error.strerror)
            ) from None


def seed_once() -> None:
    """Load the demo district into an empty database; a load that was stopped half-way starts again from nothing."""
    row = Installation.objects.first()
    if row is not None and (row.seeded_at is not None or not row.demo):
        return
    if "seed" not in get_commands():
        return
    sys.stderr.write(both(_("正在装入演示区…")) + "\n")
    call_command("seed")


def empty() -> None:
    """Remove every table and file of a demo installation (keys stay). Refused where real work may live."""
    if settings.PRODUCTION or holds_real_work():
        raise CommandError(both(_("--fresh 只能清空演示库：这里是正式库，请先备份，再由数据库管理员处理。")))
    db.drop_everything()
    for folder in (settings.FILES, settings.CHECKPOINTS):
        if Path(folder).is_dir():
            shutil.rmtree(folder)
    make_folders()


def holds_real_work() -> bool:
    if "institutions_installation" not in connection.introspection.table_names():
        return False
    return Installation.objects.filter(demo=False, seeded_at__isnull=False).exists()


def is_demo() -> bool:
    return Installation.objects.filter(demo=True).exists()


def refuse_demo_in_production() -> None:
    """A demo district has accounts anyone may open with one click."""
    if settings.PRODUCTION and is_demo():
        raise CommandError(both(_("演示库不能以正式方式启动：请换一个空库运行 shaoxiang init，或去掉 SHAOXIANG_PRODUCTION。")))


def database_trouble(error: DatabaseError) -> str:
    words = str(error).strip().splitlines() or [type(error).__name__]
    return both(_("数据库用不了（%(reason)s）：请检查 DATABASE_URL、数据库是否在运行、目录是否可写、磁盘是否已满。"), reason=words[0])
