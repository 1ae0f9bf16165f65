"""Who may come in at all; what they may do there is a matter of grants."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.preferences import safe_next

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """A person in a post. Others sign in first and come back here; what they had typed is kept. Costs no query."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if actor is None or actor.assignment_id is None:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    wrapped.needs_post = True  # type: ignore[attr-defined]
    return wrapped


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back to this page (for a POST: the page it was posted from), with a draft of what was typed."""
    drafts.keep_failed_post(request)
    back = request.get_full_path()
    if request.method not in ("GET", "HEAD"):
        back = _path_of(safe_next(request, request.META.get("HTTP_REFERER"), back))
    if request.headers.get("HX-Request"):
        back = _path_of(safe_next(request, request.headers.get("HX-Current-URL"), back))
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=200, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _path_of(address: str) -> str:
    parts = urlsplit(address)
    return parts._replace(scheme="", netloc="").geturl() or "/"
