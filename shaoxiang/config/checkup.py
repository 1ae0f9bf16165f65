"""体检 of what no room owns: keys, database, tables, guards, workdays, worker, record, disk, and whether demo and production mix."""

from __future__ import annotations

import importlib
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from shaoxiang.institutions.models import Account, Installation
from shaoxiang.institutions.vocabulary import THREE_ADMINISTRATORS, Role
from shaoxiang.kernel import db
from shaoxiang.kernel.doctor import Finding, Level
from shaoxiang.kernel.jobs import queries as jobs
from shaoxiang.kernel.journal import checkpoints
from shaoxiang.kernel.journal.actions import MAX_ATTEMPTS
from shaoxiang.kernel.journal.models import Entry, Pending
from shaoxiang.kernel.workdays.queries import calendar

GUARDED = ("journal_entry",)
ROOM_LEFT = 1024**3
KEYS = ("secret_key", "journal_key", "vault_key", "vault_index_key")
CHECKPOINT_WITHIN = timedelta(hours=1)


def everything(now: datetime) -> Iterator[Finding]:
    """The environment, then the database, then every room. Without a database the rooms are not asked."""
    yield from environment()
    reachable = list(database())
    yield from reachable
    if any(finding.level is Level.BAD for finding in reachable):
        return
    for part in (guards, installation, workdays, worker, record):
        yield from part(now)
    for checks in rooms():
        yield from checks()


def environment() -> Iterator[Finding]:
    yield Finding(Level.OK, _("Python %(version)s。") % {"version": sys.version.split()[0]})
    for name in KEYS:
        path = settings.KEYS / name
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding(Level.BAD, _("密钥 %(path)s 别人也能读。") % {"path": path}, f"chmod 600 {path}")
    loose = settings.KEYS.is_dir() and stat.S_IMODE(settings.KEYS.stat().st_mode) & 0o022
    if loose:
        yield Finding(Level.BAD, _("密钥目录 %(path)s 别人也能写。") % {"path": settings.KEYS}, f"chmod 700 {settings.KEYS}")
    free = shutil.disk_usage(settings.VAR if settings.VAR.exists() else settings.VAR.parent).free
    level = Level.OK if free > ROOM_LEFT else Level.BAD
    yield Finding(level, _("数据盘剩余 %(free).1f GB。") % {"free": free / 1024**3}, "" if level is Level.OK else _("清理磁盘或扩容，至少留 1 GB。"))


def database() -> Iterator[Finding]:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield Finding(Level.BAD, _("数据库连不上（%(error)s）。") % {"error": type(error).__name__}, _("检查 DATABASE_URL，看数据库是否在运行。"))
        return
    if waiting:
        yield Finding(Level.BAD, _("有 %(count)d 个表结构变更没有执行。") % {"count": len(waiting)}, _("运行 shaoxiang migrate。"))
    else:
        yield Finding(Level.OK, _("数据库可用（%(vendor)s），表结构是新的。") % {"vendor": connection.vendor})
    if settings.PRODUCTION and not db.is_postgres():
        yield Finding(Level.WARN, _("正式运行用的是 SQLite。"), _("多人同时使用时请改用 PostgreSQL（DATABASE_URL）。"))


def guards(now: datetime) -> Iterator[Finding]:
    missing = [table for table in GUARDED if not db.has_append_only(table)]
    for table in missing:
        yield Finding(Level.BAD, _("%(table)s 的防改触发器不在。") % {"table": table}, _("查清是谁拿掉的，再运行 shaoxiang migrate 重新装上。"))
    if not missing:
        yield Finding(Level.OK, _("记录的防改触发器都在。"))


def installation(now: datetime) -> Iterator[Finding]:
    """Demo or real; for a real one the go-live list."""
    row = Installation.objects.first()
    if row is None:
        yield Finding(Level.BAD, _("库是空的。"), _("演示：./sx seed；正式：shaoxiang init（先用 --forms 生成表格）。"))
        return
    if row.demo:
        level = Level.BAD if settings.PRODUCTION else Level.WARN
        yield Finding(level, _("这是演示库，任何人一点即可登录。"), _("正式启用请换一个空库，运行 shaoxiang init。"))
        return
    yield Finding(Level.OK, _("正式库：%(name)s。") % {"name": row.name})
    yield from go_live(now)


def go_live(now: datetime) -> Iterator[Finding]:
    """上线清单 of a real district."""
    held = set()
    accounts = Account.objects.filter(is_active=True, person__isnull=False)
    for roles in accounts.values_list("person__assignments__post__roles", flat=True):
        held |= set(roles or ())
    for role in (*sorted(THREE_ADMINISTRATORS), Role.CONFIG_ADMIN):
        if str(role) not in held:
            yield Finding(Level.BAD, _("没有账号担任%(role)s。") % {"role": _(role.label)}, _("运行 shaoxiang init，或由安全管理员开账号。"))
    unused = accounts.filter(one_time_until__isnull=False).count()
    if unused:
        yield Finding(Level.WARN, _("%(count)d 个账号还没有改一次性密码。") % {"count": unused}, _("请本人登录改密，或由安全管理员停用。"))
    rules = (
        (settings.PRODUCTION, _("没有以正式方式运行。"), "SHAOXIANG_PRODUCTION=1"),
        (settings.HTTPS, _("没有启用 HTTPS：手机定位和离线都用不了，密码会明文传输。"), _("配好证书后设 SHAOXIANG_HTTPS=1。")),
        (set(settings.ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]"}, _("没有填写对外域名。"), "SHAOXIANG_HOSTS=…"),
        (settings.VAR not in settings.CHECKPOINTS.parents, _("检查点和数据放在一处。"), _("用 SHAOXIANG_CHECKPOINTS 指到另一块盘或另一台机器。")),
    )
    for good, text, cure in rules:
        if not good:
            yield Finding(Level.WARN, text, cure)


def workdays(now: datetime) -> Iterator[Finding]:
    year = timezone.localtime(now).year
    known = calendar().announced
    for each, level in ((year, Level.BAD), (year + 1, Level.WARN)):
        if each in known:
            yield Finding(Level.OK, _("%(year)d 年的工作日表已有。") % {"year": each})
        else:
            text = _("%(year)d 年的放假安排还没有录入，落在这一年的到期日都是暂定的。") % {"year": each}
            yield Finding(level, text, _("国务院公布后，在“工作日历”里录入或导入。"))


def worker(now: datetime) -> Iterator[Finding]:
    if jobs.is_awake(now):
        yield Finding(Level.OK, _("后台在运行。"))
    else:
        beat = jobs.last_beat()
        seen = timezone.localtime(beat).strftime("%Y-%m-%d %H:%M") if beat else _("从未")
        text = _("后台没有运行（上次：%(seen)s）：超时提醒和通知都停着。") % {"seen": seen}
        yield Finding(Level.WARN, text, _("启动 shaoxiang worker（./sx up 会一并启动）。"))
    for row in jobs.failing():
        facts = {"name": row.name, "times": row.failures, "why": row.last_failure}
        yield Finding(Level.BAD, _("作业 %(name)s 连续失败 %(times)d 次：%(why)s") % facts, _("看后台的输出；修好后它会自己再来。"))


def record(now: datetime) -> Iterator[Finding]:
    stuck = Pending.objects.filter(attempts__gte=MAX_ATTEMPTS).count()
    if stuck:
        yield Finding(Level.BAD, _("%(count)d 条记录送不到后续环节。") % {"count": stuck}, _("看 journal_pending 的 failure 列，修好后把 attempts 改回 0。"))
    last = Entry.objects.order_by("-pk").values_list("at", flat=True).first()
    checked = checkpoints.last_at()
    if last is not None and last > now - CHECKPOINT_WITHIN:
        return  # the worker is about to write one
    if last is not None and (checked is None or checked < last):
        yield Finding(Level.WARN, _("最近的记录还没有写进检查点。"), _("启动 shaoxiang worker，或运行 shaoxiang verify-journal --checkpoint。"))


def rooms() -> Iterator[Callable[[], Iterable[Finding]]]:
    """Every installed room's `checks.checks`."""
    for config in apps.get_app_configs():
        if config.name.startswith("shaoxiang.") and config.name != "shaoxiang.config":
            try:
                module = importlib.import_module(f"{config.name}.checks")
            except ModuleNotFoundError as error:
                if error.name != f"{config.name}.checks":
                    raise
                continue
            yield module.checks


def is_ready(findings: Iterable[Finding]) -> bool:
    return not any(finding.level is Level.BAD for finding in findings)


