from __future__ import annotations

from datetime import time

from shaoxiang.admission.actions import end_due
from shaoxiang.kernel.jobs.registry import register as register_job


def register() -> None:
    register_job("admission.end_due", end_due, daily_at=time(0, 10))
