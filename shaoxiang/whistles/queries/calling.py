"""What the form of a whistle offers: types this person may blow, units with their readiness, what the lists suggest, earlier whistles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.rules import URGENT
from shaoxiang.dispatch.vocabulary import CitedList
from shaoxiang.duties import rules as duty_rules
from shaoxiang.duties.queries import duty_book, ground_text
from shaoxiang.duties.rules import Assignment, PlaceRef
from shaoxiang.duties.vocabulary import Ground, UnitScope
from shaoxiang.forces.queries import Readiness, callable_bodies, readiness
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.web.names import name_of
from shaoxiang.places.queries import place_book
from shaoxiang.whistles import rules
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.queries import whistles_for
from shaoxiang.whistles.queries.earlier import earlier_at
from shaoxiang.whistles.queries.types import setting, terms_of, types_in_force
from shaoxiang.whistles.queries.words import arrive_words
from shaoxiang.whistles.rules import Way, WhistleRefused
from shaoxiang.whistles.vocabulary import WhistleCode

NEAR = (BodyKind.EMERGENCY_TEAM, BodyKind.DISPATCHED_INSTITUTION, BodyKind.AFFILIATED_INSTITUTION)
SUBJECTS_SUGGESTED = 3


def is_community(actor: Actor) -> bool:
    return actor.has_role(Role.COMMUNITY_DESK) and not actor.has_role(Role.STREET_DESK, Role.STREET_LEADER)


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """A type this person may blow, and what happens when he does."""

    code: str
    name: str
    way: Way
    arrive: str
    agreed: bool


def types_for(actor: Actor) -> list[TypeChoice]:
    """In the order of the vocabulary: what is urgent first. Empty: this post blows nothing."""
    if actor.street_id is None or street_unit(actor.street_id) != actor.unit_id:
        return []
    found, known = [], types_in_force()
    for code in WhistleCode:
        kind = known.get(code.value)
        if kind is None:
            continue
        try:
            way = rules.way(terms_of(kind), actor.roles, community=is_community(actor))
        except WhistleRefused:
            continue
        found.append(TypeChoice(code.value, kind.shown_name, way, arrive_words(kind), kind.arrive_agreed))
    return found


# --- what the lists say -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Suggestion:
    """By the lists in force: whom to call (the first leads), on which item, said in words."""

    bodies: tuple[int, ...] = ()
    cited_list: str = ""
    cited_item: str = ""
    why: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()  # emergency numbers the type calls for


def suggestion(subject_code: str, street_id: int | None, *, type_code: str, at: datetime, lon: float | None = None, lat: float | None = None) -> Suggestion:
    """Nothing for an unknown type of event."""
    kind = duty_book().types.get(subject_code)
    street = place_book().streets.get(street_id or 0)
    if kind is None or street is None:
        return Suggestion()
    found = place_book().locate(lon, lat) if lon is not None and lat is not None else None
    place = PlaceRef(
        street.id, street.kind, found.community.id if found and found.community else None, found.grid.id if found and found.grid else None,
    )
    routed = duty_rules.route(subject_code, place, timezone.localtime(at).date(), duty_book())
    cited_list, cited_item = _ground(routed)
    bodies = _bodies(routed, subject_code, street.id, type_code=type_code, at=at)
    steps = [step for step in routed.ground if step.code in (Ground.ITEM, Ground.CATALOGUE, Ground.BASIS, Ground.STATIONED, Ground.WHISTLE)]
    return Suggestion(tuple(bodies), cited_list, cited_item, tuple(ground_text(steps)), kind.numbers)


def _ground(routed: Assignment) -> tuple[str, str]:
    for step in routed.ground:
        if step.code == Ground.CATALOGUE:
            return CitedList.DISPATCH_CATALOGUE.value, str(step.params["entry"])
        if step.code == Ground.ITEM:
            return CitedList.DUTY_LIST.value, str(step.params["code"])
    return "", ""


def _bodies(routed: Assignment, subject_code: str, street_id: int, *, type_code: str, at: datetime) -> list[int]:
    """Lead first. A department comes by the body it has stationed here, else by its team on call; to a key issue's meeting it comes itself."""
    may = callable_bodies(street_id, at=at)
    known, own = duty_book(), street_unit(street_id)
    wanted = [target.office_id or target.unit_id for target in (routed.lead, *routed.cooperating) if target.unit_id]
    for line in (known.own.get((subject_code, street_id)), *(known.duties.get((subject_code, scope.value)) for scope in UnitScope)):
        wanted += line.departments if line is not None else ()
    found: list[int] = []
    seen: set[int] = set()
    for key in wanted:
        body = key if type_code == WhistleCode.KEY_ISSUE else _freer(_who_comes(key, street_id, may), may, at)
        unit = book().unit_of(body)
        if body in may and unit not in seen and unit != own:
            seen.add(unit or 0)
            found.append(body)
    return found


def _who_comes(body_id: int, street_id: int, may: Collection[int]) -> int:
    names, known = book(), duty_book()
    body = names.bodies.get(body_id)
    if body is None or body.kind != BodyKind.DEPARTMENT:
        return body_id
    stationed = known.stationed.get((body_id, street_id))
    team = known.whistle.get(body_id) or next((key for key in may if names.bodies[key].kind == BodyKind.EMERGENCY_TEAM and names.unit_of(key) == body_id), None)
    return stationed or team or body_id


def _freer(body_id: int, may: Collection[int], at: datetime) -> int:
    """Another team of the same department where the first one is out."""
    names = book()
    body = names.bodies.get(body_id)
    if body is None or body.kind != BodyKind.EMERGENCY_TEAM:
        return body_id
    teams = [body_id, *(key for key in may if key != body_id and names.bodies[key].kind == BodyKind.EMERGENCY_TEAM and names.unit_of(key) == body.unit_id)]
    ready = readiness(teams, at=at)
    return next((key for key in teams if ready[key].free), body_id)


def subjects_said(words: str) -> list[tuple[str, str]]:
    """类别建议 from what was written: (code, name)."""
    known = duty_book()
    return [
        (one.type_code, known.types[one.type_code].name) for one in duty_rules.suggest(words, known, SUBJECTS_SUGGESTED) if one.type_code in known.types
    ]


# --- who can come -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class UnitRow:
    """One unit that may be called: how ready it is, and what has been chosen for it on the form."""

    body_id: int
    name: str
    kind: str
    state: str  # FREE, BUSY, EMERGENCY
    state_words: str
    on_duty: str
    phone: str
    suggested: bool = False
    checked: bool = False
    lead: bool = False
    task: str = ""


@dataclass(frozen=True, slots=True)
class UnitGroup:
    label: str
    rows: list[UnitRow]
    folded: bool = False

    @property
    def opened(self) -> bool:
        return not self.folded or any(row.checked for row in self.rows)


@dataclass(frozen=True)
class Chosen:
    """What stands on the form about units: bodies, the one that leads, a task each."""

    bodies: tuple[int, ...] = ()
    lead: int | None = None
    tasks: Mapping[int, str] = field(default_factory=dict)


def unit_groups(street_id: int, chosen: Chosen, suggested: Collection[int], *, at: datetime) -> list[UnitGroup]:
    """Those suggested or chosen first, then who is near or on call, then departments and utilities (folded)."""
    names = book()
    bodies = callable_bodies(street_id, at=at)
    ready = readiness(bodies, at=at)
    rows = {key: _row(ready[key], chosen, key in suggested) for key in bodies}
    first = [rows[key] for key in dict.fromkeys([*suggested, *chosen.bodies]) if key in rows]
    rest = [row for row in rows.values() if row not in first]
    teams = [row for row in rest if row.kind == BodyKind.EMERGENCY_TEAM]
    near = [row for row in rest if row.kind in NEAR and row.kind != BodyKind.EMERGENCY_TEAM]
    utilities = [row for row in rest if row.kind == BodyKind.PUBLIC_UTILITY]
    departments = [row for row in rest if names.bodies[row.body_id].kind == BodyKind.DEPARTMENT]
    groups = (
        UnitGroup(gettext("建议叫的"), first), UnitGroup(gettext("应急服务队"), teams, bool(first)), UnitGroup(gettext("派驻本街道的"), near, bool(first)),
        UnitGroup(gettext("水电气热通信"), utilities, True), UnitGroup(gettext("区直部门"), departments, True),
    )
    return [group for group in groups if group.rows]


def _row(ready: Readiness, chosen: Chosen, suggested: bool) -> UnitRow:
    names = book()
    body = names.bodies[ready.body_id]
    urgent = sum(order.priority in URGENT for order in ready.busy)
    if ready.free:
        state, words = "FREE", gettext("空闲")
    elif urgent >= ready.crews:
        state, words = "EMERGENCY", gettext("在执行应急任务")
    else:
        state, words = "BUSY", gettext("在办 %(n)d 件") % {"n": len(ready.busy)}
    duty = ready.on_duty
    return UnitRow(
        body.id, names.name_of(body.id), body.kind, state, words, duty.name if duty else "", duty.phone if duty else body.phone, suggested,
        body.id in chosen.bodies, body.id == chosen.lead, chosen.tasks.get(body.id, ""),
    )


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds a force that could not be summoned, and who of the same department is free instead."""

    street: str
    number: str  # "" where the reader may not see that matter
    since: datetime


def held_by(order_ids: Iterable[int], actor: Actor) -> list[Held]:
    orders = list(DispatchOrder.objects.filter(pk__in=list(order_ids)).select_related("matter").order_by("pk"))
    seen = set(whistles_for(actor).filter(pk__in=[order.matter_id for order in orders]).values_list("pk", flat=True))
    return [Held(name_of("street", order.matter.street_id), order.matter.number if order.matter_id in seen else "", order.ordered_at) for order in orders]


def instead_of(order_ids: Iterable[int], street_id: int, *, at: datetime) -> list[tuple[int, str]]:
    """Free bodies of the same unit as the forces held by these orders."""
    units = set(DispatchOrder.objects.filter(pk__in=list(order_ids)).values_list("unit_id", flat=True))
    names = book()
    same = [key for key in callable_bodies(street_id, at=at) if names.unit_of(key) in units and names.bodies[key].kind in NEAR]
    return [(key, names.name_of(key)) for key, ready in readiness(same, at=at).items() if ready.free]


# --- earlier whistles at this place -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Earlier:
    """前哨 (W8). `suggests`: with this one it is often enough to make it a key issue."""

    rows: list[Whistle]
    suggests: bool

    @property
    def turn(self) -> int:
        return len(self.rows) + 1


def earlier_for(
    matter: Matter | None, *, subject_code: str, street_id: int | None, lon: float | None, lat: float | None, address: str, at: datetime,
) -> Earlier:
    """`matter`: of the whistle itself where it is written down already."""
    rows = earlier_at(subject_code=subject_code, street_id=street_id, lon=lon, lat=lat, address=address, at=at, but=matter.pk if matter else None)
    return Earlier(rows, rules.suggests_key_issue(len(rows) + 1, setting("repeats_for_key_issue")))
