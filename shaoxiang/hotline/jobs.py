from __future__ import annotations

from datetime import time, timedelta

from shaoxiang.hotline.actions.calls import forget_old
from shaoxiang.hotline.actions.statuses import deliver
from shaoxiang.hotline.actions.tickets import forget_files
from shaoxiang.kernel.jobs.registry import register as register_job


def register() -> None:
    register_job("hotline.deliver", deliver, every=timedelta(seconds=5), aside=True)
    register_job("hotline.forget_calls", forget_old, daily_at=time(3, 35))
    register_job("hotline.forget_files", forget_files, daily_at=time(3, 40))
