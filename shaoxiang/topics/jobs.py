"""What the topic room does by itself, at night."""

from __future__ import annotations

from datetime import time

from shaoxiang.kernel.jobs import registry
from shaoxiang.topics.actions import gather


def register() -> None:
    registry.register("topics.gather", gather, daily_at=time(3, 30), aside=True)  # minutes of counting
