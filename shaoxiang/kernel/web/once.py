"""连点、重发: the same form posted twice acts once, and both posts get the first answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from shaoxiang.kernel.web.drafts import owner_of
from shaoxiang.kernel.web.models import OnceToken

FIELD = "once"
View = Callable[..., HttpResponse]


def new_token() -> str:
    return secrets.token_urlsafe(18)


def once(view: View) -> View:
    """Remember the redirect a successful POST answered with, in the transaction of the act; a repeat gets that redirect again.

    A POST that answers anything but a redirect has not acted, and may be sent again with the same token.
    A POST without a token (an older page, a script) acts as if undecorated.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = request.POST.get(FIELD, "")[:40] if request.method == "POST" else ""
        if not token:
            return view(request, *args, **kwargs)
        owner = owner_of(request)
        try:
            with transaction.atomic():
                return _act(view, request, token, owner, args, kwargs)
        except IntegrityError:
            first = OnceToken.objects.filter(token=token, owner=owner).first()
            if first is None:
                raise
            return HttpResponseRedirect(first.target)

    return wrapped


def _act(view: View, request: HttpRequest, token: str, owner: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponse:
    # The row is written first: a second post at the same moment waits here on PostgreSQL, or finds it on SQLite.
    row = OnceToken.objects.create(token=token, owner=owner, at=timezone.now())
    response = view(request, *args, **kwargs)
    target = response.headers.get("Location") or response.headers.get("HX-Redirect")
    if target:
        OnceToken.objects.filter(pk=row.pk).update(target=target)
    else:
        row.delete()
    return response
