"""Language, and errors put into words."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation

from shaoxiang.kernel.web import errors, preferences
from shaoxiang.kernel.web.decorators import to_sign_in

Next = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Chinese unless the visitor chose English (cookie or ?lang=); the browser's own preference decides nothing."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = preferences.language_of(request)
        request.LANGUAGE_CODE = language
        translation.activate(language)  # not "override": a streamed export is still being written when this returns
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", "en" if language == "en" else "zh-Hans")
        if preferences.asked_language(request) and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != language:
            preferences.remember(response, settings.LANGUAGE_COOKIE_NAME, language)
        return response


class ErrorsMiddleware:
    """Refusals and faults become pages that say what to do next (or a fragment for htmx, or a problem document for the API)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == 302 and _leads_to_sign_in(response):
            return to_sign_in(request)  # a plain `login_required` refused a form: keep what was typed, come back to the form
        if response.status_code == 405 and not response.content:
            page = errors.page(request, 405)
            page["Allow"] = response.headers.get("Allow", "")
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return errors.answer(request, error)


def _leads_to_sign_in(response: HttpResponse) -> bool:
    return response.headers.get("Location", "").startswith(f"{resolve_url(settings.LOGIN_URL)}?")
