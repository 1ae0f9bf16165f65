from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest

from shaoxiang.kernel.flood.models import FloodCount
from shaoxiang.kernel.flood.rules import Limit

KEPT_FOR = timedelta(days=2)


def address_of(request: HttpRequest) -> str:
    """Where the request comes from: the proxy's last word when the installation says it stands behind one."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR") or "unknown")


def count(limit: Limit, asker: str, *, at: datetime) -> bool:
    """Count one more. False once the limit is passed; the caller then refuses kindly."""
    row = _rows(limit, asker, at)
    if not row.update(times=F("times") + 1):
        try:
            with transaction.atomic():
                FloodCount.objects.create(form=limit.form, asker=_digest(limit, asker), window_start=limit.window_start(at))
        except IntegrityError:  # someone from the same address was first
            row.update(times=F("times") + 1)
    return not is_spent(limit, asker, at=at, beyond=True)


def is_spent(limit: Limit, asker: str, *, at: datetime, beyond: bool = False) -> bool:
    """Is the limit used up (or, with `beyond`, already passed)? Counts nothing."""
    times = _rows(limit, asker, at).values_list("times", flat=True).first() or 0
    return times > limit.times if beyond else times >= limit.times


def forget_old(*, now: datetime) -> int:
    """Remove the counts of past windows; the daily job."""
    return FloodCount.objects.filter(window_start__lt=now - KEPT_FOR).delete()[0]


def _rows(limit: Limit, asker: str, at: datetime) -> QuerySet[FloodCount]:
    return FloodCount.objects.filter(form=limit.form, asker=_digest(limit, asker), window_start=limit.window_start(at))


def _digest(limit: Limit, asker: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{limit.form}|{asker}".encode(), hashlib.sha256).hexdigest()[:40]
