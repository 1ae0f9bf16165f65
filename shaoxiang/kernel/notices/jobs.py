from __future__ import annotations

from datetime import time, timedelta

from shaoxiang.kernel.jobs.registry import register as register_job
from shaoxiang.kernel.notices.actions.sending import deliver, forget_old


def register() -> None:
    register_job("notices.deliver", deliver, every=timedelta(seconds=5), aside=True)
    register_job("notices.forget_deliveries", forget_old, daily_at=time(3, 45))
