"""When a message that was not taken is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

BACK_OFF = tuple(timedelta(seconds=each) for each in (5, 30, 120, 600, 3600, 3 * 3600, 8 * 3600, 24 * 3600))
GONE = 410  # the receiver says it wants no more


def next_try(attempts: int, at: datetime, *, status: int = 0) -> datetime | None:
    """After that many failed tries; None: given up (死信), a person has to look."""
    return None if attempts > len(BACK_OFF) or status == GONE else at + BACK_OFF[attempts - 1]
