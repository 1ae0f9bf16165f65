"""The worker in the story: whenever a clock has run out it sweeps, and hands what it found to the reactions, at the instant of the story."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from shaoxiang.kernel.clocks.actions import sweep
from shaoxiang.kernel.clocks.models import NOT_OVERDUE, RunningClock
from shaoxiang.kernel.journal.actions import deliver_pending
from shaoxiang.kernel.journal.models import Entry, Pending

NEWS = timedelta(hours=36)  # notices of the last days lie (muted) in the lists of notices; what is older is no news
TICK = timedelta(seconds=15)
SHORTEST = timedelta(minutes=4)  # no clock of a whistle runs out sooner after an act
CLOCKS = ("clocks.overdue", "clocks.elapsed")
AT_ONCE = 500


class DeliveryFailed(RuntimeError):
    """A reaction failed while the story was told: the story would be wrong."""


class Worker:
    def __init__(self, anchor: datetime) -> None:
        self.anchor = anchor
        self.looked_until = datetime.min.replace(tzinfo=UTC)
        self.known = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def until(self, at: datetime) -> None:
        """Every turn that is due by then. A clock that runs out is seen some seconds later, as in life."""
        while at > self.looked_until:
            due_at = RunningClock.objects.filter(NOT_OVERDUE).order_by("due_at").values_list("due_at", flat=True).first()
            if due_at is None or due_at >= at:
                self.looked_until = min(due_at or at + SHORTEST, at + SHORTEST)
                return
            self.turn(min(due_at + TICK, at))

    def turn(self, now: datetime) -> None:
        sweep(now=now)
        waiting = Pending.objects.filter(entry_id__gt=self.known)
        if now < self.anchor - NEWS:
            waiting.exclude(kind__in=CLOCKS).delete()
            deliver_pending(now=now, limit=waiting.count())  # not what follows from it: that would only tell somebody
            return
        while deliver_pending(now=now, limit=AT_ONCE):
            pass

    def go_home(self) -> None:
        """The last news of the story are told; nothing waits for the real worker. Raises DeliveryFailed."""
        self.turn(self.anchor)
        failed = Pending.objects.filter(entry_id__gt=self.known, attempts__gt=0).values_list("kind", "failure").first()
        if failed is not None:
            raise DeliveryFailed(*failed)
        Pending.objects.filter(entry_id__gt=self.known).delete()
