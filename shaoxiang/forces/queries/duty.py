"""值班: who answers for a body at a time. Works before any roster exists: then the duty desk of the district by night, the answering post by day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from shaoxiang.forces.models import Absence, Shift, Team
from shaoxiang.forces.rules import off_hours
from shaoxiang.forces.vocabulary import DutyPart, DutySource
from shaoxiang.institutions.models import Person
from shaoxiang.institutions.queries import BodyBook, book
from shaoxiang.institutions.queries.bodybook import PostLine
from shaoxiang.institutions.queries.desks import NoCommandCenter, command_center, street_unit
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.workdays.queries import calendar
from shaoxiang.kernel.workdays.rules import SHANGHAI


@dataclass(frozen=True, slots=True)
class OnDuty:
    """值班: who answers for a force at a time. `power`: what the person may decide, in words.

    `post_id` is a post inside the force, where an awaited act can be put. `source`: the roster, else (off hours) the duty desk that relays by
    telephone, whose post is `desk_post_id`, else the answering post.
    """

    post_id: int | None
    name: str
    phone: str
    power: str = ""
    source: str = DutySource.POST.value
    desk_post_id: int | None = None
    until: datetime | None = None
    person_id: int | None = None


def on_duty(body_id: int, *, at: datetime) -> OnDuty | None:
    """Who answers for the body at that time: by the roster where there is one; else off hours the duty desk relays; else the answering post."""
    return on_duty_of([body_id], at=at)[body_id]


def leader_on_duty(unit_id: int, *, at: datetime) -> OnDuty | None:
    """值班领导 of a street or of the district; None where none is on the roster."""
    return leaders_on_duty([unit_id], at=at).get(unit_id)


def leaders_on_duty(unit_ids: Collection[int], *, at: datetime) -> dict[int, OnDuty]:
    """The same for many; units without one are left out."""
    return {unit: _rostered(book(), unit, shift, "", at) for unit, shift in _shifts(unit_ids, at=at, part=DutyPart.LEADER).items()}


def on_duty_of(body_ids: Iterable[int], *, at: datetime) -> dict[int, OnDuty | None]:
    """The same for many, in a handful of statements."""
    wanted, names = list(dict.fromkeys(body_ids)), book()
    desk = _duty_desk_body(names)
    units = {key: unit for key in wanted if (unit := _street_unit_of(names, key)) is not None}
    own = _shifts({*wanted, *units.values(), *([desk] if desk else [])}, at=at, part=DutyPart.DUTY)
    teams = {team.body_id: team for team in Team.objects.filter(body_id__in=wanted)}
    by_night = off_hours(at, calendar())
    relay = _relay(names, desk, own, at) if by_night else None
    found: dict[int, OnDuty | None] = {}
    for key in wanted:
        team = teams.get(key)
        power = in_words(team.power, team.power_en) if team else ""
        if key in own:
            found[key] = _rostered(names, key, own[key], power, at, team.phone if team else "")
        else:
            near = _relay(names, units[key], own, at) if by_night and units.get(key) in own else relay
            found[key] = _without_roster(names, key, power, team.phone if team else "", near if key != desk else None)
    return found


def _shifts(body_ids: Collection[int], *, at: datetime, part: DutyPart) -> dict[int, Shift]:
    """The shift that holds, by body; of several the one that began last. Whoever is away is not on duty, whatever the roster says."""
    away = Absence.objects.filter(person__isnull=False, cancelled_at__isnull=True, starts_at__lte=at, ends_at__gt=at).values("person_id")
    rows = Shift.objects.filter(body_id__in=body_ids, part=part, starts_at__lte=at, ends_at__gt=at).exclude(person_id__in=away)
    return {row.body_id: row for row in rows.select_related("person").order_by("starts_at", "-pk")}


def _rostered(names: BodyBook, body_id: int, shift: Shift, power: str, at: datetime, phone: str = "") -> OnDuty:
    person: Person = shift.person
    on = at.astimezone(SHANGHAI).date()
    held = (seat.post_id for seat in names.seats.values() if seat.person_id == person.pk and seat.holds(on))
    own = next((post for post in held if body_id in (names.posts[post].body_id, names.unit_of(names.posts[post].body_id))), None)
    answering = names.answering_post(body_id)
    return OnDuty(
        own or (answering.id if answering else None), person.shown_name, person.work_phone or phone, power, DutySource.ROSTER.value,
        until=shift.ends_at, person_id=person.pk,
    )


def _without_roster(names: BodyBook, body_id: int, power: str, phone: str, relay: OnDuty | None) -> OnDuty | None:
    post, body = _answering(names, body_id), names.bodies.get(body_id)
    if relay is not None:
        return OnDuty(post.id if post else None, relay.name, relay.phone, "", DutySource.DUTY_DESK.value, relay.desk_post_id or relay.post_id, relay.until)
    if post is None:
        return None
    seats = names.people_in(post.id)
    return OnDuty(post.id, names.names_in(post.id), phone or (body.phone if body else "") or _phone_of(seats[0].person_id if seats else None), power)


def _answering(names: BodyBook, body_id: int) -> PostLine | None:
    """The post that answers for a body; for a street, its desk."""
    post = names.answering_post(body_id)
    return post if post is not None else _desk_post(names, body_id)


def _desk_post(names: BodyBook, unit_id: int) -> PostLine | None:
    wanted = {Role.STREET_DESK.value, Role.DISTRICT_DESK.value}
    return next((post for post in names.posts.values() if post.roles & wanted and names.unit_of(post.body_id) == unit_id and names.people_in(post.id)), None)


def _duty_desk_body(names: BodyBook) -> int | None:
    try:
        return command_center()
    except NoCommandCenter:
        return None


def _street_unit_of(names: BodyBook, body_id: int) -> int | None:
    """The street a body inside it belongs to; None for a street itself and for what belongs to a department."""
    unit = names.unit_of(body_id)
    line = names.bodies.get(unit) if unit is not None else None
    return unit if line is not None and unit != body_id and line.street_id is not None else None


def _relay(names: BodyBook, desk: int | None, own: dict[int, Shift], at: datetime) -> OnDuty | None:
    """总值班: the duty desk of that hour, by its roster; the district's without one, by its desk post, which is staffed round the clock."""
    if desk is None:
        return None
    post = _desk_post(names, desk)
    if desk in own:
        held = _rostered(names, desk, own[desk], "", at)
        return OnDuty(held.post_id, held.name, names.bodies[desk].phone or held.phone, "", DutySource.DUTY_DESK.value, held.post_id, held.until)
    if post is None:
        return None
    seats = names.people_in(post.id)
    phone = names.bodies[desk].phone or _phone_of(seats[0].person_id if seats else None)
    return OnDuty(post.id, names.names_in(post.id), phone, "", DutySource.DUTY_DESK.value, post.id)


def _phone_of(person_id: int | None) -> str:
    return Person.objects.filter(pk=person_id).values_list("work_phone", flat=True).first() or "" if person_id is not None else ""


def duty_desk_of(street_id: int | None) -> int | None:
    """Whose duty desk a place has: its street's, else the district's."""
    return street_unit(street_id) or _duty_desk_body(book())
