"""短信: a text to a telephone outside the house. One gateway for the installation; without one nothing is sent, and the pages say so.

A gateway registers with `register`; the built-in one posts JSON to SHAOXIANG_SMS_URL, signed with SHAOXIANG_SMS_KEY, so that a
district's own relay can pass it on to whatever operator it has a contract with. Numbers and texts are never logged.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import urllib.error
import urllib.request
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from shaoxiang.kernel.notices.models import SentText

log = logging.getLogger("shaoxiang.notices")
PATIENCE_S = 5.0


class NoGateway(RuntimeError):
    """This installation has no way to send texts."""

    def __init__(self) -> None:
        super().__init__(_("本系统还没有接短信，发不了验证码。请凭编号和查询码查，或打电话、到窗口。"))


class NotSent(RuntimeError):
    """The gateway did not take it."""

    def __init__(self) -> None:
        super().__init__(_("短信没有发出去，请过几分钟再试；也可以凭编号和查询码查，或打电话、到窗口。"))


class Gateway(Protocol):
    def send(self, phone: str, text: str) -> None:
        """Hand over one text. Raises anything when it was not taken."""


class Relay:
    """POST {"phone", "text"} as JSON; header X-Shaoxiang-Signature: HMAC-SHA256 of the body. Any 2xx answer means taken."""

    def __init__(self, url: str, key: str) -> None:
        self.url, self.key = url, key

    @sensitive_variables()
    def send(self, phone: str, text: str) -> None:
        body = json.dumps({"phone": phone, "text": text}, ensure_ascii=False).encode()
        signed = hmac.new(self.key.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json; charset=utf-8", "X-Shaoxiang-Signature": signed}
        request = urllib.request.Request(self.url, data=body, headers=headers, method="POST")  # noqa: S310 (the administrator's own address)
        with urllib.request.urlopen(request, timeout=PATIENCE_S):  # noqa: S310
            return


_registered: Gateway | None = None


def register(gateway: Gateway | None) -> None:
    """The gateway of this installation; None takes it away."""
    global _registered
    _registered = gateway


def gateway() -> Gateway | None:
    if _registered is not None:
        return _registered
    return Relay(settings.SMS_URL, settings.SMS_KEY) if settings.SMS_URL else None


def is_configured() -> bool:
    return gateway() is not None


@sensitive_variables()
def send(phone: str, text: str) -> None:
    """Raises NoGateway, NotSent."""
    way = gateway()
    if way is None:
        raise NoGateway
    try:
        way.send(phone, text)
    except Exception as error:  # whatever a gateway raises: its trouble is not the page's
        log.error("sms gateway: %s", type(error).__name__)
        raise NotSent from None


@sensitive_variables()
def send_once(key: str, phone: str, text: str, *, at: datetime, matter_id: int | None = None) -> bool:
    """A text that a repeated reaction sends only once. False where it was sent before. Raises NoGateway, NotSent (then it may be tried again)."""
    if SentText.objects.filter(once_key=key).exists():
        return False
    send(phone, text)
    SentText.objects.create(once_key=key, matter_id=matter_id, sent_at=at)
    return True
