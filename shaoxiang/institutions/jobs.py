"""What the room does by itself, on time."""

from __future__ import annotations

from datetime import time

from shaoxiang.institutions.actions.spans import settle_bodies
from shaoxiang.kernel.jobs import registry


def register() -> None:
    registry.register("institutions.settle_bodies", settle_bodies, daily_at=time(0, 5))
