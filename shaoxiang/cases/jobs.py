"""What the case room does by itself, on time."""

from __future__ import annotations

from datetime import time, timedelta

from shaoxiang.cases.actions import close_expired
from shaoxiang.cases.actions.duties import follow_duties
from shaoxiang.cases.actions.field import forget_answers
from shaoxiang.kernel.jobs import registry


def register() -> None:
    registry.register("cases.close_expired", close_expired, every=timedelta(minutes=1))
    registry.register("cases.follow_duties", follow_duties, every=timedelta(minutes=5))
    registry.register("cases.forget_field_answers", forget_answers, daily_at=time(3, 50))
