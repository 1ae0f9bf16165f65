"""短信验证码: six digits to a telephone, good for ten minutes and five tries. Stored as a keyed digest, beside a blind index of the number."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from shaoxiang.kernel.flood import actions as flood
from shaoxiang.kernel.flood.rules import Limit
from shaoxiang.kernel.identity import queries, rules
from shaoxiang.kernel.identity.models import PhoneCode
from shaoxiang.kernel.notices import texts

DIGITS = 6
TRIES = 5
GOOD_FOR = timedelta(minutes=10)
KEPT_FOR = timedelta(days=1)
TO_A_PHONE = Limit("identity:code-phone", 3, timedelta(minutes=10))
TO_A_PHONE_A_DAY = Limit("identity:code-day", 10, timedelta(days=1))
FROM_AN_ADDRESS = Limit("identity:code-address", 20, timedelta(minutes=10))


class TooManyCodes(Exception):
    """Too many codes to this telephone, or asked for from this address. `retry_after_s`: seconds until the next may be asked for."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(retry_after_s)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Sent:
    """`index`: blind index of the number, for `check`. `shown`: the code itself, on demonstration installations only."""

    index: str
    shown: str = ""


@sensitive_variables()
def send(phone: str, *, address: str, at: datetime, demo: bool = False) -> Sent:
    """发验证码 to a mobile number; the answer is the same whether or not anything was ever reported from it.

    Raises rules.BadIdentifier, TooManyCodes, texts.NoGateway, texts.NotSent. An earlier code of the number goes out of use.
    """
    number = rules.mobile_number(phone)
    if not demo and not texts.is_configured():
        raise texts.NoGateway
    for limit, asker in ((FROM_AN_ADDRESS, address), (TO_A_PHONE, number), (TO_A_PHONE_A_DAY, number)):
        if not flood.count(limit, asker, at=at):
            raise TooManyCodes(limit.retry_after_s(at))
    index, code = queries.phone_index(number), f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    with transaction.atomic():
        PhoneCode.objects.filter(phone_index=index, used_at__isnull=True, expires_at__gt=at).update(expires_at=at)
        PhoneCode.objects.create(phone_index=index, digest=_digest(index, code), sent_at=at, expires_at=at + GOOD_FOR)
    if demo:
        return Sent(index, shown=code)
    texts.send(number, _("验证码 %(code)s，10 分钟内有效。工作人员不会向您要验证码，请不要告诉别人。") % {"code": code})
    return Sent(index)


@sensitive_variables()
def check(index: str, code: str, *, at: datetime) -> bool:
    """Is this the last code sent to the number of that index, in time and not used? Every wrong try counts."""
    with transaction.atomic():
        row = PhoneCode.objects.select_for_update().filter(phone_index=index, used_at__isnull=True, expires_at__gt=at).order_by("-sent_at", "-pk").first()
        if row is None or row.tries >= TRIES:
            return False
        if not hmac.compare_digest(row.digest, _digest(index, rules.compact(code))):
            PhoneCode.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
            return False
        PhoneCode.objects.filter(pk=row.pk).update(used_at=at)
        return True


def forget_old(*, now: datetime) -> int:
    """Codes past their time go; a daily job."""
    return PhoneCode.objects.filter(sent_at__lt=now - KEPT_FOR).delete()[0]


def _digest(index: str, code: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{index}|{code}".encode(), hashlib.sha256).hexdigest()
