"""The district as the model wants it: places, forces by the allocation and the register of bodies, whistle types, the calendar, what was recorded."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import pi, sqrt

import numpy as np
import shapely
from django.db.models import Min
from django.utils import timezone

from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.duties.vocabulary import DeploymentMode, LimitUnit
from shaoxiang.forces.models import ForceAllocation
from shaoxiang.forces.queries import readiness
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries import BodyBook, book
from shaoxiang.institutions.queries.bodybook import BodyLine
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.geo.metres import MetreFrame
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.workdays.queries import calendar
from shaoxiang.places.models import StreetUnit
from shaoxiang.simulation.queries.names import Departments, departments
from shaoxiang.simulation.queries.recorded import Observed, observed
from shaoxiang.simulation.rules import defaults
from shaoxiang.simulation.rules.fitting import fit
from shaoxiang.simulation.rules.inputs import Assumption, Force, Kind, Limit, Street, World
from shaoxiang.simulation.vocabulary import Mark
from shaoxiang.whistles.models import WhistleType
from shaoxiang.whistles.vocabulary import ArriveMode

LOOK_BACK_DAYS = 30


class NothingRecorded(LookupError):
    """No event and no whistle in the time looked back on: nothing to model."""


@dataclass(frozen=True)
class Ground:
    """What stands whatever was recorded: places, forces, types."""

    streets: Mapping[str, Street]
    forces: Mapping[str, Force]
    kinds: Mapping[str, Kind]
    departments: Departments
    assumptions: tuple[Assumption, ...]


def world_now(*, at: datetime, back_days: int = LOOK_BACK_DAYS) -> World:
    """The district of today, fed with its last whole days, from the Monday of this week on; the same all day long. Raises NothingRecorded."""
    on = timezone.localdate(at)
    ground = ground_of(on, at)
    since, until = looked_back_on(at, back_days)
    days = max(1.0, (until - since).total_seconds() / 86_400)
    return world_of(ground, observed(since, until, ground.departments), days=days, begin_on=on - timedelta(on.weekday()))


def looked_back_on(at: datetime, back_days: int) -> tuple[datetime, datetime]:
    """Whole days up to yesterday; from the first matter's day where an installation is younger; up to now where it began today."""
    today = _midnight(timezone.localdate(at))
    since = today - timedelta(days=back_days)
    first = Matter.objects.filter(opened_at__gte=since, opened_at__lt=at).aggregate(first=Min("opened_at"))["first"]
    if first is None or first >= today:
        return since, at
    return max(since, _midnight(timezone.localdate(first))), today


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def world_of(ground: Ground, seen: Observed, *, days: float, begin_on: date, all_cases: bool = False) -> World:
    """`all_cases`: every recorded event is a call, signed for as recorded (`validation`). Raises NothingRecorded."""
    if not seen.calls:
        raise NothingRecorded(_("最近没有任何要部门到场的事件或吹哨，没有可推演的来件：先装入或录入一些，再推演。"))
    whole = seen.whistles or all_cases
    fitted = fit(
        seen.calls, days=days, kinds=ground.kinds, whistles=seen.whistles, share={} if whole else defaults.WHISTLED,
        key_issues=0.0 if whole else defaults.KEY_ISSUES, ack_as_recorded=all_cases,
    )
    needed = {unit.department for call in seen.calls for unit in call.units}
    forces, more = with_departments(ground.forces, needed)
    known = needed | {force.department for force in forces.values()}
    return World(
        begin_on, calendar(), ground.streets, forces, fitted.kinds, fitted.streams, fitted.rhythms, _names(known),
        defaults.PEOPLE_PER_CREW, defaults.FREE_SHARE, defaults.DETOUR, (*fitted.assumptions, *ground.assumptions, *more),
    )


def _names(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    names = book()
    found = {code: names.bodies[names.codes[code]] for code in sorted(codes) if code in names.codes}
    return {code: (body.name, body.name_en or body.name) for code, body in found.items()}


def ground_of(on: date, at: datetime) -> Ground:
    streets = _streets(on)
    kinds, typed = _kinds()
    forces = _forces(on, at, streets)
    said = [
        *typed,
        Assumption(_("镇街的位置和大小按示意边界，力量从镇街中心或区中心出发"), Mark.COMPOSED),
        Assumption(_("路程按直线的 {detour} 倍、每小时 {speed} 公里"), Mark.COMPOSED, {
            "detour": defaults.DETOUR, "speed": defaults.METRES_PER_MINUTE * 60 / 1000}),
        Assumption(_("派驻人员和队伍按力量配置：{people} 人、{teams} 支队伍"), Mark.LIST, {
            "people": sum(force.people for force in forces.values()), "teams": sum(force.team for force in forces.values())}),
        Assumption(_("派驻人员里 {percent}% 抽得出来，{n} 人一个班组，至少一个班组"), Mark.COMPOSED, {
            "percent": 100 * defaults.FREE_SHARE, "n": defaults.PEOPLE_PER_CREW}),
        Assumption(_("夜里和休息日只有应急服务队、公安、水电气热企业各一个班组出动，只去急件"), Mark.COMPOSED),
    ]
    return Ground(streets, forces, kinds, departments(on), tuple(said))


def _streets(on: date) -> dict[str, Street]:
    """Middles and sizes by the outlines; the middle of the frame is the mean of the middles."""
    rows = list(StreetUnit.objects.filter(in_force(on)).order_by("code"))
    shapes = {row.code: shapely.from_geojson(json.dumps(row.geometry)) for row in rows if row.geometry}
    middles = [shape.centroid for shape in shapes.values()]
    lon, lat = (sum(each.x for each in middles) / len(middles), sum(each.y for each in middles) / len(middles)) if middles else (0.0, 0.0)
    frame = MetreFrame.around(lon, lat)
    found = {}
    for row in rows:
        shape = frame.flatten(np.array([shapes[row.code]]))[0] if row.code in shapes else None
        east, north = (shape.centroid.x, shape.centroid.y) if shape is not None else (0.0, 0.0)
        radius = sqrt(shape.area / pi) if shape is not None else 1_000.0
        found[row.code] = Street(row.code, row.name, row.name_en or row.name, east, north, radius)
    return found


def _kinds() -> tuple[dict[str, Kind], list[Assumption]]:
    """The district's types in force; the composed table where there are none yet."""
    kinds = dict(defaults.KINDS)
    rows = list(WhistleType.objects.filter(until__isnull=True, code__in=list(kinds)))
    for row in rows:
        known = kinds[row.code]
        kinds[row.code] = replace(
            known, name=row.name, name_en=row.name_en or known.name_en, priority=Priority(row.priority),
            ack_limit=Limit(row.ack_amount, LimitUnit(row.ack_unit)), arrive_limit=_limit(row.arrive_amount, row.arrive_unit),
            finish_limit=_limit(row.finish_amount, row.finish_unit),
            answered=known.answered if row.arrive_mode == ArriveMode.ON_SITE_OR_ANSWER else 0.0,
            agreed=known.agreed if row.arrive_agreed or row.arrive_mode == ArriveMode.MEETING else 0.0,
        )
    if rows:
        return kinds, [Assumption(_("时限：本区哨的类型表，{n} 类"), Mark.LIST, {"n": len(rows)})]
    return kinds, [Assumption(_("时限：本区还没有哨的类型表，按示例类型"), Mark.COMPOSED)]


def _limit(amount: int | None, unit: str) -> Limit | None:
    return Limit(amount, LimitUnit(unit)) if amount is not None and unit else None


def _forces(on: date, at: datetime, streets: Mapping[str, Street]) -> dict[str, Force]:
    """Everyone who was sent down, and every station and team on the register."""
    names = book()
    people: dict[int, int] = defaultdict(int)
    whose: dict[int, str] = {}
    for row in ForceAllocation.objects.filter(in_force(on), unit__isnull=False).select_related("department"):
        people[row.unit_id or 0] += row.headcount if row.mode != DeploymentMode.ON_WHISTLE else 0
        whose[row.unit_id or 0] = row.department.code
    bodies = [body for body in names.bodies.values() if body.id in whose or body.kind in (BodyKind.DISPATCHED_INSTITUTION, BodyKind.EMERGENCY_TEAM)]
    living = _living(bodies, on)
    crews = readiness([body.id for body in living], at=at)
    by_id = dict(StreetUnit.objects.values_list("pk", "code"))
    found = {}
    for body in living:
        department = whose.get(body.id) or _department_of(body, names)
        street = streets.get(by_id.get(body.street_id or 0, ""))
        if department:
            found[body.code] = _force(body, department, street, people.get(body.id, 0), crews[body.id].crews, names)
    return found


def _living(bodies: Sequence[BodyLine], on: date) -> list[BodyLine]:
    living = set(Body.objects.filter(in_force(on), pk__in=[body.id for body in bodies]).values_list("pk", flat=True))
    return sorted((body for body in bodies if body.id in living), key=lambda body: body.code)


def _department_of(body: BodyLine, names: BodyBook) -> str:
    unit = names.bodies.get(body.unit_id)
    return unit.code if unit is not None and unit.street_id is None else ""


def _force(body: BodyLine, department: str, street: Street | None, people: int, crews: int, names: BodyBook) -> Force:
    team = body.kind == BodyKind.EMERGENCY_TEAM
    open_at_night = _is_open_at_night(names.bodies[names.codes[department]].name)
    by_people = max(1, int(people * defaults.FREE_SHARE) // defaults.PEOPLE_PER_CREW)
    return Force(
        body.code, _full_name(body, street), body.name_en or body.name, department, street.code if street else "", max(crews, by_people),
        max(1, crews) if team else 1 if open_at_night else 0, street.east_m if street else 0.0, street.north_m if street else 0.0,
        defaults.METRES_PER_MINUTE, people, team,
    )


def _is_open_at_night(name: str) -> bool:
    return any(word in name for word in defaults.DAY_AND_NIGHT)


def _full_name(body: BodyLine, street: Street | None) -> str:
    """With the street, where the name alone is that of several."""
    return f"{street.name}{body.name}" if street and body.kind == BodyKind.AFFILIATED_INSTITUTION else body.name


def with_departments(forces: Mapping[str, Force], needed: Iterable[str]) -> tuple[dict[str, Force], list[Assumption]]:
    """A department that is called and has stationed nobody comes with people of its own; its teams are kept for what is urgent."""
    known, names = {force.department for force in forces.values() if not force.team}, book()
    alone = sorted(code for code in needed if code not in known and code in names.codes)
    found = dict(forces)
    for code in alone:
        body = names.bodies[names.codes[code]]
        night = int(body.kind == BodyKind.PUBLIC_UTILITY or _is_open_at_night(body.name))
        found[code] = Force(
            code, body.name, body.name_en or body.name, code, "", defaults.DEPARTMENT_CREWS, night, metres_per_minute=defaults.METRES_PER_MINUTE,
        )
    if not alone:
        return found, []
    words = _("没有派驻人员的 {n} 个单位，上班时间本单位各出 {crews} 个班组，应急服务队留给急件")
    return found, [Assumption(words, Mark.COMPOSED, {"n": len(alone), "crews": defaults.DEPARTMENT_CREWS})]
