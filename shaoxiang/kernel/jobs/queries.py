from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from shaoxiang.kernel.jobs.models import Heartbeat, Schedule

SILENT_AFTER = timedelta(seconds=60)


def last_beat() -> datetime | None:
    """When a worker last showed itself; None: never."""
    return Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()


def is_awake(now: datetime) -> bool:
    """Does a worker run? True while its last heartbeat is at most a minute old."""
    beat = last_beat()
    return beat is not None and now - beat <= SILENT_AFTER


def failing() -> QuerySet[Schedule]:
    """Jobs whose last run failed."""
    return Schedule.objects.filter(failures__gt=0).order_by("name")
