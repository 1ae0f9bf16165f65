"""谁在值班: every force a street may call, on one screen: who, with what power, reachable how, free or busy with what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from shaoxiang.cases.queries import cases_for
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.forces.models import Team
from shaoxiang.forces.queries.duty import OnDuty, leader_on_duty, on_duty_of
from shaoxiang.forces.queries.orders import summoners_of
from shaoxiang.forces.queries.readiness import Readiness, callable_bodies, mode_of_bodies, readiness
from shaoxiang.institutions.queries import BodyBook, book
from shaoxiang.institutions.queries.areas import areas_of_bodies
from shaoxiang.institutions.queries.bodybook import BodyLine
from shaoxiang.institutions.queries.desks import UNITS, NoCommandCenter, command_center, street_unit
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.language import in_words
from shaoxiang.places.queries.areas import AreaPlace

NOW = timedelta(minutes=15)  # a time this near is now: tasks are shown
ORDER = (DeploymentMode.FULL_TRANSFER, DeploymentMode.AREA_STATIONED, DeploymentMode.ON_WHISTLE)


@dataclass(frozen=True, slots=True)
class Task:
    """What a force is out on. `number` only for whoever may read that matter."""

    order: DispatchOrder
    number: str
    summoner_id: int | None


@dataclass(frozen=True, slots=True)
class ForceLine:
    body: BodyLine
    mode: DeploymentMode | None
    ready: Readiness
    tasks: tuple[Task, ...]
    area: AreaPlace | None = None
    equipment: tuple[str, ...] = ()
    power: str = ""  # what whoever comes may decide, whoever answers the telephone


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A duty desk: the leader on duty and whoever sits there."""

    body: BodyLine
    leader: OnDuty | None
    desk: OnDuty | None


@dataclass(slots=True)
class DutyPage:
    """`street_id` None: the whole district, its desks and its teams."""

    at: datetime
    street_id: int | None
    is_now: bool
    desks: list[DeskLine] = field(default_factory=list)
    groups: list[tuple[DeploymentMode, list[ForceLine]]] = field(default_factory=list)
    organs: list[ForceLine] = field(default_factory=list)

    @property
    def lines(self) -> list[ForceLine]:
        return [line for _mode, lines in self.groups for line in lines]


def duty_page(actor: Actor, street_id: int | None, *, at: datetime, now: datetime) -> DutyPage:
    names = book()
    page = DutyPage(at, street_id, abs(at - now) < NOW)
    page.desks = _desks(names, street_id, at)
    if street_id is not None:
        bodies = callable_bodies(street_id, at=at)
    else:
        bodies = [body.id for body in names.bodies.values() if body.kind == BodyKind.EMERGENCY_TEAM]
    lines = force_lines(actor, bodies, at=at)
    page.groups = [(mode, found) for mode in ORDER if (found := [line for line in lines if line.mode is mode])]
    page.organs = [line for line in lines if line.mode is None]
    return page


def force_lines(actor: Actor, body_ids: Iterable[int], *, at: datetime) -> list[ForceLine]:
    """As a screen, a form and the API show them."""
    wanted, names = [key for key in body_ids if key in book().bodies], book()
    ready, modes = readiness(wanted, at=at), mode_of_bodies(wanted, at=at)
    orders = [order for one in ready.values() for order in one.busy]
    readable = set(cases_for(actor).filter(pk__in=[order.matter_id for order in orders]).values_list("pk", flat=True)) if orders else set()
    summoners = summoners_of(orders)
    areas = areas_of_bodies(timezone.localtime(at).date(), wanted)
    teams = {team.body_id: team for team in Team.objects.filter(body_id__in=wanted)}
    return [
        ForceLine(
            names.bodies[key], modes.get(key), ready[key],
            tuple(Task(order, _number(ready[key], order) if order.matter_id in readable else "", summoners.get(order.pk)) for order in ready[key].busy),
            areas.get(key), tuple(teams[key].equipment) if key in teams else (), in_words(teams[key].power, teams[key].power_en) if key in teams else "",
        )
        for key in wanted
    ]


def _number(ready: Readiness, order: DispatchOrder) -> str:
    matter = ready.matters.get(order.matter_id)
    return matter.number if matter is not None else ""


def _desks(names: BodyBook, street_id: int | None, at: datetime) -> list[DeskLine]:
    """The street's duty desk and the district's; for the district every street's."""
    try:
        center = [command_center()]
    except NoCommandCenter:
        center = []
    if street_id is not None:
        units = [unit for unit in (street_unit(street_id),) if unit is not None]
    else:
        units = [body.id for body in names.bodies.values() if body.kind in UNITS]
    wanted = [*units, *center] if street_id is not None else [*center, *units]
    duty = on_duty_of(wanted, at=at)
    return [DeskLine(names.bodies[key], leader_on_duty(key, at=at), duty[key]) for key in wanted]
