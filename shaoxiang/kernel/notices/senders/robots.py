"""群机器人: a line in a WeCom or DingTalk group."""

from __future__ import annotations

import time

from django.views.decorators.debug import sensitive_variables

from shaoxiang.kernel.interface import webhooks
from shaoxiang.kernel.notices.messages import Message
from shaoxiang.kernel.notices.rules import robots
from shaoxiang.kernel.notices.senders.lines import Line, Outcome
from shaoxiang.kernel.notices.senders.sms import BUSY

HEADERS = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "shaoxiang-notices"}


@sensitive_variables()
def send_wecom(line: Line, to: str, message: Message) -> Outcome:
    return _send(line.secrets["robot"], message)


@sensitive_variables()
def send_dingtalk(line: Line, to: str, message: Message) -> Outcome:
    return _send(robots.dingtalk_address(line.secrets["robot"], line.secrets.get("secret", ""), int(time.time() * 1000)), message)


@sensitive_variables()
def _send(address: str, message: Message) -> Outcome:
    """A robot answers 200 to everything; whether it took the line stands in `errcode`."""
    answer = webhooks.ask("POST", address, HEADERS, robots.text_body(f"{message.line}\n{message.link}".strip()))
    code = robots.error_code(answer.words)
    silent = answer.status in BUSY or code in robots.TOO_MANY
    return Outcome(answer.taken and code == 0, answer.status, answer.words, silent=silent)
