"""When a message that was not taken is tried again, and how long a channel nobody answers on is left alone."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST_S, FACTOR, LONGEST_S = 20.0, 3.0, 6 * 3600.0
JITTER = 0.25  # at most a quarter longer, so that what failed together does not come back together
MOST_TRIES = 10  # over about a day
FIRST_REST_S, LONGEST_REST_S = 15.0, 600.0


def wait_s(tries: int, chance: float) -> float:
    """Seconds to wait after that many tries (from 1). `chance`: 0 … 1, drawn by the caller. Never shorter than after fewer tries."""
    return min(LONGEST_S, FIRST_S * FACTOR ** min(tries - 1, 20) * (1 + JITTER * chance))


def next_try(tries: int, at: datetime, chance: float) -> datetime | None:
    """None: given up, a person has to look (死信)."""
    return None if tries >= MOST_TRIES else at + timedelta(seconds=wait_s(tries, chance))


def rest_s(failures: int) -> float:
    """How long a channel rests after so many silent tries in a row, so that one silent gateway does not hold up the others."""
    return min(LONGEST_REST_S, FIRST_REST_S * 2.0 ** min(max(failures, 1) - 1, 20))
