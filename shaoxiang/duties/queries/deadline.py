"""Until when a decided version must be published, and how that day came about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from shaoxiang.duties.flows import PUBLISH_CLOCK
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.vocabulary import VersionStatus
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.queries import all_of, explanation
from shaoxiang.kernel.text.papers import same_document
from shaoxiang.kernel.workdays.queries import calendar


@dataclass(frozen=True, slots=True)
class Deadline:
    """`left`: working days still to come, `over`: working days past. `lines`: the reckoning, line by line.

    `missed`: the last day of a count that was already over when the day of the decision was written anew. `carries`: withdrawn drafts for the same paper,
    whose count goes on here; `carried_by`: the last day of one of theirs that was over when it was withdrawn.
    """

    clock: RunningClock
    by: date
    left: int
    over: int
    lines: list[str]
    missed: date | None = None
    carries: tuple[str, ...] = ()
    carried_by: date | None = None

    @property
    def met(self) -> bool | None:
        """Was it published in time? None while it is not published."""
        return None if self.clock.stopped_at is None else self.clock.stopped_at < self.clock.due_at and self.missed is self.carried_by is None


def publish_days(versions: Iterable[ListVersion]) -> dict[int, date]:
    """Matter -> the last day to publish, for versions whose decision was written down. One query."""
    rows = RunningClock.objects.filter(code=PUBLISH_CLOCK, matter_id__in=[version.matter_id for version in versions]).order_by("pk")
    return {clock.matter_id: _last_day(clock) for clock in rows}


def _last_day(clock: RunningClock) -> date:
    return clock.last_day or timezone.localdate(clock.due_at)


def deadline_of(version: ListVersion, *, now: datetime) -> Deadline | None:
    """None: not decided yet, or published before the house kept the clock."""
    clocks = [clock for clock in all_of(version.matter) if clock.code == PUBLISH_CLOCK]
    if not clocks:
        return None
    clock = max(clocks, key=lambda one: (one.stopped_at is None, one.pk))
    by = _last_day(clock)
    missed = _over([one for one in clocks if one.pk != clock.pk or version.decided_on is None])
    carried = forerunners(version)
    carried_by = _over(one for draft in carried for one in all_of(draft.matter) if one.code == PUBLISH_CLOCK)
    today, table = timezone.localdate(now).toordinal(), calendar()
    return Deadline(clock, by, table.count_between(today, by.toordinal()), table.count_between(by.toordinal(), today), explanation(clock),
                    missed, tuple(draft.matter.number for draft in carried), carried_by)


def _over(clocks: Iterable[RunningClock]) -> date | None:
    """The first last day of those that were over when they were stopped."""
    return min((_last_day(one) for one in clocks if one.stopped_at is not None and one.stopped_at >= one.due_at), default=None)


def forerunners(version: ListVersion, document: str = "") -> list[ListVersion]:
    """Decided drafts of the same list for the same paper (文号), withdrawn before this version was published: its time to publish began with theirs."""
    document = document or version.document
    rows = ListVersion.objects.filter(kind=version.kind, status=VersionStatus.WITHDRAWN.value, first_decided_on__isnull=False).exclude(pk=version.pk)
    if version.published_at is not None:
        rows = rows.filter(matter__closed_at__lte=version.published_at)
    return [one for one in rows.select_related("matter").order_by("pk") if same_document(one.document, document)]
