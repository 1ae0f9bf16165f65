from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` of `form` in each window of `span`."""

    form: str
    times: int
    span: timedelta

    def window_start(self, at: datetime) -> datetime:
        """The beginning of the window `at` lies in."""
        span_s = int(self.span.total_seconds())
        return datetime.fromtimestamp(int(at.timestamp()) // span_s * span_s, UTC)

    def retry_after_s(self, at: datetime) -> int:
        """Seconds until the next window opens, at least 1."""
        return max(1, int((self.window_start(at) + self.span - at).total_seconds()) + 1)
