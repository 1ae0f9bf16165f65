"""改了以后对谁有什么影响: the book with a draft applied in memory, compared with the book without it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from shaoxiang.duties import rules
from shaoxiang.duties.models import EventType, ListVersion, TypeDuty
from shaoxiang.duties.queries.book import compile_book, department_names, duty_book
from shaoxiang.duties.queries.hanging import Touched, touched_items
from shaoxiang.duties.queries.streets import keys_of, street_keys
from shaoxiang.duties.queries.versions import base_items, changes_of, rows_of
from shaoxiang.duties.rules import Assignment, DutyBook, DutyLine, PlaceRef, TypeLine
from shaoxiang.duties.rules import versions as version_rules
from shaoxiang.duties.vocabulary import ChangeAct, VersionKind
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.matter.models import Matter

FEW = 3  # streets named as the exceptions
Rows = Callable[[frozenset[str], frozenset[int]], QuerySet[Matter]]
Seen = Callable[[Actor, list[int]], set[int]]


class Room(NamedTuple):
    """A room whose open matters go by the lists: which have one of these types in these streets, which of them the actor may open, and on which page.

    `waiting`: those of them not sent to anybody yet, that go by what the lists say on the day they are.
    """

    rows: Rows
    seen: Seen
    route: str
    waiting: Rows | None = None


_rooms: dict[str, Room] = {}


def register_open(label: str, rows: Rows, seen: Seen, route: str, waiting: Rows | None = None) -> None:
    """In `AppConfig.ready` of a room above. `label`: a Chinese msgid; `route`: the page of one, by its number."""
    _rooms[label] = Room(rows, seen, route, waiting)


class NewAnswer(NamedTuple):
    """In these streets another body answers for a type. Empty name: nobody (职责空白). `spared`: the other streets this list is for."""

    type: TypeLine
    before: str
    after: str
    streets: tuple[str, ...]
    spared: tuple[str, ...] = ()


class Shifted(NamedTuple):
    """Types that go from one body to another in the same streets: one line of the preview."""

    before: str
    after: str
    streets: tuple[str, ...]
    spared: tuple[str, ...]
    types: tuple[TypeLine, ...]

    @property
    def where(self) -> str:
        """How the streets are told: ALL of them, ALL BUT few, so FEW that they are named, or MANY."""
        if not self.spared:
            return "ALL"
        if len(self.streets) <= FEW:
            return "FEW"
        return "BUT" if len(self.spared) <= FEW else "MANY"


class OpenMatters(NamedTuple):
    """Open matters of the types that change, in all and of each type."""

    label: str
    types: tuple[tuple[TypeLine | None, str, int], ...]

    @property
    def total(self) -> int:
        return sum(number for _type, _code, number in self.types)


@dataclass(frozen=True, slots=True)
class Impact:
    """`gaps`: types that would have no ground any more, though they have one now. `items`: what the draft amends or removes.

    `streets`: those the list answers for, where open matters are counted.
    """

    offices: tuple[str, ...]
    answers: tuple[NewAnswer, ...]
    gaps: tuple[TypeLine, ...]
    open_matters: tuple[OpenMatters, ...]
    items: tuple[Touched, ...] = ()
    streets: frozenset[int] = frozenset()

    @property
    def types(self) -> set[str]:
        """Types another body answers for."""
        return {one.type.code for one in self.answers}

    @property
    def shifted(self) -> list[Shifted]:
        return shifted(self.answers)


def shifted(answers: Iterable[NewAnswer]) -> list[Shifted]:
    """The answers, those that fare alike in one; the widest first."""
    alike: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], list[TypeLine]] = {}
    for one in answers:
        alike.setdefault((one.before, one.after, one.streets, one.spared), []).append(one.type)
    found = [Shifted(*key, tuple(types)) for key, types in alike.items()]
    return sorted(found, key=lambda one: (-len(one.types) * len(one.streets), one.before, one.after))


def impact_of(version: ListVersion, on: date) -> Impact:
    """What the draft changes from that day on. Raises ChangeRefused where a change does not fit the list any more."""
    changes = changes_of(version)
    before = base_items(version.kind)
    after = version_rules.apply(before, changes)
    touched = [change.code for change in changes]
    offices = sorted({str(items[code]["office_name"]) for code in touched for items in (before, after) if code in items and "office_name" in items[code]})
    if not version.kind.endswith("_DUTY"):
        return Impact(tuple(offices), (), (), (), tuple(touched_items(version, on)))
    book = compile_book(on)
    answers, gaps = answers_of(book.types, streets_of(version.kind, book), book, _book_after(version, changes, after, book, on))
    kinds = frozenset({code for (code, _where), line in _lines(book.duties, book.own) if line.code in touched}
                      | {code for change in changes for code in change.answers or ()} | {answer.type.code for answer in answers})
    streets = streets_of(version.kind, book)
    return Impact(tuple(offices), answers, gaps, _open_matters(kinds, streets, book) if kinds else (), tuple(touched_items(version, on)), streets)


def streets_of(kind: str, book: DutyBook) -> frozenset[int]:
    """The streets a duty list answers for; the institutions' list stands in all of them."""
    towns = {VersionKind.STREET_DUTY.value: False, VersionKind.TOWN_DUTY.value: True}.get(kind)
    return frozenset(key for key, line in book.streets.items() if towns is None or line.is_town == towns)


def _open_matters(kinds: frozenset[str], streets: frozenset[int], book: DutyBook) -> tuple[OpenMatters, ...]:
    found = []
    for label, room in _rooms.items():
        counted = dict(room.rows(kinds, streets).order_by().values_list("subject_code").annotate(n=Count("pk")))
        found.append(OpenMatters(label, tuple((book.types.get(code), code, counted[code]) for code in sorted(counted))))
    return tuple(found)


class OpenRows(NamedTuple):
    """Open matters of one type: how many, and how many of them nobody was sent to yet (None: the room does not tell)."""

    label: str
    total: int
    waiting: int | None


def open_of(code: str, streets: frozenset[int]) -> tuple[OpenRows, ...]:
    """What every room has open of a type in these streets."""
    one = frozenset({code})
    return tuple(
        OpenRows(label, room.rows(one, streets).count(), room.waiting(one, streets).count() if room.waiting else None) for label, room in _rooms.items()
    )


class TouchedMatter(NamedTuple):
    """One open matter a draft touches. `route`: its page, where the reader may open it."""

    matter: Matter
    type: TypeLine | None
    route: str


def rooms() -> frozenset[str]:
    """The labels of the rooms that tell what they have open."""
    return frozenset(_rooms)


def open_rows(label: str, codes: frozenset[str], streets: frozenset[int]) -> QuerySet[Matter]:
    """The matters behind one number of the preview, for paging. Raises KeyError for a room that counts nothing."""
    return _rooms[label].rows(codes, streets)


def touched(label: str, rows: list[Matter], actor: Actor) -> list[TouchedMatter]:
    room, types = _rooms[label], duty_book().types
    seen = room.seen(actor, [row.pk for row in rows])
    return [TouchedMatter(row, types.get(row.subject_code), room.route if row.pk in seen else "") for row in rows]


def _lines(duties: Mapping[tuple[str, str], DutyLine], own: Mapping[tuple[str, int], DutyLine]) -> Iterator[tuple[tuple[str, str | int], DutyLine]]:
    """Every type with the item that answers for it, everywhere or in one street."""
    yield from duties.items()
    yield from own.items()


def _book_after(
    version: ListVersion, changes: list[version_rules.Change], after: dict[str, dict[str, Any]], book: DutyBook, on: date,
) -> DutyBook:
    scope, names, keys = version.kind.removesuffix("_DUTY"), department_names(on), street_keys(on)
    duties, own = dict(book.duties), dict(book.own)
    for change in changes:
        types = {code for (code, _where), line in _lines(duties, own) if line.code == change.code and line.list_kind == scope}
        if types:
            duties = {key: line for key, line in duties.items() if line.code != change.code or line.list_kind != scope}
            own = {key: line for key, line in own.items() if line.code != change.code or line.list_kind != scope}
        if change.act is ChangeAct.REMOVE:
            continue
        values = after[change.code]
        streets = keys_of(values.get("streets") or (), keys)
        line = DutyLine(
            change.code, scope, str(values["title"]), str(values["title_en"]), str(values["office_name"]), str(values["role"]),
            tuple(names[name] for name in values.get("departments") or () if name in names), str(values["basis"]), on.isoformat(),
            streets=streets, only_in="、".join(values.get("streets") or ()),
        )
        for code in types if change.answers is None else change.answers:
            if streets is None:
                duties[code, scope] = line
            else:
                own |= {(code, street): line for street in streets}
    return replace(book, duties=duties, own=own)


def answers_of(
    codes: Iterable[str], streets: Iterable[int], before: DutyBook, after: DutyBook,
) -> tuple[tuple[NewAnswer, ...], tuple[TypeLine, ...]]:
    """Where another body leads on these types, and which of them nobody does any more. `streets`: those a change is for."""
    found: list[NewAnswer] = []
    gaps: list[TypeLine] = []
    everyone = {key: in_words(before.streets[key].name, before.streets[key].name_en) for key in streets}
    for kind in (before.types[code] for code in codes):
        code = kind.code
        moved: dict[tuple[str, str], list[int]] = {}
        opened = False
        for street in before.streets.values():
            place = PlaceRef(street.street_id)
            old, new = rules.route(code, place, before.on, before), rules.route(code, place, before.on, after)
            if old.lead != new.lead or old.gap != new.gap:
                moved.setdefault((lead_named(old, before), lead_named(new, after)), []).append(street.street_id)
                opened = opened or (new.gap and not old.gap)
        for (old_name, new_name), keys in moved.items():
            names = tuple(in_words(before.streets[key].name, before.streets[key].name_en) for key in keys)
            found.append(NewAnswer(kind, old_name, new_name, names, tuple(name for key, name in everyone.items() if key not in keys)))
        if opened:
            gaps.append(kind)
    return tuple(found), tuple(gaps)


def lead_named(assignment: Assignment, book: DutyBook) -> str:
    """The department, or the street's office by its name; offices of the same name in many streets read as one."""
    if assignment.gap:
        return ""
    line = book.bodies.get(assignment.lead.office_id or assignment.lead.unit_id)
    return in_words(line.name, line.name_en) if line else ""


def ended_types(codes: frozenset[str], on: date) -> list[str]:
    """Those nothing new is of on that day."""
    types = duty_book(on).types
    return sorted(code for code in codes if code in types and types[code].ended)


def unknown_types(codes: frozenset[str]) -> list[str]:
    return sorted(codes - set(EventType.objects.filter(code__in=codes).values_list("code", flat=True)))


def answers_now(version: ListVersion, code: str, on: date) -> list[str]:
    """The types an item answers for on a day."""
    rows = rows_of(version.kind).filter(code=code)
    if not version.kind.endswith("_DUTY"):
        return []
    return list(TypeDuty.objects.filter(in_force(on), item__in=rows).order_by("type__code").values_list("type__code", flat=True).distinct())
