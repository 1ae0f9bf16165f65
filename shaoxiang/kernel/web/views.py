"""Pages of the shell itself: errors, preferences, health, the style guide."""

from __future__ import annotations

import sys

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shaoxiang.kernel.web import context, drafts, errors, preferences, styleguide


@never_cache
@require_safe
def set_preferences(request: HttpRequest) -> HttpResponse:
    """语言、大字: remembered in cookies, then back to the page."""
    response = HttpResponseRedirect(_without_choices(preferences.safe_next(request, request.GET.get("next"))))
    language = preferences.asked_language(request)
    if language:
        preferences.remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    size = request.GET.get("type")
    if size in ("large", "normal"):
        preferences.remember(response, preferences.TYPE_COOKIE, size)
    return response


def _without_choices(address: str) -> str:
    """The page without an older ?lang= or ?type=, which would win over the new cookie."""
    from urllib.parse import parse_qsl, urlencode, urlsplit

    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in ("lang", "type")]
    return parts._replace(query=urlencode(kept)).geturl()


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Is the database there, does the worker live? 503 only when the database is gone: pages work without the worker."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            database = cursor.fetchone() == (1,)
    except DatabaseError:
        database = False
    worker = context.worker_alive() if database else None
    return JsonResponse({"ok": database, "database": database, "worker": worker, "version": context.Shell.version}, status=200 if database else 503)


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component with its tag, on demonstration installations only."""
    if not getattr(request, "installation", None) or not request.installation.demo:  # type: ignore[attr-defined]
        raise Http404
    return render(request, "web/styleguide.html", styleguide.sample())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    drafts.keep_failed_post(request)
    return errors.page(request, 403, fault=errors.EXPIRED)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return errors.page(request, errors.fault_of(exception) if errors.fault_of(exception) == 413 else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return errors.page(request, 403, reason=errors.reason_of(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return errors.page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    error = sys.exc_info()[1]
    return errors.page(request, 503 if isinstance(error, errors.DATABASE_GONE) else 500)
