"""How a roster is drawn: slots of a day by the workday table, people in turn, nobody twice at once. Instants are aware, in Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shaoxiang.forces.vocabulary import ShiftKind
from shaoxiang.kernel.workdays.rules import SHANGHAI, Calendar, DayEntry
from shaoxiang.kernel.workdays.vocabulary import DayKind


@dataclass(frozen=True, slots=True)
class Hours:
    """When the day's shift begins and when the night's. A rest day is one shift, from morning to morning."""

    day_from: time = time(8, 30)
    night_from: time = time(17, 30)


@dataclass(frozen=True, slots=True)
class Slot:
    """One turn of duty to be filled."""

    kind: ShiftKind
    starts_at: datetime
    ends_at: datetime

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class Taken:
    """A time in which a person cannot be put on duty: on duty already, or away."""

    person_id: int
    starts_at: datetime
    ends_at: datetime


def overlap(one: Slot | Taken, other: Slot | Taken) -> bool:
    """Shifts that only touch do not overlap."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def slots_of(entry: DayEntry, covers: Iterable[ShiftKind], hours: Hours = Hours()) -> list[Slot]:
    """The turns of one day: a working day (an adjusted one too) has a day and a night; a weekend day or a public holiday is one turn of its own kind."""
    wanted, morning = set(covers), _at(entry.date, hours.day_from)
    next_morning, evening = _at(entry.date + timedelta(days=1), hours.day_from), _at(entry.date, hours.night_from)
    if entry.is_workday:
        found = [Slot(ShiftKind.DAY, morning, evening), Slot(ShiftKind.NIGHT, evening, next_morning)]
    else:
        found = [Slot(ShiftKind.HOLIDAY if entry.kind == DayKind.HOLIDAY else ShiftKind.WEEKEND, morning, next_morning)]
    return [slot for slot in found if slot.kind in wanted]


def rota(slots: Iterable[Slot], people: Sequence[int], *, last: Mapping[str, int] | None = None, taken: Iterable[Taken] = ()) -> list[tuple[Slot, int | None]]:
    """轮值: people in turn, each kind of shift in a turn of its own, so that holidays go round too. None: nobody can.

    `last`: who had the latest shift of a kind; `taken`: when who cannot. Nobody is put on twice at once, nor straight from one shift into the next
    unless there is nobody else.
    """
    held: dict[int, list[Slot | Taken]] = {person: [] for person in people}
    for one in taken:
        if one.person_id in held:
            held[one.person_id].append(one)
    turn = dict(last or {})
    found: list[tuple[Slot, int | None]] = []
    for slot in sorted(slots, key=lambda one: (one.starts_at, one.kind)):
        queue = _after(people, turn.get(slot.kind))
        free = [person for person in queue if not any(overlap(slot, other) for other in held[person])]
        rested = [person for person in free if not any(slot.starts_at == other.ends_at or slot.ends_at == other.starts_at for other in held[person])]
        chosen = next(iter(rested or free), None)
        if chosen is not None:
            turn[slot.kind] = chosen
            held[chosen].append(slot)
        found.append((slot, chosen))
    return found


def gaps(slots: Iterable[Slot], held: Iterable[Slot]) -> list[Slot]:
    """谁都没有排: slots with a moment that nobody holds."""
    shifts = sorted(held, key=lambda one: one.starts_at)
    return [slot for slot in slots if _uncovered(slot, shifts)]


def off_hours(at: datetime, calendar: Calendar) -> bool:
    """Outside the working hours of the organs: night, weekend, public holiday. The noon break counts as working time: somebody is there."""
    local = at.astimezone(SHANGHAI)
    if not calendar.is_workday(local.date()):
        return True
    spans = calendar.schedules["DEFAULT"].spans_on(local.date())
    second = local.hour * 3600 + local.minute * 60 + local.second
    return not spans[0].start <= second < spans[-1].end


def _after(people: Sequence[int], last: int | None) -> list[int]:
    place = people.index(last) + 1 if last in people else 0
    return [*people[place:], *people[:place]]


def _uncovered(slot: Slot, shifts: Sequence[Slot]) -> bool:
    reached = slot.starts_at
    for shift in shifts:
        if shift.starts_at <= reached < shift.ends_at:
            reached = shift.ends_at
    return reached < slot.ends_at


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, SHANGHAI)
