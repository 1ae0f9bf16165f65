"""The pages' content security policy, widened by exactly the hosts a room has configured (tiles of base layers), response by response."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse

Hosts = Callable[[], Iterable[str]]
_hosts: list[Hosts] = []


def register(hosts: Hosts) -> None:
    """`hosts()`: origins whose pictures pages may ask for, as `https://host[:port]`."""
    if hosts not in _hosts:
        _hosts.append(hosts)


class PolicyMiddleware:
    """Stands inside the CSP middleware, which writes what is said here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            found = sorted({host for hosts in _hosts for host in hosts()})
            if found:
                response._csp_update = {"img-src": found, "connect-src": found}  # type: ignore[attr-defined]
        return response
