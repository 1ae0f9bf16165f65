"""短信 through an operator's own HTTP gateway, asked as the template says."""

from __future__ import annotations

from dataclasses import fields

from django.views.decorators.debug import sensitive_variables

from shaoxiang.kernel.interface import webhooks
from shaoxiang.kernel.notices.messages import Message
from shaoxiang.kernel.notices.rules import template
from shaoxiang.kernel.notices.senders.lines import Line, Outcome

BUSY = frozenset({0, 401, 403, 407, 429, 502, 503, 504})  # nobody there, nobody let in, or too often


@sensitive_variables()
def send(line: Line, to: str, message: Message) -> Outcome:
    asked = template_of(line)
    values = {"phone": to, "text": f"{message.line} {message.link}".strip(), "id": message.uid, "secret": line.secrets.get("secret", "")}
    try:
        filled = template.fill(asked, values)
    except template.BadTemplate as error:
        return Outcome(False, words=str(error), silent=True)
    answer = webhooks.ask(filled.method, filled.url, filled.headers, filled.body)
    return Outcome(template.taken(asked, answer.status, answer.words), answer.status, answer.words, silent=answer.status in BUSY)


def template_of(line: Line) -> template.SmsTemplate:
    return template.SmsTemplate(**{one.name: str(line.settings.get(one.name, "")) for one in fields(template.SmsTemplate)})
