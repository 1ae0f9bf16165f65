"""The Authorization header: which system asks, as which actor, with which scopes, and how often."""

from __future__ import annotations

import threading
import time
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from shaoxiang.kernel.interface.queries import Holder, holder_of
from shaoxiang.kernel.interface.vocabulary import Scope


class ScopeMissing(Exception):
    """The key is good, but not for this: HTTP 403."""

    def __init__(self, missing: frozenset[str]) -> None:
        super().__init__(", ".join(sorted(missing)))
        self.missing = missing


class TooOften(Exception):
    """HTTP 429."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(retry_after_s)
        self.retry_after_s = retry_after_s


class BearerKey(HttpBearer):
    """`auth=BearerKey(Scope.CASES_READ)`: sets `request.actor` to the key's actor. Raises ScopeMissing, TooOften."""

    def __init__(self, *scopes: Scope) -> None:
        super().__init__()
        self.openapi_bearerFormat = "sx_…"
        self.scopes = frozenset(scope.value for scope in scopes)

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        holder = holder_of(token, on=timezone.localdate())
        if holder is None:
            return None
        request.actor = holder.actor  # type: ignore[attr-defined]
        if missing := self.scopes - holder.actor.scopes:
            raise ScopeMissing(missing)
        _take_turn(holder)
        return holder


_turns: dict[int, tuple[int, int]] = {}
_lock = threading.Lock()


def _take_turn(holder: Holder) -> None:
    """Count this minute's requests of the key in this process."""
    if holder.per_minute is None:
        return
    now = time.time()
    minute = int(now // 60)
    with _lock:
        began, taken = _turns.get(holder.key_id, (minute, 0))
        taken = taken + 1 if began == minute else 1
        _turns[holder.key_id] = (minute, taken)
    if taken > holder.per_minute:
        raise TooOften(60 - int(now % 60))
