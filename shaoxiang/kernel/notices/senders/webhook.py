"""推送: a CloudEvent, signed as Standard Webhooks say. Systems sleep no nights: never quiet."""

from __future__ import annotations

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from shaoxiang.kernel.interface import webhooks
from shaoxiang.kernel.notices.messages import Message
from shaoxiang.kernel.notices.senders.lines import Line, Outcome

EVENT = "cn.shaoxiang.notice"
GONE = 410  # the receiver says it wants no more
BUSY = frozenset({0, 429, 503})


@sensitive_variables()
def send(line: Line, to: str, message: Message) -> Outcome:
    answer = webhooks.post(line.settings["url"], line.secrets["secret"], message.uid, event_of(message))
    return Outcome(answer.taken, answer.status, answer.words, silent=answer.status in BUSY, final=answer.status == GONE)


def event_of(message: Message) -> bytes:
    """The body: see docs/notices.md."""
    source = f"/districts/{settings.PROFILE}/notices"
    return webhooks.envelope(message.uid, EVENT, source=source, subject=message.code, at=message.at, data=message.data)
