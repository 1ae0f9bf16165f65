"""清单快照: what the day's lists are compiled into, and the shape of an answer drawn from it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from shaoxiang.duties.rules.powers import PowerLine
from shaoxiang.duties.vocabulary import Mode, UnitScope

Param = str | int


class Target(NamedTuple):
    """Who is to act: a unit (street or department), an office inside it, a post. Ids of `institutions`."""

    unit_id: int
    office_id: int | None = None
    post_id: int | None = None


NOBODY = Target(0)


class GroundStep(NamedTuple):
    """One step of the reason, as a code and its parameters (names as they stood that day)."""

    code: str
    params: Mapping[str, Param]


class PlaceRef(NamedTuple):
    """Where: keys of `places`, None where not known. `street_kind` is places.StreetKind."""

    street_id: int | None = None
    street_kind: str = ""
    community_id: int | None = None
    grid_id: int | None = None


class Assignment(NamedTuple):
    """派单结果. `gap`: on no list (职责空白): the district desk coordinates, no street is charged silently."""

    lead: Target
    cooperating: tuple[Target, ...]
    mode: Mode
    ground: tuple[GroundStep, ...]
    gap: bool = False
    may_whistle: bool = False


class LimitLine(NamedTuple):
    step: str
    amount: int
    unit: str
    closes: bool


@dataclass(frozen=True, slots=True)
class TypeLine:
    """A type in force. `numbers`: emergency numbers its very nature calls for. `ended`: the day since when nothing new is of it, "" while it is chosen."""

    code: str
    name: str
    name_en: str
    class_code: str
    class_name: str
    class_name_en: str
    grid_settles: bool = False
    danger: bool = False
    numbers: tuple[str, ...] = ()
    limits: tuple[LimitLine, ...] = ()
    needs_photo: bool = False
    photo_reason: str = ""
    ended: str = ""
    successor: str = ""  # the type chosen instead


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body in force and its answering post."""

    id: int
    unit_id: int
    name: str
    name_en: str = ""
    post_id: int | None = None
    post_title: str = ""
    is_department: bool = False
    post_title_en: str = ""

    @property
    def target(self) -> Target:
        return Target(self.unit_id, None if self.id == self.unit_id else self.id, self.post_id)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A line of a duty list. `departments`: ids of the bodies named, the first leads where the item is COOPERATIVE or WITHDRAWN."""

    code: str
    list_kind: str
    title: str
    title_en: str
    office_name: str
    role: str
    departments: tuple[int, ...] = ()
    basis: str = ""
    since: str = ""
    version: int = 0
    part: str = ""  # which of the three lists it stands in; empty in the form of 2019
    department_duty: str = ""
    street_duty: str = ""
    carried_how: str = ""
    streets: frozenset[int] | None = None  # None: every unit of its list
    only_in: str = ""  # the same in words
    only_in_en: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    id: int
    lead_id: int
    cooperating: tuple[int, ...] = ()
    source: str = ""
    reference: str = ""
    stands_on: str = ""  # the admission or document that lets it name a street's body where no list does


@dataclass(frozen=True, slots=True)
class StreetLine:
    """A street's own people: its offices by name, its desk, those sent down to it."""

    street_id: int
    name: str
    name_en: str
    unit_id: int
    offices: Mapping[str, int] = field(default_factory=dict)
    desk: Target | None = None
    is_town: bool = False


@dataclass(frozen=True)
class DutyBook:
    """清单快照: every list in force on one day, compiled for look-up. Never changed; a change compiles a new one."""

    on: date
    version: str = ""
    types: Mapping[str, TypeLine] = field(default_factory=dict)
    duties: Mapping[tuple[str, str], DutyLine] = field(default_factory=dict)  # (type, scope)
    own: Mapping[tuple[str, int], DutyLine] = field(default_factory=dict)  # (type, street): items for some streets, before those for all
    catalogue: Mapping[tuple[str, int | None], CatalogueLine] = field(default_factory=dict)  # (type, street or None)
    bodies: Mapping[int, BodyLine] = field(default_factory=dict)
    streets: Mapping[int, StreetLine] = field(default_factory=dict)
    stationed: Mapping[tuple[int, int | None], int] = field(default_factory=dict)  # (department, street or None) -> body
    parts: Mapping[tuple[int, int], int] = field(default_factory=dict)  # (department, community) -> body, where an area takes part of a street
    transferred: Mapping[tuple[str, int | None], int] = field(default_factory=dict)  # (item or type code, street) -> body
    powers: Mapping[tuple[str, int], PowerLine] = field(default_factory=dict)  # (type, unit) -> the handed power that decides there
    enforcers: Mapping[int, int] = field(default_factory=dict)  # street -> its own enforcement bureau
    whistle: Mapping[int, int] = field(default_factory=dict)  # department -> team
    grids: Mapping[int, tuple[BodyLine, str, str]] = field(default_factory=dict)  # grid -> worker's post, grid's names
    communities: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    district_desk: Target = NOBODY
    words: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)  # word -> ((type, weight), …)

    @cached_property
    def offered(self) -> dict[str, TypeLine]:
        """Types that may be chosen for something new. `types` knows those that were ended as well: what is open finishes under them."""
        return {code: line for code, line in self.types.items() if not line.ended}

    def chosen(self, code: str) -> str:
        """The type something new is of where this one was said: itself, or what is chosen in its place; "" where there is none."""
        passed: set[str] = set()
        while code in self.types and code not in self.offered and code not in passed:
            passed.add(code)
            code = self.types[code].successor
        return code if code in self.offered else ""

    def street_of(self, body: BodyLine) -> int | None:
        """The street a body belongs to; None for departments, enterprises and the units they station."""
        return next((street.street_id for street in self.streets.values() if street.unit_id == body.unit_id), None)

    def item_of(self, type_code: str, street: StreetLine) -> DutyLine | None:
        """The item of the list of that street (or town) that answers for a type."""
        own = self.own.get((type_code, street.street_id))
        return own or self.duties.get((type_code, UnitScope.TOWN.value if street.is_town else UnitScope.STREET.value))

    def elsewhere(self, type_code: str, street: StreetLine) -> DutyLine | None:
        """The item that answers for a type in other streets of the kind and not here."""
        kinds = {other.street_id for other in self.streets.values() if other.is_town == street.is_town}
        return next((line for (code, key), line in self.own.items() if code == type_code and key in kinds), None)
