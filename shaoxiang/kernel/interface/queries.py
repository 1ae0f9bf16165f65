"""Whose key: looked up once, then remembered for two seconds; a revoked key is refused everywhere after that."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.interface import rules
from shaoxiang.kernel.interface.models import ApiKey

FRESH_S = 2.0
REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class Holder:
    """A key in use: its row's id and limits, and the actor it acts as."""

    key_id: int
    name: str
    actor: Actor
    per_minute: int | None


ActorOf = Callable[[ApiKey, date], Actor | None]
_actor_of: ActorOf | None = None
_remembered: dict[str, tuple[float, Holder | None]] = {}
_lock = threading.Lock()


def register_actors(actor_of: ActorOf) -> None:
    """`config` says which actor a key stands for: None when its body or post is no longer in force."""
    global _actor_of
    _actor_of = actor_of


def holder_of(token: str, *, on: date) -> Holder | None:
    """The key's holder; None for an unknown, ended or revoked key, and for one whose body or post has ended."""
    if not token.startswith(rules.TOKEN_MARK):
        return None
    digest, now = rules.digest(token), time.monotonic()
    known = _remembered.get(digest)
    if known is not None and now - known[0] < FRESH_S:
        return known[1]
    holder = _look_up(digest, on)
    with _lock:
        if len(_remembered) >= REMEMBERED:
            _remembered.clear()
        _remembered[digest] = (now, holder)
    return holder


def forget() -> None:
    """Look every key up again at its next use."""
    with _lock:
        _remembered.clear()


def _look_up(digest: str, on: date) -> Holder | None:
    row = ApiKey.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), digest=digest, revoked_at__isnull=True).first()
    actor = _actor_of(row, on) if row is not None and _actor_of is not None else None
    return Holder(row.pk, row.name, actor, row.per_minute) if row is not None and actor is not None else None


@dataclass(frozen=True, slots=True)
class Binding:
    """A body or a post a key may be bound to. `code`: as chosen on the page."""

    code: str
    label: str
    body_id: int
    post_id: int | None = None


_bindings: Callable[[], list[Binding]] | None = None


def register_bindings(found: Callable[[], list[Binding]]) -> None:
    """`config` says which bodies and posts there are."""
    global _bindings
    _bindings = found


def bindings() -> list[Binding]:
    return _bindings() if _bindings is not None else []
