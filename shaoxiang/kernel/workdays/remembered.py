"""A table held in memory by every process, and renewed within seconds of a change made in any of them."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from typing import Generic, TypeVar

from django.conf import settings
from django.db import transaction

from shaoxiang.kernel.workdays.models import Edition

T = TypeVar("T")


class Remembered(Generic[T]):
    """`get()` is free but for one small query every `REFRESH_SECONDS` (2). `changed()` belongs in the transaction of the change."""

    def __init__(self, name: str, load: Callable[[], T]) -> None:
        self.name = name
        self._load = load
        self._lock = threading.Lock()
        self._held: tuple[str, T] | None = None
        self._next_check = 0.0

    def get(self) -> T:
        held = self._held
        if held is not None and time.monotonic() < self._next_check:
            return held[1]
        with self._lock:
            token = Edition.objects.filter(name=self.name).values_list("token", flat=True).first() or ""
            if self._held is None or self._held[0] != token:
                self._held = (token, self._load())
            self._next_check = time.monotonic() + settings.REFRESH_SECONDS
            return self._held[1]

    def changed(self) -> None:
        Edition.objects.update_or_create(name=self.name, defaults={"token": uuid.uuid4().hex})
        transaction.on_commit(self.forget)

    def forget(self) -> None:
        """Look again at the next `get()`."""
        self._next_check = 0.0
