"""A request with its actor, and the case it names."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from shaoxiang.cases import queries
from shaoxiang.cases.models import Case
from shaoxiang.kernel.web.asked import ActorRequest


def find_case(request: ActorRequest, number: str) -> Case:
    """The case if it is among the actor's rows, else 404."""
    return get_object_or_404(queries.cases_for(request.actor), matter__number=number)


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def go(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect the asker understands."""
    return HttpResponse(headers={"HX-Redirect": address}) if is_htmx(request) else HttpResponseRedirect(address)
