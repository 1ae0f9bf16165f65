"""Who leads a duty of the unit: asked of the same rules by which cases are routed, so that the page and the dispatch never say two things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter

from shaoxiang.duties.models import DutyItem, EventType
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.book import department_names
from shaoxiang.duties.rules import Assignment, BodyLine, DutyBook, DutyLine, PlaceRef, Target, TypeLine, route
from shaoxiang.duties.vocabulary import Ground, ListKind, Mode, UnitScope
from shaoxiang.institutions.models import Assignment as Seat
from shaoxiang.institutions.models import Body, Person
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.language import in_words
from shaoxiang.places.models import Community

NO_TYPE = "~"  # a duty no type of event points at is asked for as if one did


@dataclass(frozen=True, slots=True)
class Lead:
    """One body that leads. `kinds`, `communities`: for which of them, empty where it leads the whole; `department`: whose body it is, where it has one."""

    target: Target
    body: BodyLine | None
    mode: Mode
    department: str
    kinds: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    gap: bool = False

    @property
    def body_id(self) -> int:
        return self.target.office_id or self.target.unit_id

    @property
    def name(self) -> str:
        return in_words(self.body.name, self.body.name_en) if self.body else ""

    @property
    def post_title(self) -> str:
        return in_words(self.body.post_title, self.body.post_title_en) if self.body else ""


@dataclass(frozen=True, slots=True)
class Leads:
    """`rows`: in this unit. `streets`: who leads elsewhere, with the units where it does, where they differ."""

    rows: tuple[Lead, ...] = ()
    streets: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def besides(self, office: Body | None) -> tuple[Lead, ...]:
        """Those who lead and are not the office the list gives the duty to."""
        return tuple(row for row in self.rows if office is None or row.body_id != office.pk)


def leads_of(found: Sequence[tuple[DutyItem, EventType | None]], unit: Body, on: date) -> dict[int, Leads]:
    """By item. Three statements at most, however many items."""
    if unit.street_id is None:
        return {}
    asking = _Asking(duty_book(on), unit, on, [item for item, _kind in found])
    told = {item.pk: asking.leads(item, kind) for item, kind in found if item.list_kind != ListKind.INSTITUTION.value}
    people = _people({row.target.post_id for one in told.values() for row in one.rows if row.target.post_id is not None}, on)
    return {
        key: replace(one, rows=tuple(replace(row, people=tuple(people[row.target.post_id])) if row.target.post_id else row for row in one.rows))
        for key, one in told.items()
    }


class _Asking:
    """One question to the rules for each type of a duty, in each part of the street that may answer otherwise."""

    def __init__(self, book: DutyBook, unit: Body, on: date, items: Iterable[DutyItem]) -> None:
        self.book, self.street_id, self.on = book, unit.street_id or 0, on
        self.scope = UnitScope.TOWN if unit.kind == BodyKind.TOWN_GOVERNMENT else UnitScope.STREET
        self.types: dict[tuple[str, str], list[str]] = defaultdict(list)
        for (code, scope), line in sorted(book.duties.items()):
            if scope == self.scope.value and (code, self.street_id) not in book.own:
                self.types[line.list_kind, line.code].append(code)
        for (code, street_id), line in sorted(book.own.items(), key=itemgetter(0)):
            if street_id == self.street_id:
                self.types[line.list_kind, line.code].append(code)
        untyped = [item for item in items if not self.types.get((item.list_kind, item.code))]
        self.departments = department_names(on) if untyped else {}
        communities = {community for _department, community in book.parts}
        self.communities = dict(Community.objects.filter(pk__in=communities, street_id=self.street_id).values_list("pk", "name")) if communities else {}

    def leads(self, item: DutyItem, kind: EventType | None) -> Leads:
        codes = [kind.code] if kind is not None else self.types.get((item.list_kind, item.code)) or [NO_TYPE]
        book = self._with(item) if codes == [NO_TYPE] else self.book
        whole = dict(self._asked(codes, self.street_id, None, book))
        rows: dict[Target, tuple[Assignment, list[str], list[str]]] = {}
        for code, said in whole.items():
            rows.setdefault(said.lead, (said, [], []))[1].append(code)
        several = len(rows) > 1
        for community, name in self.communities.items():
            for code, said in self._asked(codes, self.street_id, community, book):
                if said.lead != whole[code].lead:
                    rows.setdefault(said.lead, (said, [code], []))[2].append(name)
        leads = tuple(_lead(said, [book.types[code] for code in kinds] if several else [], names, book) for said, kinds, names in rows.values())
        return Leads(leads, self._streets(codes, book))

    def _asked(self, codes: Iterable[str], street_id: int, community: int | None, book: DutyBook) -> Iterator[tuple[str, Assignment]]:
        for code in codes:
            yield code, route(code, PlaceRef(street_id, "", community), self.on, book)

    def _streets(self, codes: Sequence[str], book: DutyBook) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Who leads in each other unit of the same kind; nothing where it is the same everywhere."""
        found: dict[str, list[str]] = defaultdict(list)
        for street in book.streets.values():
            if street.is_town == (self.scope is UnitScope.TOWN):
                names = dict.fromkeys(_lead(said, (), (), book).name for _code, said in self._asked(codes, street.street_id, None, book))
                found["、".join(names)].append("" if street.street_id == self.street_id else in_words(street.name, street.name_en))
        others = ((name, tuple(street for street in streets if street)) for name, streets in found.items())
        return tuple((name, streets) for name, streets in others if streets) if len(found) > 1 else ()

    def _with(self, item: DutyItem) -> DutyBook:
        departments = tuple(self.departments[name] for name in item.departments if name in self.departments)
        line = DutyLine(item.code, item.list_kind, item.title, item.title_en, item.office_name, item.role, departments, part=item.part)
        kind = TypeLine(NO_TYPE, item.title, item.title_en, "", "", "")
        return replace(self.book, types={NO_TYPE: kind}, duties={(NO_TYPE, self.scope.value): line}, own={}, catalogue={})


def _lead(said: Assignment, kinds: Iterable[TypeLine], communities: Iterable[str], book: DutyBook) -> Lead:
    of = next((step.params for step in said.ground if step.code == Ground.DEPARTMENT.value), {})
    body = book.bodies.get(said.lead.office_id or said.lead.unit_id)
    department = in_words(str(of.get("department", "")), str(of.get("department_en", "")))
    named = tuple(f"{one.code} {in_words(one.name, one.name_en)}" for one in kinds)
    return Lead(said.lead, body, said.mode, department, named, tuple(communities), gap=said.gap)


def _people(posts: Iterable[int], on: date) -> dict[int | None, list[Person]]:
    found: dict[int | None, list[Person]] = defaultdict(list)
    for row in Seat.objects.filter(in_force(on), post_id__in=list(posts)).select_related("person").order_by("pk"):
        found[row.post_id].append(row.person)
    return found
