"""Pages of the shell itself: errors, preferences, health, the style guide."""

from __future__ import annotations

import sys
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web import context, drafts, errors, filters, preferences, styleguide
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.models import SavedFilter


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
    return render(request, "web/styleguide.html", styleguide.sample(timezone.localtime()))


REFUSALS = {
    "NO_NAME": _("请给常用筛选起个名字。"),
    "TOO_LONG": _("名字最多 30 个字，条件也不能太长。"),
    "TOO_MANY": _("常用筛选最多存 20 个，请先删掉不用的。"),
    "NAME_TAKEN": _("已有同名的常用筛选，请换个名字。"),
}


@signed_in
@require_POST
def change_filter(request: HttpRequest) -> HttpResponse:
    """常用筛选: `act` is save, rename or delete; back to the list it was asked from."""
    account_id = int(request.actor.account_id)  # type: ignore[attr-defined]
    back = preferences.safe_next(request, request.POST.get("next"))
    chosen, name = request.POST.get("filter", ""), request.POST.get("name", "")[:200]
    try:
        if request.POST.get("act") == "save":
            kept = filters.save(account_id, request.POST.get("page", "")[:60], name, urlsplit(back).query)
            messages.success(request, gettext("已存为常用筛选“%(name)s”。") % {"name": kept.name})
        elif not chosen.isdecimal() or len(chosen) > 18:
            raise Http404
        elif request.POST.get("act") == "rename":
            filters.rename(account_id, int(chosen), name)
        elif not filters.delete(account_id, int(chosen)):
            raise Http404
    except filters.FilterRefused as refused:
        messages.warning(request, gettext(REFUSALS[refused.reason]))
    except SavedFilter.DoesNotExist:
        raise Http404 from None
    return HttpResponseRedirect(back)


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
