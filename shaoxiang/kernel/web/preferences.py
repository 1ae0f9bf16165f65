"""Language and type size: two cookies, no account needed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation.trans_real import parse_accept_lang_header

LANGUAGES = {"zh": "zh-hans", "zh-hans": "zh-hans", "zh-cn": "zh-hans", "en": "en"}
TYPE_COOKIE = "shaoxiang_type"
YEAR_S = 365 * 24 * 3600


def asked_language(request: HttpRequest) -> str | None:
    """The language of `?lang=`, if it is one of ours."""
    return LANGUAGES.get(request.GET.get("lang", "").strip().lower())


def language_of(request: HttpRequest) -> str:
    """Chinese unless `?lang=` or the cookie says English; the browser's own preference decides nothing.

    Other systems have no cookies: under /api the Accept-Language header decides.
    """
    if request.path.startswith("/api/"):
        return accepted_language(request.headers.get("Accept-Language", ""))
    return asked_language(request) or LANGUAGES.get(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "").lower(), "zh-hans")


def accepted_language(header: str) -> str:
    """The first language of ours an Accept-Language header names; Chinese where it names none."""
    for name, _weight in parse_accept_lang_header(header.lower()[:500]):
        if name.split("-")[0] in ("zh", "en"):
            return "en" if name.startswith("en") else "zh-hans"
    return "zh-hans"


def is_large(request: HttpRequest) -> bool:
    """Large type: the cookie, or `?type=large` on this very page."""
    asked = request.GET.get("type", "")
    return asked == "large" if asked in ("large", "normal") else request.COOKIES.get(TYPE_COOKIE) == "large"


def remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR_S, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True)


def safe_next(request: HttpRequest, address: str | None, default: str = "/") -> str:
    """The address if it stays on this site, else the default: a sign-in link must not send anyone elsewhere."""
    if address and url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return address
    return default
