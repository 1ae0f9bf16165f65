"""力量: enforcement areas, teams with crews and power, members that add up to 41 and 555, a month of rosters. Composed (示例); the totals are the seed's.

Members are rows, one a person: a certificate is a person's, and figures that reconcile only with themselves prove nothing. 700 rows take a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone
from shapely.geometry import shape

from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.forces.models import Absence, ForceAllocation, ForceTotal, Member, Rotation, Shift, Team
from shaoxiang.forces.rules import Slot, rota, slots_of
from shaoxiang.forces.vocabulary import AbsenceKind, DutyPart, MadeBy, MemberKind, ShiftKind
from shaoxiang.institutions.models import Assignment, Body, Person
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.workdays.queries import calendar
from shaoxiang.places.models import EnforcementArea, Grid, StreetUnit
from shaoxiang.profiles.xincheng.bodies import CENTER
from shaoxiang.profiles.xincheng.people import BRANCHES, STEMS, SURNAMES
from shaoxiang.profiles.xincheng.tables import REFORM_DAY, parts, rows

FIRST_PHONE = 5000  # 0471-0005000 and on: no subscriber number begins with 0
AUXILIARIES = 3  # beyond the figures, in each bureau and in every third police station
BEFORE, AFTER = 10, 21  # days of roster around the anchor
ALWAYS = tuple(kind.value for kind in ShiftKind)
UNITS = (BodyKind.STREET_OFFICE.value, BodyKind.TOWN_GOVERNMENT.value)
DISTRICT_LEADERS = 6


def load_areas() -> None:
    """执法片区, each version a row. After places, before bodies."""
    if EnforcementArea.objects.exists():
        return
    streets = {street.code: street for street in StreetUnit.objects.order_by("code", "valid_from")}
    for row in rows("enforcement_areas"):
        area = EnforcementArea.objects.create(
            code=row["code"], name=row["name"], name_en=row["name_en"], document=row["document"], sample=row["mark"] == "I",
            valid_from=date.fromisoformat(row["valid_from"]), valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        )
        area.streets.set([streets[code] for code in parts(row["streets"])])


def load_forces(*, at: datetime) -> None:
    """Totals, teams, members, rosters. After people. Loaded once."""
    if Member.objects.exists():
        return
    day = timezone.localtime(at).date()
    ForceTotal.objects.bulk_create([
        ForceTotal(mode=DeploymentMode.FULL_TRANSFER.value, people=41, document="三定方案", valid_from=REFORM_DAY),
        ForceTotal(mode=DeploymentMode.AREA_STATIONED.value, people=555, departments=4, document="三定方案", valid_from=REFORM_DAY),
        ForceTotal(mode=DeploymentMode.ON_WHISTLE.value, teams=13, departments=8, document="三定方案", valid_from=REFORM_DAY),
    ])
    described = {(row["department"], row["kind"]): row for row in rows("force_teams")}
    seated = _seated()
    allocations = list(ForceAllocation.objects.select_related("unit__street", "unit__area", "department").order_by("pk"))
    stands = _bases()
    Team.objects.bulk_create(_team(row.unit, described[_described(row)], stands) for row in allocations if row.unit is not None)
    _load_members(allocations, described, seated, day)
    _load_rosters(seated, day)
    _load_absences(at)


def _described(row: ForceAllocation) -> tuple[str, str]:
    transferred = row.mode == DeploymentMode.FULL_TRANSFER.value
    return ("ZF" if transferred else row.department.code, row.unit.kind if row.unit else "")


def _team(body: Body, row: dict[str, str], stands: Callable[[Body], tuple[float | None, float | None]]) -> Team:
    lon, lat = stands(body)
    return Team(body=body, crews=int(row["crews"]), equipment=parts(row["equipment"]), phone="", power=row["power"], power_en=row["power_en"],
                drill=row["drill"], base_lon=lon, base_lat=lat, sample=True)


def _bases() -> Callable[[Body], tuple[float | None, float | None]]:
    """Composed stations: a point inside a grid of the street a force serves, of an area's first street, of the inner streets for teams of departments."""
    grids: dict[int, list[Any]] = {}
    for street_id, geometry in Grid.objects.filter(valid_to=None, geometry__isnull=False).order_by("code").values_list("community__street_id", "geometry"):
        grids.setdefault(street_id, []).append(geometry)
    inner = [street.pk for street in StreetUnit.objects.filter(reform_unit=True, valid_to=None).order_by("code") if street.pk in grids]
    turn = count()

    def stand(body: Body) -> tuple[float | None, float | None]:
        n = next(turn)
        street = body.street_id or (body.area.streets.order_by("code").values_list("pk", flat=True).first() if body.area else None)
        if street not in grids:
            street = inner[n % len(inner)] if inner else None
        if street is None:
            return None, None
        point = shape(grids[street][n * 7 % len(grids[street])]).representative_point()
        return round(point.x, 6), round(point.y, 6)

    return stand


# -- members

def _seated() -> dict[str, Person]:
    """Post code -> who sits there."""
    return {code: Person(pk=key) for code, key in Assignment.objects.filter(valid_to=None).values_list("post__code", "person_id")}


def _load_members(allocations: list[ForceAllocation], described: dict[tuple[str, str], dict[str, str]], seated: dict[str, Person], day: date) -> None:
    """As many on the quota as the allocation says, the head and the handler among them; auxiliaries beyond."""
    streets = {body.street_id: body for body in Body.objects.filter(kind__in=UNITS)}
    wanted: list[Member] = []
    numbers = count()
    for row in allocations:
        unit = row.unit
        if unit is None:
            continue
        transferred = row.mode == DeploymentMode.FULL_TRANSFER.value
        quota = streets[unit.street_id] if transferred else row.department
        commander = streets.get(unit.street_id) if unit.street_id is not None else None
        people = row.headcount or int(described[_described(row)]["people"])
        held = [seated[f"{unit.code}:{key}"] for key in ("HEAD", "HANDLER") if f"{unit.code}:{key}" in seated]
        for place in range(people + _auxiliaries(row, len(wanted))):
            number = next(numbers)
            person = held[place] if place < len(held) else _person(number)
            kind = MemberKind.AUXILIARY if place >= people else MemberKind.OTHER if place % 9 == 8 else MemberKind.OFFICER
            member = Member(body=unit, person=person, kind=kind.value, quota=quota if place < people else None, commanded_by=commander,
                            valid_from=REFORM_DAY, sample=True)
            _certify(member, number, day)
            wanted.append(member)
    Person.objects.bulk_create([member.person for member in wanted if member.person.pk is None], batch_size=500)
    Member.objects.bulk_create(wanted, batch_size=500)


def _auxiliaries(row: ForceAllocation, so_far: int) -> int:
    police = row.department.code == "DEP01" and so_far % 3 == 0
    return AUXILIARIES if row.mode == DeploymentMode.FULL_TRANSFER.value or police else 0


def _person(number: int) -> Person:
    surname, english = SURNAMES[number % len(SURNAMES)]
    turn = number // len(SURNAMES)
    return Person(name=f"示例·{surname}{STEMS[turn % 10]}{BRANCHES[turn % 12]}", name_en=f"Sample {english} M{turn + 1}",
                  work_phone=f"0471-000{FIRST_PHONE + number:04d}", sample=True)


def _certify(member: Member, number: int, day: date) -> None:
    """Officers have certificates: most for years, a few run out within two months, a few have run out, a few have none yet."""
    if member.kind != MemberKind.OFFICER or number % 67 == 66:
        return
    left = 12 + number % 40 if number % 29 == 28 else -(5 + number % 60) if number % 53 == 52 else 200 + number * 37 % 1400
    member.certificate, member.valid_until = f"示例-1501020{number:04d}", day + timedelta(days=left)
    member.issued_on = member.valid_until - timedelta(days=5 * 365)


# -- rosters

def _load_rosters(seated: dict[str, Person], day: date) -> None:
    rotations = Rotation.objects.bulk_create(_rotations(seated, day))
    table, shifts = calendar(), []
    days = [day + timedelta(days=n) for n in range(-BEFORE, AFTER)]
    for rotation in rotations:
        slots = [slot for one in days for slot in slots_of(table.entry(one), [ShiftKind(kind) for kind in rotation.covers])]
        shifts += [_shift(rotation, slot, person) for slot, person in rota(slots, rotation.people) if person is not None]
    Shift.objects.bulk_create(shifts, batch_size=1000)


def _rotations(seated: dict[str, Person], day: date) -> Iterator[Rotation]:
    """Every street's leaders and desk, the district's, the thirteen teams, the police stations. The other stationed units have none: the duty desk relays."""
    since = day - timedelta(days=BEFORE)

    def rotation(body: Body, part: DutyPart, people: list[int], covers: tuple[str, ...] = ALWAYS) -> Rotation:
        return Rotation(body=body, part=part.value, covers=list(covers), people=people, valid_from=since, sample=True)

    def sitting(codes: Iterator[str] | list[str]) -> list[int]:
        return [seated[code].pk for code in codes if code in seated]

    center = Body.objects.get(code=CENTER)
    yield rotation(center, DutyPart.LEADER, sitting([f"QW:LEADER{n:02d}" for n in range(1, DISTRICT_LEADERS + 1)]))
    yield rotation(center, DutyPart.DUTY, sitting([f"{CENTER}:DESK", f"{CENTER}:DESK2", f"{CENTER}:HOTLINE", f"{CENTER}:CALLBACK"]))
    for unit in Body.objects.filter(kind__in=UNITS, valid_to=None).order_by("pk"):
        yield rotation(unit, DutyPart.LEADER, sitting([f"{unit.code}:LEADER", f"{unit.code}:DEPUTY", f"{unit.code}:DEPUTY2"]))
        offices = ("P:DESK", "C:HANDLER", "G:HANDLER", "S:HANDLER", "J:HANDLER", "P:HANDLER")
        yield rotation(unit, DutyPart.DUTY, sitting([f"{unit.code}-{key}" for key in offices]))
    on_call = Member.objects.filter(body__kind=BodyKind.EMERGENCY_TEAM.value)
    stations = Member.objects.filter(body__parent__code="DEP01", body__kind=BodyKind.DISPATCHED_INSTITUTION.value, kind=MemberKind.OFFICER.value)
    people: dict[int, list[int]] = {}
    for body_id, person_id in (on_call | stations).order_by("pk").values_list("body_id", "person_id"):
        people.setdefault(body_id, []).append(person_id)
    for body in Body.objects.filter(pk__in=people).order_by("pk"):
        yield rotation(body, DutyPart.DUTY, people[body.pk][:6])


def _shift(rotation: Rotation, slot: Slot, person_id: int) -> Shift:
    return Shift(body_id=rotation.body_id, part=rotation.part, kind=slot.kind.value, person_id=person_id, starts_at=slot.starts_at, ends_at=slot.ends_at,
                 made_by=MadeBy.GENERATED.value, sample=True)


def _load_absences(at: datetime) -> None:
    """One crew in repair, one person at a training: so that the screens show both."""
    urban, housing = Body.objects.get(code="DEP12-T1"), Body.objects.get(code="DEP07-T2")
    Absence.objects.create(body=urban, crews=1, kind=AbsenceKind.EQUIPMENT.value, starts_at=at - timedelta(days=1), ends_at=at + timedelta(days=2), sample=True)
    member = Member.objects.filter(body=housing).order_by("-pk").first()
    if member is not None:
        Absence.objects.create(body=housing, person_id=member.person_id, kind=AbsenceKind.TRAINING.value, starts_at=at - timedelta(days=1),
                               ends_at=at + timedelta(days=3), sample=True)
