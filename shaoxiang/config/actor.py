"""The actor of a request: a person in a post. Someone with two posts chooses one; the choice lives in the session."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from shaoxiang.kernel.access import Actor, ActorKind

NOBODY = Actor(kind=ActorKind.RESIDENT)


class ActorRequest(HttpRequest):
    """A request with its actor; annotate views with this."""

    actor: Actor


class ActorMiddleware:
    """Sets `request.actor`; a visitor who is not signed in is a resident without roles."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = NOBODY  # type: ignore[attr-defined]
        return self.get_response(request)
