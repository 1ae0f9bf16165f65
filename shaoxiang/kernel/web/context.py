"""What every page of the shell needs, worked out only when the page asks for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

import shaoxiang
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.language import reads_english
from shaoxiang.kernel.web import errors, navigation
from shaoxiang.kernel.web.installation import NOT_INSTALLED, InstallationFacts
from shaoxiang.kernel.web.navigation import NavItem, Shown, ShownGroup
from shaoxiang.kernel.web.preferences import is_large
from shaoxiang.kernel.web.templatetags.shaoxiang import light_mark

_unread: Callable[[Actor], int] | None = None
_worker_alive: Callable[[], bool | None] | None = None
_worker_seen: tuple[float, bool | None] = (float("-inf"), None)
WORKER_LOOK_S = 5.0


def register_unread(count: Callable[[Actor], int]) -> None:
    """`notices` tells how many unread notices an actor has."""
    global _unread
    _unread = count


def register_worker(alive: Callable[[], bool | None]) -> None:
    """`jobs` tells whether the worker lives."""
    global _worker_alive, _worker_seen
    _worker_alive, _worker_seen = alive, (float("-inf"), None)


def worker_alive() -> bool | None:
    """Asked at most every WORKER_LOOK_S: the light may lag by that much, a page costs no query for it."""
    global _worker_seen
    if _worker_alive is None:
        return None
    looked_at, alive = _worker_seen
    if time.monotonic() - looked_at >= WORKER_LOOK_S:
        alive = _worker_alive()
        _worker_seen = (time.monotonic(), alive)
    return alive


@dataclass(frozen=True, slots=True)
class WorkerLight:
    mark: SafeString
    label: str


class Shell:
    """The frame round a page, for templates: `{{ shell.lang }}`, `{{ shell.navigation }}` …"""

    version = shaoxiang.__version__

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.actor: Actor = getattr(request, "actor", None) or Actor(kind=ActorKind.RESIDENT)

    @property
    def installation(self) -> InstallationFacts:
        return getattr(self.request, "installation", None) or NOT_INSTALLED

    @property
    def lang(self) -> str:
        return "en" if reads_english() else "zh-Hans"

    @property
    def large(self) -> bool:
        return is_large(self.request)

    @property
    def here(self) -> str:
        """Where a language or type switch comes back to: this page, or the one it was posted from."""
        if self.request.method in ("GET", "HEAD"):
            return self.request.get_full_path()
        return self.request.META.get("HTTP_REFERER", "") or "/"

    @property
    def preferences(self) -> str:
        return _url("web:preferences")

    @property
    def home(self) -> str:
        return (self.actor.assignment_id is not None and _url("desk")) or "/"

    @cached_property
    def _entries(self) -> list[tuple[NavItem, Shown]]:
        return navigation.entries_for(self.actor, self.request.path)

    @cached_property
    def navigation(self) -> list[ShownGroup]:
        return navigation.groups_of(self._entries)

    @cached_property
    def tabs(self) -> list[Shown]:
        return navigation.tabs_of(self._entries)

    @cached_property
    def unread(self) -> int:
        return _unread(self.actor) if _unread and self.actor.assignment_id is not None else 0

    @cached_property
    def worker(self) -> WorkerLight | None:
        alive = worker_alive() if self.actor.assignment_id is not None else None
        if alive is None:
            return None
        if alive:
            return WorkerLight(light_mark("GREEN", word=""), gettext("后台正常"))
        return WorkerLight(light_mark("RED", word=""), gettext("后台停了：提醒和时限检查会晚到，请告诉系统管理员"))

    @property
    def feedback_url(self) -> str:
        return _url("feedback:ask") or str(settings.SHELL["feedback_url"])

    @property
    def about_url(self) -> str:
        return _url("feedback:about")

    @property
    def counters_url(self) -> str:
        return _url("resident:counters")

    @property
    def filing(self) -> dict[str, str]:
        return {name: str(settings.SHELL[name]) for name in ("icp", "police", "filing", "owner")}

    @property
    def contact(self) -> dict[str, str]:
        return errors.contact()


def _url(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell`, and `actor`."""
    frame = Shell(request)
    return {"shell": frame, "actor": frame.actor}
