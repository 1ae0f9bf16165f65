"""免打扰: when a channel may ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` (quiet) to `end` (no longer quiet), over midnight where `end` comes first. Equal: never quiet."""

    start: time
    end: time


DEFAULT = QuietHours(time(22, 0), time(7, 0))


def quiet_until(local: datetime, hours: QuietHours | None) -> datetime | None:
    """When the quiet that holds at `local` ends; None: not quiet. `local` carries its time zone, so does the answer."""
    if hours is None or hours.start == hours.end:
        return None
    clock = local.time()
    end = datetime.combine(local.date(), hours.end, tzinfo=local.tzinfo)
    if hours.start < hours.end:
        return end if hours.start <= clock < hours.end else None
    if clock < hours.end:
        return end
    return end + timedelta(days=1) if clock >= hours.start else None
