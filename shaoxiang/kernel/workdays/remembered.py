"""A table held in memory by every process, and renewed within seconds of a change made in any of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from shaoxiang.kernel.held import Held, Watch
from shaoxiang.kernel.workdays.models import Edition

T = TypeVar("T")


class Remembered(Held[None, T]):
    """Held under the edition row `name`. `changed()` belongs in the transaction of the change."""

    def __init__(self, name: str, load: Callable[[], T]) -> None:
        super().__init__(Watch(lambda: Edition.objects.filter(name=name).values_list("token", flat=True).first() or ""), lambda _key: load())
        self.name = name

    def get(self, key: None = None) -> T:
        return super().get(key)

    def changed(self) -> None:
        Edition.objects.update_or_create(name=self.name, defaults={"token": uuid.uuid4().hex})
        transaction.on_commit(self.forget)
