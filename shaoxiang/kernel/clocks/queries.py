from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypedDict

from django.db.models import Q, QuerySet

from shaoxiang.kernel.clocks import rules, wording
from shaoxiang.kernel.clocks.models import OPEN, RunningClock
from shaoxiang.kernel.clocks.vocabulary import DayType, Direction
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.workdays.queries import calendar, load_calendar
from shaoxiang.kernel.workdays.rules import SHANGHAI, Calendar, DayEntry


class ClockShape(TypedDict):
    """A clock as the API shows it."""

    code: str
    label: str
    due_at: str
    provisional: bool


def running(matter: Matter) -> QuerySet[RunningClock]:
    """The matter's clocks that have not stopped, suspended ones included, earliest due first."""
    return RunningClock.objects.filter(OPEN, matter_id=matter.pk).order_by("due_at", "pk")


def all_of(matter: Matter) -> QuerySet[RunningClock]:
    """Every clock of the matter, in the order they were started."""
    return RunningClock.objects.filter(matter_id=matter.pk).prefetch_related("suspensions").order_by("started_at", "pk")


def earliest(clocks: Iterable[RunningClock]) -> tuple[datetime | None, datetime | None]:
    """(warn_at, due_at) a matter takes from its clocks: the earliest that runs, is not suspended and is a limit."""
    counting = [clock for clock in clocks if clock.stopped_at is None and clock.suspended_at is None and clock.is_limit]
    if not counting:
        return None, None
    first = min(counting, key=lambda clock: clock.due_at)
    return min(clock.warn_at for clock in counting), first.due_at


def intervals(clock: RunningClock) -> list[rules.Interval]:
    """The clock's closed suspensions."""
    return [(row.from_at, row.to_at) for row in clock.suspensions.all() if row.to_at is not None]


def due_of(clock: RunningClock, table: Calendar) -> rules.Due:
    """When the clock ends by this calendar, its suspensions and its extension counted."""
    return rules.due(clock.started_at, clock.spec, table, suspensions=intervals(clock), extension=clock.extension)


def explanation(clock: RunningClock) -> list[str]:
    """Line by line, in the reader's language, how the clock's due time came about."""
    lines = rules.explain(clock.started_at, clock.spec, calendar(), intervals(clock), clock.extension)
    texts = wording.explain_text(lines)
    if clock.suspended_at is not None and clock.stopped_at is None:
        texts.append(wording.suspended_since(clock.suspended_at))
    return texts


class Shift(NamedTuple):
    """A running clock that a change of the calendar would move."""

    clock: RunningClock
    new: rules.Due

    @property
    def due_at(self) -> datetime:
        return self.new.due_at


def shifts(days: Sequence[DayEntry]) -> list[Shift]:
    """预览: which running clocks would move if these days were so. Writes nothing."""
    table = load_calendar(days)
    found = []
    for clock in touched_by(day.date for day in days).prefetch_related("suspensions").order_by("due_at", "pk"):
        new = due_of(clock, table)
        if (new.due_at, new.warn_at, new.provisional) != (clock.due_at, clock.warn_at, clock.provisional):
            found.append(Shift(clock, new))
    return found


def shape(clock: RunningClock) -> ClockShape:
    return {
        "code": clock.code,
        "label": wording.label_of(clock.code, clock.label),
        "due_at": clock.due_at.astimezone(SHANGHAI).isoformat(),
        "provisional": clock.provisional,
    }


def touched_by(days: Iterable[date]) -> QuerySet[RunningClock]:
    """Running clocks whose count looks at one of these days: those of working time, and those whose last day may move."""
    wanted = sorted(days)
    if not wanted:
        return RunningClock.objects.none()
    begin = datetime.combine(wanted[0], time(), SHANGHAI)
    end = datetime.combine(wanted[-1], time(), SHANGHAI) + timedelta(days=1)
    forward = Q(direction=Direction.FORWARD.value, started_at__lt=end, due_at__gt=begin)
    backward = Q(direction=Direction.BACKWARD.value, started_at__gte=begin, warn_at__lte=end)
    counted = Q(day_type=DayType.WORKING.value) | Q(day_type=DayType.CALENDAR.value, rolls=True)
    return RunningClock.objects.filter(OPEN & counted & (forward | backward))


def running_of(code: str) -> int:
    """How many clocks of this code are running: they keep the rule they were started under."""
    return RunningClock.objects.filter(OPEN, code=code).count()
