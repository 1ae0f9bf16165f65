"""值班表: who may be put on, what is drawn, what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from shaoxiang.forces import access
from shaoxiang.forces.models import Absence, Member, Rotation, Shift, Swap
from shaoxiang.forces.queries.duty import OnDuty, on_duty_of
from shaoxiang.forces.rules import Hours, Slot, Taken, gaps, slots_of
from shaoxiang.forces.vocabulary import DutyPart, ShiftKind, SwapStatus
from shaoxiang.institutions.models import Assignment, Body, Person
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.workdays.queries import calendar
from shaoxiang.kernel.workdays.rules import SHANGHAI, DayEntry

ROSTERED = (BodyKind.DISPATCHED_INSTITUTION.value, BodyKind.EMERGENCY_TEAM.value, BodyKind.STREET_OFFICE.value, BodyKind.TOWN_GOVERNMENT.value,
            BodyKind.COMMAND_CENTER.value)
OPEN_SWAP = (SwapStatus.ASKED.value, SwapStatus.AGREED.value)


def rosters_for(actor: Actor) -> QuerySet[Body]:
    """Bodies whose roster this actor may read, whether they have one or not."""
    return Body.objects.filter(visible(actor, access.GRANTS["view_roster"]))


def eligible(body: Body, on: date) -> dict[int, Person]:
    """Who may be on duty for a body: its members, and who sits in a post of it (of a unit, in any of its offices). Leaders of the district for its desk."""
    of_unit = Q(post__body=body) | Q(post__body__unit=body) if body.unit_id == body.pk else Q(post__body=body)
    seats = Assignment.objects.filter(in_force(on)).filter(of_unit)
    members = Member.objects.filter(in_force(on), body=body)
    rotated = {person for people in Rotation.objects.filter(in_force(on), body=body).values_list("people", flat=True) for person in people}
    keys = Q(pk__in=seats.values("person_id")) | Q(pk__in=members.values("person_id")) | Q(pk__in=rotated)
    return {person.pk: person for person in Person.objects.filter(keys).order_by("pk")}


def rotation_of(body_id: int, part: DutyPart | str, on: date) -> Rotation | None:
    """The rotation in force on a day; for a day before the first one, the first."""
    rows = Rotation.objects.filter(body_id=body_id, part=part)
    return rows.filter(in_force(on)).order_by("-valid_from").first() or rows.filter(valid_to=None).first()


def last_of_kind(body_id: int, part: DutyPart | str, before: datetime) -> dict[str, int]:
    """Kind of shift -> who had the latest one before that instant."""
    found: dict[str, int] = {}
    for kind in ShiftKind:
        rows = Shift.objects.filter(body_id=body_id, part=part, kind=kind, starts_at__lt=before).order_by("-starts_at")
        row = rows.values_list("person_id", flat=True).first()
        if row is not None:
            found[kind] = row
    return found


def taken_times(people: Iterable[int], begin: datetime, end: datetime) -> list[Taken]:
    """When these people are on duty anywhere, or away, between two instants."""
    between = Q(person_id__in=list(people), starts_at__lt=end, ends_at__gt=begin)
    shifts = Shift.objects.filter(between).values_list("person_id", "starts_at", "ends_at")
    away = Absence.objects.filter(between, cancelled_at=None).values_list("person_id", "starts_at", "ends_at")
    return [Taken(person, starts, ends) for person, starts, ends in [*shifts, *away] if person is not None]


@dataclass(slots=True)
class Line:
    """A shift as a page shows it."""

    shift: Shift
    swap: Swap | None = None
    away: bool = False


@dataclass(slots=True)
class DayOfRoster:
    entry: DayEntry
    lines: list[Line] = field(default_factory=list)
    gaps: list[tuple[DutyPart, Slot]] = field(default_factory=list)
    past: bool = False


@dataclass(slots=True)
class MonthOfRoster:
    """One month of a body's roster. `gaps`: turns to come that nobody holds."""

    body: Body
    first: date
    days: list[DayOfRoster]
    rotations: list[tuple[Rotation, list[Person]]]
    absences: list[Absence]
    swaps: list[Swap]

    @property
    def gaps(self) -> int:
        return sum(len(day.gaps) for day in self.days)

    @property
    def has_past(self) -> bool:
        """Some of its days are over, and some are not."""
        return self.days[0].past and not self.days[-1].past

    @property
    def next_month(self) -> date:
        return (self.first.replace(day=28) + timedelta(days=4)).replace(day=1)

    @property
    def previous_month(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)


def month_of(body: Body, month: date, *, now: datetime) -> MonthOfRoster:
    """The month, day by day, with the turns nobody holds (谁都没有排) from today on."""
    first = month.replace(day=1)
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    begin, end = _midnight(first), _midnight(after)
    shifts = list(Shift.objects.filter(body=body, starts_at__lt=end + timedelta(days=1), ends_at__gt=begin).select_related("person", "body"))
    absences = list(Absence.objects.filter(body=body, cancelled_at=None, starts_at__lt=end, ends_at__gt=begin).select_related("person"))
    swaps = list(Swap.objects.filter(shift__body=body, status__in=OPEN_SWAP).select_related("shift__person", "asked_by", "other", "offered__person"))
    by_shift = {swap.shift_id: swap for swap in swaps}
    rotations = list(Rotation.objects.filter(body=body, valid_to=None).order_by("part"))
    names = Person.objects.in_bulk({person for row in rotations for person in row.people})
    table, today = calendar(), now.astimezone(SHANGHAI).date()
    days = []
    for n in range((after - first).days):
        day = DayOfRoster(table.entry(first + timedelta(days=n)), past=first + timedelta(days=n) < today)
        day.lines = [
            Line(shift, by_shift.get(shift.pk), _away(shift, absences)) for shift in shifts if shift.starts_at.astimezone(SHANGHAI).date() == day.entry.date
        ]
        if not day.past:
            day.gaps = [gap for row in rotations for gap in _gaps(row, day.entry, [one for one in shifts if not _away(one, absences)])]
        days.append(day)
    people = [(row, [names[person] for person in row.people if person in names]) for row in rotations]
    return MonthOfRoster(body, first, days, people, absences, swaps)


def _gaps(rotation: Rotation, entry: DayEntry, shifts: list[Shift]) -> list[tuple[DutyPart, Slot]]:
    wanted = slots_of(entry, [ShiftKind(kind) for kind in rotation.covers], Hours(rotation.day_from, rotation.night_from))
    held = [Slot(ShiftKind(one.kind), one.starts_at, one.ends_at) for one in shifts if one.part == rotation.part]
    return [(DutyPart(rotation.part), slot) for slot in gaps(wanted, held)]


def _away(shift: Shift, absences: list[Absence]) -> bool:
    return any(one.person_id == shift.person_id and one.starts_at < shift.ends_at and shift.starts_at < one.ends_at for one in absences)


def open_gaps(body_ids: Iterable[int], *, now: datetime, days: int = 14) -> dict[int, int]:
    """Body -> turns of the next days that nobody holds, by its rotations."""
    wanted, table, today = list(body_ids), calendar(), now.astimezone(SHANGHAI).date()
    end = _midnight(today + timedelta(days=days + 1))
    shifts: dict[int, list[Shift]] = {}
    for shift in Shift.objects.filter(body_id__in=wanted, ends_at__gt=now, starts_at__lt=end + timedelta(days=1)):
        shifts.setdefault(shift.body_id, []).append(shift)
    found: dict[int, int] = {}
    for rotation in Rotation.objects.filter(body_id__in=wanted, valid_to=None):
        for n in range(1, days + 1):
            entry = table.entry(today + timedelta(days=n))
            found[rotation.body_id] = found.get(rotation.body_id, 0) + len(_gaps(rotation, entry, shifts.get(rotation.body_id, [])))
    return found


def shifts_of_person(person_id: int, since: datetime) -> QuerySet[Shift]:
    return Shift.objects.filter(person_id=person_id, ends_at__gt=since).select_related("body", "person").order_by("starts_at")


def swaps_waiting_for(person_id: int | None) -> QuerySet[Swap]:
    """Swaps this person is asked to answer."""
    return Swap.objects.filter(other_id=person_id or 0, status=SwapStatus.ASKED).select_related("shift__body", "asked_by", "other", "offered")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


# -- lists

@dataclass(frozen=True, slots=True)
class RosterLine:
    """One roster on the list. `drawn`: is there a rotation at all?"""

    body: Body
    duty: OnDuty | None
    gaps: int
    drawn: bool
    mine: bool


def roster_lines(actor: Actor, *, now: datetime) -> list[RosterLine]:
    """Rosters the actor may read: those he manages (with or without a rotation), and those others have drawn."""
    bodies = list(rosters_for(actor).filter(in_force(now.astimezone(SHANGHAI).date())).select_related("unit").order_by("order", "pk"))
    rotated = set(Rotation.objects.filter(valid_to=None, body__in=bodies).values_list("body_id", flat=True))
    own = {body.pk for body in bodies if allowed(actor, access.GRANTS["edit_roster"], body) and body.pk in (actor.office_id, actor.unit_id)}
    managed = {body.pk for body in bodies if body.pk in own or (body.kind in ROSTERED and allowed(actor, access.GRANTS["edit_roster"], body))}
    shown = [body for body in bodies if body.pk in rotated or body.pk in managed]
    gaps, duty = open_gaps(rotated, now=now), on_duty_of([body.pk for body in shown], at=now)
    lines = [RosterLine(body, duty[body.pk], gaps.get(body.pk, 0), body.pk in rotated, body.pk in managed) for body in shown]
    return sorted(lines, key=lambda line: (not line.mine, line.body.order, line.body.pk))


def swaps_to_decide(actor: Actor) -> list[Swap]:
    """Agreed by both, waiting for this actor's approval."""
    rows = Swap.objects.filter(status=SwapStatus.AGREED, shift__body__in=Body.objects.filter(visible(actor, access.GRANTS["edit_roster"])))
    rows = rows.exclude(asked_by_id=actor.person_id or 0).exclude(other_id=actor.person_id or 0)
    return list(rows.select_related("shift__body", "asked_by", "other", "offered"))


def swaps_of(person_id: int | None) -> list[Swap]:
    """What this person asked for, the open ones."""
    return list(Swap.objects.filter(asked_by_id=person_id or 0, status__in=OPEN_SWAP).select_related("shift__body", "other", "offered"))


def theirs_for_swap(shift: Shift, now: datetime) -> list[tuple[int, str]]:
    """Shifts of the others on the same roster that one could take in return, in words."""
    rows = Shift.objects.filter(body=shift.body, part=shift.part, starts_at__gt=now, starts_at__lt=now + timedelta(days=45)).exclude(person=shift.person)
    return [
        (row.pk, f"{row.person.shown_name} · {row.starts_at.astimezone(SHANGHAI):%m-%d %H:%M} {gettext(row.get_kind_display())}")
        for row in rows.select_related("person")
    ]
