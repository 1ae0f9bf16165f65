"""What the room does by itself, in the morning before people come."""

from __future__ import annotations

from datetime import time

from shaoxiang.empowerment.actions import watch
from shaoxiang.kernel.jobs import registry


def register() -> None:
    registry.register("empowerment.watch", watch, daily_at=time(5, 30))
