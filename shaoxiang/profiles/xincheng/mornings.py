"""The demo's stories begin in the morning; a house laid before that hour tells of yesterday's."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone


def last_time(anchor: datetime, hour: int, minute: int) -> datetime:
    """The last time the clock here stood at this hour and minute, `anchor` itself counted."""
    moment = timezone.localtime(anchor).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return moment if moment <= anchor else moment - timedelta(days=1)
