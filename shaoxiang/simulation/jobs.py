"""What the room does by itself: answer the runs that were too long for a request."""

from __future__ import annotations

from datetime import timedelta

from shaoxiang.kernel.jobs import registry
from shaoxiang.simulation.actions import run_waiting


def register() -> None:
    registry.register("simulation.run_waiting", run_waiting, every=timedelta(seconds=10))
