"""One sender per kind of channel: takes a line, an address and a message, waits for the answer, says what came back. Never raises."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

from django.utils import translation
from django.views.decorators.debug import sensitive_variables

from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.notices.messages import Message
from shaoxiang.kernel.notices.senders import mail, robots, sms, webhook
from shaoxiang.kernel.notices.senders.lines import Line, Outcome
from shaoxiang.kernel.notices.vocabulary import ChannelKind

__all__ = ["Line", "Outcome", "send"]
HIDDEN = "＊＊"
SHORTEST_HIDDEN = 4  # shorter secrets would blot out ordinary words
log = logging.getLogger("shaoxiang.notices")
Sender = Callable[[Line, str, Message], Outcome]
SENDERS: dict[str, Sender] = {
    ChannelKind.EMAIL: mail.send, ChannelKind.SMS: sms.send, ChannelKind.WECOM: robots.send_wecom, ChannelKind.DINGTALK: robots.send_dingtalk,
    ChannelKind.WEBHOOK: webhook.send,
}


@sensitive_variables()
def send(line: Line, to: str, message: Message) -> Outcome:
    """`to`: a telephone or an e-mail address; "" for what has one address. Answers that repeat a number or a secret are blotted out."""
    began = time.monotonic()
    try:
        with translation.override(message.language):
            outcome = SENDERS[line.kind](line, to, message)
    except Exception as error:  # a broken setting is this channel's trouble, never the worker's
        log.error("channel %s: %s", line.kind, type(error).__name__)
        outcome = Outcome(False, words=type(error).__name__, silent=True)
    hidden = (to, line.settings.get("user", ""), *line.secrets.values())
    return replace(outcome, words=_clean(outcome.words, hidden), took_ms=int((time.monotonic() - began) * 1000))


@sensitive_variables()
def _clean(words: str, hidden: tuple[str, ...]) -> str:
    for one in hidden:
        if len(one) >= SHORTEST_HIDDEN:
            words = words.replace(one, HIDDEN).replace(quote(one, safe=""), HIDDEN)
    return " ".join(mask_text(words).split())[:200]
