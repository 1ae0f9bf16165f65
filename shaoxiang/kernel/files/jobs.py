from __future__ import annotations

from datetime import datetime

from shaoxiang.kernel.files import actions


def clean(now: datetime) -> None:
    actions.remove_orphans(now)
