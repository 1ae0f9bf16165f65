"""Minutes of the model and the time of the calendar."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta

from shaoxiang.cases.rules import COUNTED
from shaoxiang.kernel.clocks.rules import ClockSpec, due
from shaoxiang.kernel.workdays.rules import DEFAULT_SCHEDULE, SHANGHAI, Calendar
from shaoxiang.simulation.rules.inputs import Limit

DAY = 1440.0


class Frame:
    """Minute 0 is midnight of `begin_on` in Asia/Shanghai. Due times are those of `kernel.clocks`, working time that of `kernel.workdays`."""

    def __init__(self, begin_on: date, calendar: Calendar, days: int) -> None:
        self.calendar = calendar
        self.begin_on = begin_on
        self.begin = datetime.combine(begin_on, time(), SHANGHAI)
        self._working = calendar.hours()
        self._specs: dict[Limit, ClockSpec] = {}
        self._begins: list[float] = []
        self._ends: list[float] = []
        self._before: list[float] = []  # working minutes before each span
        self._lay_spans(days)

    def _lay_spans(self, days: int) -> None:
        schedule = self.calendar.schedules[DEFAULT_SCHEDULE]
        total = 0.0
        for number in range(days):
            day = self.begin_on + timedelta(days=number)
            if self.calendar.is_workday(day):
                for span in schedule.spans_on(day):
                    self._begins.append(number * DAY + span.start / 60)
                    self._ends.append(number * DAY + span.end / 60)
                    self._before.append(total)
                    total += (span.end - span.start) / 60

    @property
    def begins(self) -> list[float]:
        """When office hours begin, span by span."""
        return self._begins

    def is_working(self, minute: float) -> bool:
        place = bisect_right(self._begins, minute) - 1
        return place >= 0 and minute < self._ends[place]

    def worked_before(self, minute: float) -> float:
        """Working minutes from the begin until then."""
        place = bisect_right(self._begins, minute) - 1
        return self._before[place] + min(minute, self._ends[place]) - self._begins[place] if place >= 0 else 0.0

    def work_off(self, start: float, minutes: float) -> float:
        """When so many working minutes have passed after `start`; for none: the first moment that is worked. Beyond the frame, its end."""
        if minutes <= 0:
            place = bisect_right(self._begins, start)
            return start if self.is_working(start) or place == len(self._begins) else self._begins[place]
        goal = self.worked_before(start) + minutes
        place = bisect_left(self._before, goal) - 1
        return min(self._begins[place] + goal - self._before[place], self._ends[place]) if place >= 0 else start

    def due(self, start: float, limit: Limit) -> float:
        """When a limit that starts then ends."""
        spec = self._specs.get(limit)
        if spec is None:
            unit, day_type = COUNTED[limit.unit]
            spec = self._specs[limit] = ClockSpec("SIMULATED", "", limit.amount, unit, day_type)
        ends: timedelta = due(self.begin + timedelta(minutes=start), spec, self.calendar).due_at.astimezone(UTC) - self.begin.astimezone(UTC)
        return ends.total_seconds() / 60
