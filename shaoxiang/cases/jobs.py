"""What the case room does by itself, on time."""

from __future__ import annotations

from datetime import timedelta

from shaoxiang.cases.actions import close_expired
from shaoxiang.kernel.jobs import registry


def register() -> None:
    registry.register("cases.close_expired", close_expired, every=timedelta(minutes=1))
