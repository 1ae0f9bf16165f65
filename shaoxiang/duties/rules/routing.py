"""派单规则: how a case finds its owner in the lists of a day. Pure."""

from __future__ import annotations

from datetime import date

from shaoxiang.duties.rules.book import (
    Assignment,
    BodyLine,
    CatalogueLine,
    DutyBook,
    DutyLine,
    GroundStep,
    Param,
    PlaceRef,
    StreetLine,
    Target,
    TypeLine,
)
from shaoxiang.duties.rules.powers import PowerLine
from shaoxiang.duties.rules.standing import BARRED, Burden, line_ground
from shaoxiang.duties.vocabulary import DutyPart, DutyRole, Ground, Mode, PowerStanding, UnitScope

TOWN_KINDS = frozenset({"TOWNSHIP"})


class _Trail:
    """What has been found on the way: who leads, how, who assists, and the steps of the reason."""

    __slots__ = ("assists", "lead", "mode", "steps", "whistle")

    def __init__(self) -> None:
        self.lead: BodyLine | None = None
        self.mode = Mode.STREET_OFFICE
        self.steps: list[GroundStep] = []
        self.assists: list[BodyLine] = []
        self.whistle = False


def route(type_code: str | None, place: PlaceRef, at: date, book: DutyBook) -> Assignment:
    """Who answers for a type at a place on that day, and why (design §3). `book` is the snapshot of the lists of `at`."""
    steps: list[GroundStep] = []
    street = book.streets.get(place.street_id) if place.street_id is not None else None
    if street is None:
        steps.append(GroundStep(Ground.NO_PLACE.value, {"on": at.isoformat()}))
        return Assignment(book.district_desk, (), Mode.DISTRICT_DESK, tuple(steps))
    steps.append(_place_step(street, place, book))

    kind = book.types.get(type_code) if type_code else None
    if kind is None:
        steps.append(GroundStep(Ground.NO_TYPE.value, {"code": type_code or ""}))
        return Assignment(street.desk or Target(street.unit_id), (), Mode.STREET_DESK, tuple(steps))
    steps.append(GroundStep(Ground.TYPE.value, {"code": kind.code, "name": kind.name, "name_en": kind.name_en,
                                                "class": kind.class_name, "class_en": kind.class_name_en}))

    if kind.ended:
        steps.append(_ended_step(kind, book))
    scope = UnitScope.TOWN if street.is_town or place.street_kind in TOWN_KINDS else UnitScope.STREET
    item = book.own.get((kind.code, street.street_id)) or book.duties.get((kind.code, scope.value))
    found = _Trail()
    found.steps = steps
    for key in ((kind.code, street.street_id), (kind.code, None)):
        entry = book.catalogue.get(key)
        if entry is not None and entry.lead_id in book.bodies and _may_name(entry, entry.lead_id, kind, item, street, book, found, Burden.LEADS):
            _by_catalogue(kind, entry, item, street, place, book, found)
            break
    if found.lead is None and item is not None:
        _by_list(kind, item, street, place, book, found)
    if found.lead is None:
        if item is None and (there := book.elsewhere(kind.code, street)) is not None:
            steps.append(GroundStep(Ground.NOT_HERE.value, {
                "code": there.code, "title": there.title, "title_en": there.title_en, "streets": there.only_in, "streets_en": there.only_in_en,
                "street": street.name, "street_en": street.name_en,
            }))
        steps.append(GroundStep(Ground.GAP.value, {"code": kind.code, "name": kind.name, "name_en": kind.name_en, "on": at.isoformat()}))
        return Assignment(book.district_desk, (), Mode.DISTRICT_DESK, tuple(steps), gap=True)
    lead = found.lead
    steps.append(_post_step(lead))
    helpers = tuple(body.target for body in found.assists if body.id != lead.id)
    return Assignment(lead.target, helpers, found.mode, tuple(steps), False, found.whistle)


def _ended_step(kind: TypeLine, book: DutyBook) -> GroundStep:
    """What came before goes the way of its own type to the end."""
    then = book.types.get(kind.successor)
    return GroundStep(Ground.TYPE_ENDED.value, {
        "since": kind.ended, "code": then.code if then else "", "name": then.name if then else "", "name_en": then.name_en if then else "",
    })


def _by_catalogue(
    kind: TypeLine, entry: CatalogueLine, item: DutyLine | None, street: StreetLine, place: PlaceRef, book: DutyBook, found: _Trail,
) -> None:
    body = book.bodies[entry.lead_id]
    found.steps.append(GroundStep(Ground.CATALOGUE.value, {
        "entry": entry.id, "body": body.name, "body_en": body.name_en, "source": entry.source, "reference": entry.reference,
    }))
    if body.is_department:
        _department_carries(body, kind, street, place, book, found)
    else:
        found.lead, found.mode = body, Mode.STREET_OFFICE if body.unit_id == street.unit_id else Mode.DEPARTMENT
    found.assists = [
        book.bodies[key] for key in entry.cooperating if key in book.bodies and _may_name(entry, key, kind, item, street, book, found, Burden.ASSISTS)
    ]
    if item is not None and item.part != DutyPart.WITHDRAWN.value:
        _assist(_office(item, street, book), found)


def _may_name(
    entry: CatalogueLine, body_id: int, kind: TypeLine, item: DutyLine | None, street: StreetLine, book: DutyBook, found: _Trail, asks: Burden,
) -> bool:
    """A line is no way round the lists: it names a street's body only where `standing` lets it, and the reason says so where it does not."""
    body = book.bodies[body_id]
    ground = line_ground(book.street_of(body), street.street_id, item, book.powers.get((kind.code, street.unit_id)), stands_on=entry.stands_on, asks=asks)
    if ground in BARRED:
        found.steps.append(GroundStep(Ground.CATALOGUE_SKIPPED.value, {"entry": entry.id, "body": body.name, "body_en": body.name_en, "why": ground.value}))
    return ground not in BARRED


def _by_list(kind: TypeLine, item: DutyLine, street: StreetLine, place: PlaceRef, book: DutyBook, found: _Trail) -> None:
    found.steps.append(GroundStep(Ground.ITEM.value, {
        "list": item.list_kind, "code": item.code, "title": item.title, "title_en": item.title_en, "role": item.role, "since": item.since,
        "version": item.version,
    }))
    if item.streets is not None:
        found.steps.append(GroundStep(Ground.ONLY_IN.value, {"streets": item.only_in, "streets_en": item.only_in_en}))
    if item.basis:
        found.steps.append(GroundStep(Ground.BASIS.value, {"basis": item.basis}))
    if item.part:
        found.steps.append(_part_step(item, book))
    office = _office(item, street, book)
    if _by_power(kind, item, office, street, place, book, found):
        return
    if item.role == DutyRole.PRIMARY.value:
        _street_carries(kind, item, office, street, place, book, found)
        return
    department = next((book.bodies[key] for key in item.departments if key in book.bodies), None)
    if department is None:
        return  # a list line that names no living department: a gap, not the street's burden
    worker = book.grids.get(place.grid_id) if place.grid_id is not None else None
    if kind.grid_settles and worker is not None and item.role == DutyRole.COOPERATIVE.value:
        _grid_carries(worker, found)
        _assist(office, found)
        return
    _department_carries(department, kind, street, place, book, found)
    if item.role == DutyRole.COOPERATIVE.value:
        _assist(office, found)
        found.assists.extend(book.bodies[key] for key in item.departments if key in book.bodies and key != department.id)


def _by_power(kind: TypeLine, item: DutyLine, office: BodyLine | None, street: StreetLine, place: PlaceRef, book: DutyBook, found: _Trail) -> bool:
    """Enforcement goes by handed powers (行政处罚法 24): the street's own where it may act that day, else the department. False: the list decides.

    What the grid worker settles on the spot, and what was taken back whole, are no question of powers.
    """
    line = book.powers.get((kind.code, street.unit_id))
    if line is None or item.role == DutyRole.WITHDRAWN.value or (kind.grid_settles and place.grid_id in book.grids):
        return False
    department = book.bodies.get(line.department)
    if line.standing is PowerStanding.UNKNOWN:
        found.steps.append(_power_step(Ground.POWER_UNKNOWN, line, street, None, book))
        return False
    if line.standing is not PowerStanding.IN_FORCE:
        listed = item.role != DutyRole.PRIMARY.value and any(key in book.bodies for key in item.departments)
        found.steps.append(_power_step(Ground.NO_POWER, line, street, None if listed else department, book, listed=listed))
        if listed:
            return False  # the list names the department that leads
        if department is not None:  # with nobody known who may act it is a gap, not the street's burden
            _department_carries(department, kind, street, place, book, found)
            _assist(office, found)
        return True
    bureau = _bureau(kind, item, street, book)
    lead = bureau or office
    if lead is None:
        return False
    found.lead, found.mode = lead, Mode.FULL_TRANSFER if bureau is not None else Mode.STREET_OFFICE
    found.steps.append(_power_step(Ground.POWER, line, street, department, book))
    found.steps.append(GroundStep(Ground.TRANSFERRED.value if bureau is not None else Ground.OFFICE.value, {"body": lead.name, "body_en": lead.name_en}))
    if bureau is not None:
        _assist(office, found)
    _department_beside(line, item, department, book, found)
    return True


def _power_step(
    code: Ground, line: PowerLine, street: StreetLine, department: BodyLine | None, book: DutyBook, *, listed: bool = False,
) -> GroundStep:
    item, handed = line.item, line.handed
    return GroundStep(code.value, {
        "standing": line.standing.value, "code": item.code, "name": item.name, "name_en": item.name_en, "street": street.name, "street_en": street.name_en,
        "number": handed.number, "basis": handed.basis, "since": handed.since, "until": handed.until, "own_name": int(handed.own_name),
        "department": department.name if department else "", "department_en": department.name_en if department else "",
        "listed": int(listed), "why": handed.why, "why_en": handed.why_en, "on": book.on.isoformat(),
    })


def _department_beside(line: PowerLine, item: DutyLine, department: BodyLine | None, book: DutyBook, found: _Trail) -> None:
    """Who handed the power over cooperates unless it stopped exercising it; the other departments the list names go on as the list says."""
    if item.role == DutyRole.COOPERATIVE.value:
        found.assists.extend(book.bodies[key] for key in item.departments if key in book.bodies and key != line.department)
    if department is None:
        return
    names: dict[str, Param] = {"department": department.name, "department_en": department.name_en}
    if line.handed.exclusive:
        found.steps.append(GroundStep(Ground.POWER_LEFT.value, names))
        return
    found.steps.append(GroundStep(Ground.POWER_SHARED.value, names))
    found.assists.append(department)


def _bureau(kind: TypeLine, item: DutyLine, street: StreetLine, book: DutyBook) -> BodyLine | None:
    """The fully transferred bureau for the type or the item, else the street's own enforcement bureau."""
    key = street.street_id
    return book.bodies.get(book.transferred.get((kind.code, key)) or book.transferred.get((item.code, key)) or book.enforcers.get(key) or 0)


def _part_step(item: DutyLine, book: DutyBook) -> GroundStep:
    """Which of the three lists the item stands in, and what each side does."""
    leader = next((book.bodies[key] for key in item.departments if key in book.bodies), None)
    return GroundStep(Ground.PART.value, {
        "part": item.part, "department": leader.name if leader else "", "department_en": leader.name_en if leader else "",
        "department_duty": item.department_duty, "street_duty": item.street_duty, "how": item.carried_how,
    })


def _street_carries(kind: TypeLine, item: DutyLine, office: BodyLine | None, street: StreetLine, place: PlaceRef,
                    book: DutyBook, found: _Trail) -> None:
    """PRIMARY: grid worker for small matters, the fully transferred bureau for enforcement, else the office."""
    worker = book.grids.get(place.grid_id) if place.grid_id is not None else None
    if kind.grid_settles and worker is not None:
        _grid_carries(worker, found)
        _assist(office, found)
        return
    key = street.street_id
    bureau = book.bodies.get(book.transferred.get((kind.code, key)) or book.transferred.get((item.code, key)) or 0)
    if bureau is not None:
        found.lead, found.mode = bureau, Mode.FULL_TRANSFER
        found.steps.append(GroundStep(Ground.TRANSFERRED.value, {"body": bureau.name, "body_en": bureau.name_en}))
        _assist(office, found)
    elif office is not None:
        found.lead = office
        found.steps.append(GroundStep(Ground.OFFICE.value, {"body": office.name, "body_en": office.name_en}))


def _grid_carries(worker: tuple[BodyLine, str, str], found: _Trail) -> None:
    found.lead, found.mode = worker[0], Mode.GRID
    found.steps.append(GroundStep(Ground.GRID_SETTLES.value, {"grid": worker[1], "grid_en": worker[2]}))


def _department_carries(department: BodyLine, kind: TypeLine, street: StreetLine, place: PlaceRef, book: DutyBook, found: _Trail) -> None:
    """A department leads: by the unit it has stationed for this ground, else by its team for danger, else by dispatch."""
    names: dict[str, Param] = {"department": department.name, "department_en": department.name_en}
    part = book.parts.get((department.id, place.community_id)) if place.community_id is not None else None
    key = part or book.stationed.get((department.id, street.street_id)) or book.stationed.get((department.id, None))
    station = book.bodies.get(key) if key is not None else None
    found.steps.append(GroundStep(Ground.DEPARTMENT.value, names))
    if station is not None:
        found.lead, found.mode = station, Mode.STATIONED
        found.steps.append(GroundStep(Ground.STATIONED.value, {**names, "body": station.name, "body_en": station.name_en}))
        return
    team = book.bodies.get(book.whistle.get(department.id, 0))
    found.lead, found.mode = department, Mode.DEPARTMENT
    found.whistle = True
    if team is not None:
        found.steps.append(GroundStep(Ground.WHISTLE.value, {"body": team.name, "body_en": team.name_en}))
        if kind.danger:
            found.lead, found.mode = team, Mode.ON_WHISTLE


def _assist(office: BodyLine | None, found: _Trail) -> None:
    if office is not None and office not in found.assists:
        found.assists.append(office)
        found.steps.append(GroundStep(Ground.ASSIST.value, {"body": office.name, "body_en": office.name_en}))


def _office(item: DutyLine, street: StreetLine, book: DutyBook) -> BodyLine | None:
    key = street.offices.get(item.office_name)
    return book.bodies.get(key) if key is not None else None


def _place_step(street: StreetLine, place: PlaceRef, book: DutyBook) -> GroundStep:
    community = book.communities.get(place.community_id, ("", "")) if place.community_id is not None else ("", "")
    worker = book.grids.get(place.grid_id) if place.grid_id is not None else None
    return GroundStep(Ground.PLACE.value, {
        "street": street.name, "street_en": street.name_en, "community": community[0], "community_en": community[1],
        "grid": worker[1] if worker else "", "grid_en": worker[2] if worker else "",
    })


def _post_step(body: BodyLine) -> GroundStep:
    if body.post_id is None:
        return GroundStep(Ground.NO_POST.value, {"body": body.name, "body_en": body.name_en})
    params: dict[str, str | int] = {"body": body.name, "body_en": body.name_en, "post": body.post_title, "post_en": body.post_title_en, "post_id": body.post_id}
    return GroundStep(Ground.POST.value, params)
