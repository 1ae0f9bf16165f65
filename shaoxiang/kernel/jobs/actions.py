from __future__ import annotations

import traceback
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from shaoxiang.kernel import db
from shaoxiang.kernel.jobs.models import Heartbeat, Schedule
from shaoxiang.kernel.jobs.registry import Job, all_jobs

CLAIM = timedelta(seconds=60)  # renewed with every heartbeat; lapses when the worker is killed
FORGOTTEN_AFTER = timedelta(days=1)


def beat(name: str, *, now: datetime, pid: int) -> None:
    """Show that worker `name` lives, and keep what it has claimed."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now, "pid": pid})
    Schedule.objects.filter(claimed_by=name).update(claimed_until=now + CLAIM)


def sign_off(name: str) -> None:
    """A worker ends in good order."""
    Heartbeat.objects.filter(name=name).delete()


def note_jobs(*, now: datetime) -> None:
    """A row for every registered job, due at once; heartbeats of workers long gone are dropped."""
    known = set(Schedule.objects.values_list("name", flat=True))
    missing = [Schedule(name=name, next_run_at=now) for name in all_jobs() if name not in known]
    Schedule.objects.bulk_create(missing, ignore_conflicts=True)
    Heartbeat.objects.filter(at__lt=now - FORGOTTEN_AFTER).delete()


def run_due(worker: str, *, now: datetime, aside: bool | None = None) -> list[str]:
    """Run every job due at `now` that no other worker holds. Returns the names run, failed ones included. `aside`: only those, or all but those."""
    ran: list[str] = []
    while (job := _claim(worker, now=now, but=ran, aside=aside)) is not None:
        failure = _run(job, now)
        _finish(job, worker, now=now, failure=failure)
        ran.append(job.name)
    return ran


def _claim(worker: str, *, now: datetime, but: list[str], aside: bool | None = None) -> Job | None:
    """Take one due job for this worker, in a transaction of its own, so that the run itself holds no lock."""
    jobs = {name: job for name, job in all_jobs().items() if aside is None or job.aside is aside}
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    with transaction.atomic():
        due = Schedule.objects.filter(free, next_run_at__lte=now, name__in=jobs.keys() - set(but))
        row = db.take_rows(due.order_by("next_run_at", "pk")).first()
        if row is None:
            return None
        row.claimed_by, row.claimed_until = worker, now + CLAIM
        row.save(update_fields=["claimed_by", "claimed_until"])
        return jobs[row.name]


def _run(job: Job, now: datetime) -> str:
    """Why it failed; empty: it did not. Only the kind of error and the place: messages may carry personal data."""
    try:
        job.run(now=now)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} · {Path(place.filename).name}:{place.lineno}"[:200]
    return ""


def _finish(job: Job, worker: str, *, now: datetime, failure: str) -> None:
    """Give the job back. A worker whose claim was taken over meanwhile changes nothing."""
    with transaction.atomic():
        row = Schedule.objects.select_for_update().filter(name=job.name, claimed_by=worker).first()
        if row is None:
            return
        row.failures = row.failures + 1 if failure else 0
        row.last_failure, row.last_run_at = failure, now
        row.next_run_at = job.retry_after(now, row.failures) if failure else job.next_after(now)
        row.claimed_by, row.claimed_until = "", None
        row.save()
