"""限流 on public forms: beyond the limit a page that says when to come again, and that telephone and counter are open. Staff are never limited here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import ngettext

from shaoxiang.kernel.flood import actions as flood
from shaoxiang.kernel.flood.rules import Limit
from shaoxiang.kernel.web import errors

View = Callable[..., HttpResponse]


def limited(limit: Limit, *, now: Callable[[], datetime] = timezone.now) -> Callable[[View], View]:
    """Posts from one address beyond the limit are refused kindly: 429, Retry-After, another way to be heard."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            at = now()
            if request.method == "POST" and not flood.count(limit, flood.address_of(request), at=at):
                return too_often(request, limit.retry_after_s(at))
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


def too_often(request: HttpRequest, retry_after_s: int) -> HttpResponse:
    """429 with the minutes to wait in words."""
    minutes = max(1, (retry_after_s + 59) // 60)
    reason = ngettext("短时间内提交次数太多，请过 %(n)d 分钟再试。", "短时间内提交次数太多，请过 %(n)d 分钟再试。", minutes) % {"n": minutes}
    response = errors.page(request, 429, reason=reason)
    response["Retry-After"] = str(retry_after_s)
    return response
