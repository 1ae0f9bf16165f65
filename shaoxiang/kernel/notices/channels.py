"""渠道: ways out of the house (SMS, e-mail, WeCom, DingTalk, webhooks). In-app is the row itself and always happens.

A channel registers under a name; `send` gets a stored, unmuted notice after its transaction is committed. A channel that fails
is logged and never undoes the notice: it must keep its own queue if it wants to try again.
"""

from __future__ import annotations

import logging
from typing import Protocol

from shaoxiang.kernel.notices.models import Notice

log = logging.getLogger("shaoxiang.notices")


class Channel(Protocol):
    def send(self, notice: Notice) -> None: ...


_channels: dict[str, Channel] = {}


def register(name: str, channel: Channel) -> None:
    _channels[name] = channel


def unregister(name: str) -> None:
    _channels.pop(name, None)


def send_out(notice: Notice) -> None:
    for name, channel in list(_channels.items()):
        try:
            channel.send(notice)
        except Exception as error:  # one broken gateway must not stop the others
            log.error("channel %s: %s", name, type(error).__name__)
