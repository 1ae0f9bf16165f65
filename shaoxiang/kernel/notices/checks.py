"""What `doctor` reads aloud about the ways out of the house."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from shaoxiang.kernel.doctor import Finding, Level
from shaoxiang.kernel.identity import seal
from shaoxiang.kernel.jobs.queries import is_awake
from shaoxiang.kernel.notices import secrets
from shaoxiang.kernel.notices.models import Channel, Delivery
from shaoxiang.kernel.notices.vocabulary import DeliveryState

COUNTED_AT_MOST = 1000
OVERDUE = timedelta(minutes=10)


def checks() -> Iterator[Finding]:
    """Channels that fail, messages given up, a queue nobody empties, secrets that do not open, links without an address."""
    channels = list(Channel.objects.filter(in_use=True))
    for channel in channels:
        yield from _channel(channel)
    dead = Delivery.objects.filter(state=DeliveryState.DEAD)[:COUNTED_AT_MOST].count()
    if dead:
        yield Finding(Level.WARN, _("%(n)d 条消息发不出去，等人处理。") % {"n": dead},
                      _("业务管理员或系统管理员在“消息渠道”的“发不出去的”里看原因，重发或不再发。"))
    yield from _queue()
    if channels and not settings.ADDRESS:
        yield Finding(Level.WARN, _("发出去的消息里没有链接。"), _("在环境里设 SHAOXIANG_ADDRESS=https://…，写大家打开本系统的网址。"))


def _channel(channel: Channel) -> Iterator[Finding]:
    if channel.failures:
        said = channel.hint or channel.last_words
        words = _("渠道“%(name)s”连续 %(n)d 次没有发出：%(words)s") % {"name": channel.name, "n": channel.failures, "words": _(said) if said else "—"}
        yield Finding(Level.BAD if channel.failures >= 5 else Level.WARN, words, _("系统管理员在“消息渠道”里打开它，看对方的应答，改好后试发。"))
    try:
        secrets.of(channel)
    except seal.CannotOpen as error:
        yield Finding(Level.BAD, _("渠道“%(name)s”的密钥打不开。") % {"name": channel.name}, str(error))
    for name in secrets.NAMES[channel.kind]:
        path = os.environ.get(f"{secrets.variable(channel.pk, name)}_FILE")
        if path and not os.access(Path(path), os.R_OK):
            yield Finding(Level.BAD, _("渠道“%(name)s”的密钥文件 %(path)s 读不出来。") % {"name": channel.name, "path": path}, f"ls -l {path}")


def _queue() -> Iterator[Finding]:
    now = timezone.now()
    late = Delivery.objects.filter(state=DeliveryState.WAITING, not_before__lt=now - OVERDUE, channel__in_use=True, channel__resting_until=None)
    waiting = late[:COUNTED_AT_MOST].count()
    if waiting and is_awake(now):
        yield Finding(Level.WARN, _("%(n)d 条消息早该发出，还在排队。") % {"n": waiting}, _("渠道太慢或消息太多：看“发送记录”里每次用时。"))
    elif waiting:
        yield Finding(Level.BAD, _("%(n)d 条消息在排队，后台停着。") % {"n": waiting}, _("启动后台：systemctl start shaoxiang-worker，或 ./sx up。"))
