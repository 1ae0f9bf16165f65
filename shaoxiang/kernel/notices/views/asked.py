from __future__ import annotations

from django.http import HttpRequest

from shaoxiang.kernel.access import Actor


class ActorRequest(HttpRequest):
    """A request with its actor."""

    actor: Actor
