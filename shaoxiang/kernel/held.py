"""What a process holds in memory of the tables: compiled once, kept while a token in the database stays, renewed within seconds of a change."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from django.conf import settings

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Watch:
    """Looks at a token at most every `REFRESH_SECONDS` (2) per thread. Per thread, because a token written in a transaction
    not yet committed is true for its own thread alone."""

    def __init__(self, read: Callable[[], str]) -> None:
        self._read = read
        self._mine = threading.local()
        self._turn = 0

    def token(self) -> str:
        mine, now = self._mine, time.monotonic()
        if getattr(mine, "turn", -1) != self._turn or now >= mine.look_at:
            mine.turn, turn = -1, self._turn  # a failed read is tried again
            mine.token = self._read()
            mine.turn, mine.look_at = turn, now + settings.REFRESH_SECONDS
        token: str = mine.token
        return token

    def forget(self) -> None:
        """Look again at the next question, in every thread."""
        self._turn += 1


class Held(Generic[K, T]):
    """`get(key)` compiles by `load(key)` once per token, in one thread; the others go on with what they have meanwhile.

    `kept`: how many keys (days, usually) are held at a time.
    """

    def __init__(self, watch: Watch, load: Callable[[K], T], *, kept: int = 1) -> None:
        self.watch = watch
        self._load = load
        self._kept = kept
        self._lock = threading.Lock()
        self._held: OrderedDict[K, tuple[str, T]] = OrderedDict()
        every.add(self)

    def get(self, key: K) -> T:
        token = self.watch.token()
        known = self._held.get(key)
        if known is not None and known[0] == token:
            return known[1]
        if not self._lock.acquire(blocking=known is None):
            assert known is not None  # noqa: S101 (a blocking acquire always succeeds)
            return known[1]
        try:
            return self._loaded(key, token)
        finally:
            self._lock.release()

    def _loaded(self, key: K, token: str) -> T:
        known = self._held.get(key)
        if known is not None and known[0] == token:
            return known[1]
        value = self._load(key)
        self._held[key] = (token, value)
        self._held.move_to_end(key)
        while len(self._held) > self._kept:
            self._held.popitem(last=False)
        return value

    def forget(self) -> None:
        """Compile anew at the next question: after a change in this process, and between tests."""
        self._held.clear()
        self.watch.forget()


every: WeakSet[Held[Any, Any]] = WeakSet()  # all that this process holds
