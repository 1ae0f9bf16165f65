"""What a clock is, and what an answer about one holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from shaoxiang.kernel.clocks.vocabulary import DayType, Direction, Extension, Sense, Unit
from shaoxiang.kernel.workdays.rules import DEFAULT_SCHEDULE

# Bound once: looking a member up on its class costs more than the arithmetic it decides.
DAY, MONTH, YEAR = Unit.DAY, Unit.MONTH, Unit.YEAR
WORKING, CLOCK, CALENDAR = DayType.WORKING, DayType.CLOCK, DayType.CALENDAR
BACKWARD, WAIT = Direction.BACKWARD, Sense.WAIT


@dataclass(frozen=True, slots=True)
class ClockSpec:
    """时限规定: what a clock is. `extension_cap` is in the same unit; None with `extension` CAPPED means none is foreseen.

    `approver_role`: role codes, any one of which may extend, separated by blanks. `suspension_codes`: of SuspensionReason.
    Raises ValueError for a unit that does not go with its day type.
    """

    code: str
    label: str
    amount: int
    unit: Unit
    day_type: DayType
    direction: Direction = Direction.FORWARD
    schedule: str = DEFAULT_SCHEDULE
    extension_cap: int | None = None
    approver_role: str = ""
    suspension_codes: tuple[str, ...] = ()
    rolls: bool = True
    law: str = ""
    article: str = ""
    domain: str = ""
    on_expiry: str = ""
    sense: Sense = Sense.LIMIT
    extension: Extension = Extension.CAPPED

    def __post_init__(self) -> None:
        unit, day_type = Unit(self.unit), DayType(self.day_type)
        if self.amount < 0:
            raise ValueError(f"{self.code}: amount {self.amount}")
        fits = {
            Unit.DAY: tuple(DayType),
            Unit.MONTH: (DayType.CALENDAR,),
            Unit.YEAR: (DayType.CALENDAR,),
            Unit.WORKING_HOUR: (DayType.WORKING,),
        }.get(unit, (DayType.CLOCK, DayType.WORKING))
        if day_type not in fits:
            raise ValueError(f"{self.code}: {unit} does not go with {day_type}")

    @property
    def ground(self) -> str:
        """Law and article as one text; empty for a district's own clock."""
        return f"{self.law} {self.article}".strip()

    @property
    def counts_days(self) -> bool:
        """Ends at 24:00 of a last day, and is shown as a date."""
        return self.unit in (DAY, MONTH, YEAR) and self.day_type is not CLOCK


class Due(NamedTuple):
    """When a clock ends. `last_day` is the date shown for clocks of days; None for clocks of hours."""

    due_at: datetime
    warn_at: datetime
    provisional: bool
    last_day: date | None


class Line(NamedTuple):
    """One line of an explanation: a code and its parameters, put into words when shown (`clocks.wording`)."""

    code: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Authored:
    """One row of the authored table: the clock, and what a page and a lawyer want to know of it."""

    spec: ClockSpec
    label_en: str
    trigger: str
    trigger_en: str
    bearer: str  # AUTHORITY or PARTY: whom the clock binds
    mark: str  # V read in the text, Vx read in an excerpt, I composed
    binding: bool  # law that a district may not loosen
    on_expiry_en: str
    note: str

    @property
    def composed(self) -> bool:
        return self.mark == "I"
