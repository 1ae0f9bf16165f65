"""A request with its actor, and what a refusal does to a form."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from shaoxiang.hotline.queries.tickets import trouble_words
from shaoxiang.hotline.rules.refusal import Refused


def tell(form: forms.Form, refused: Refused) -> None:
    """What was refused, at the fields it names."""
    for trouble in refused.troubles:
        form.add_error(trouble.field if trouble.field in form.fields else None, trouble_words(trouble))


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def go(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect the asker understands."""
    return HttpResponse(headers={"HX-Redirect": address}) if is_htmx(request) else HttpResponseRedirect(address)
