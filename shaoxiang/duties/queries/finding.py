"""在清单上找: one search of every list, for whoever asks 谁负责 and 在清单上吗. What is typed need not be what the list says.

Titles, codes and bases; the names and words of the types that lead to an item; everyday names; and what rooms above keep besides, by
registering a source. The lists of a day are read once in a process, as the book of the day is, and again within seconds of a change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from shaoxiang.duties.models import DutyItem, EmpoweredMatter, EverydayName, ServiceItem, TypeDuty, TypePower
from shaoxiang.duties.queries.book import duty_book, watch
from shaoxiang.duties.queries.streets import answering_in, keys_of, street_keys
from shaoxiang.duties.rules import DutyBook, suggest
from shaoxiang.duties.rules import finding as rules
from shaoxiang.duties.rules.finding import Listed
from shaoxiang.duties.vocabulary import DutyRole, ListKind, UnitScope, VersionKind
from shaoxiang.institutions.queries import book as bodies_book
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.held import Held
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.search.rules import normalised

__all__ = ["Found", "Listed", "everyday_names", "find", "lists_of", "register_source", "titles_on", "types_named"]

DAYS_KEPT = 2  # today's lists, and those of the day somebody looks back at
TYPES_MOST = 3  # that the words of a report speak for
LISTS = {BodyKind.STREET_OFFICE.value: ListKind.STREET, BodyKind.TOWN_GOVERNMENT.value: ListKind.TOWN}
Source = Callable[[date, int | None], Iterable[Listed]]
_sources: dict[str, Source] = {}


class Found(NamedTuple):
    """A line, and what led to it where its own words do not: the type (its code), or the everyday name."""

    listed: Listed
    score: float
    type_code: str = ""
    everyday: str = ""
    led_by: str = ""  # the type in the reader's language


def register_source(name: str, lines: Source) -> None:
    """In `AppConfig.ready` of a room above: what it keeps of work that may be given, by day and (where given) by the street's unit."""
    _sources[name] = lines


def lists_of(unit_id: int | None) -> tuple[ListKind, ...]:
    """The duty lists a unit answers to; without one, all."""
    body = bodies_book().bodies.get(unit_id or 0)
    own = LISTS.get(body.kind) if body is not None else None
    return (own, ListKind.INSTITUTION) if own is not None else tuple(ListKind)


def _street_of(unit_id: int | None) -> int | None:
    body = bodies_book().bodies.get(unit_id or 0)
    return body.street_id if body is not None and body.kind in LISTS else None


def find(words: str, on: date, unit_id: int | None = None) -> list[Found]:
    """Every line that answers to what was typed, nearest first; a code typed whole is found alone."""
    question = rules.asked(words[:80], everyday_names(on))
    if not question.words:
        return []
    lists, carried = _lists.get(on), _carried(unit_id)
    near = [(lists.read.lines[place], score, name) for place, score, name in lists.read.near(question) if carried(lists, place)]
    near += [(line, *rules.nearness(question, line)) for line in _beside(on, unit_id)]
    found = {(line.kind, line.code): Found(line, score, everyday=name) for line, score, name in near if score}
    if exact := [one for one in found.values() if one.score == rules.EXACT]:
        return exact
    book = duty_book(on)
    types = types_named(question.words, book)
    if types and max(types.values()) == rules.EXACT:
        found = {}
    for type_code, key in _led(types, on, unit_id):
        line, score = next((lists.read.lines[place] for place in reversed(lists.at.get(key, ())) if carried(lists, place)), None), types[type_code]
        if line is not None and (key not in found or found[key].score < score):
            kind = book.types[type_code]
            found[key] = Found(line, score, type_code, led_by=f"{type_code} {in_words(kind.name, kind.name_en)}")
    return sorted(found.values(), key=lambda one: (-one.score, _order(one.listed)))


def _order(line: Listed) -> tuple[bool, bool, str, str]:
    """Duties first, then services, then powers; what was taken back last of its list."""
    return (not line.kind.endswith("_DUTY"), line.kind == VersionKind.POWER.value, line.kind, f"{line.taken_back:d}{line.code}")


def types_named(words: str, book: DutyBook) -> dict[str, float]:
    """Types the words name, or that their own words speak for; a code typed whole is meant alone."""
    exact = {code: rules.EXACT for code in book.types if code.lower() == words}
    if exact:
        return exact
    spoken = suggest(words, book, TYPES_MOST)
    found = {one.type_code: rules.SPOKEN - place / 10 for place, one in enumerate(spoken)}
    return found | {code: rules.TYPED for code, kind in book.types.items() if words in normalised(f"{kind.name} {kind.name_en}")}


def _led(types: dict[str, float], on: date, unit_id: int | None) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each type with the line it leads to: the item that answers, the powers it calls for."""
    if not types:
        return
    scopes = {UnitScope(kind.value).value for kind in lists_of(unit_id)}
    duties = TypeDuty.objects.filter(answering_in(_street_of(unit_id)), in_force(on), in_force(on, "item__"), type__code__in=types, unit_scope__in=scopes)
    for code, kind, item in duties.order_by("pk").values_list("type__code", "item__list_kind", "item__code"):
        yield code, (f"{kind}_DUTY", item)
    for code, power in TypePower.objects.filter(in_force(on), type__code__in=types).order_by("pk").values_list("type__code", "code"):
        yield code, (VersionKind.POWER.value, power)


class Lists:
    """Every line in force on a day, whatever list it stands on, read once. `streets`: for each the streets that carry it, None: all of its list;
    `at`: where a line of a list stands by its code."""

    def __init__(self, on: date) -> None:
        keys, own = street_keys(on), dict(DutyItem.objects.filter(in_force(on)).exclude(streets=[]).values_list("pk", "streets"))
        self.read = rules.Read([*_items(on, own), *_powers(on), *_services(on)])
        self.streets = [keys_of(line.streets, keys) for line in self.read.lines]
        self.at: dict[tuple[str, str], list[int]] = {}
        for place, line in enumerate(self.read.lines):
            self.at.setdefault((line.kind, line.code), []).append(place)


def _items(on: date, own: Mapping[int, list[str]]) -> Iterator[Listed]:
    """`own`: the streets an item names. Read apart: JSON costs more than the rest of the row, and few items name any."""
    columns = ("pk", "list_kind", "code", "title", "title_en", "office_name", "basis", "role", "sample")
    for pk, kind, code, title, title_en, office, basis, role, sample in DutyItem.objects.filter(in_force(on)).order_by("pk").values_list(*columns):
        withdrawn = role == DutyRole.WITHDRAWN.value
        yield Listed(f"{kind}_DUTY", code, title, title_en, office, basis, withdrawn, sample, row=pk, streets=tuple(own.get(pk, ())))


def _powers(on: date) -> Iterator[Listed]:
    rows = EmpoweredMatter.objects.filter(in_force(on)).order_by("pk")
    for code, name, name_en, department, law, sample in rows.values_list("code", "name", "name_en", "original_department", "law", "sample"):
        yield Listed(VersionKind.POWER.value, code, name, name_en, department, law, sample=sample)


def _services(on: date) -> Iterator[Listed]:
    rows = ServiceItem.objects.filter(in_force(on)).order_by("pk")
    for code, name, name_en, category, basis, sample in rows.values_list("code", "name", "name_en", "category", "basis", "sample"):
        yield Listed(VersionKind.SERVICE.value, code, name, name_en, category, basis, sample=sample)


def _carried(unit_id: int | None) -> Callable[[Lists, int], bool]:
    """Is a line among those a unit answers to? Powers and services are in every list; of duties those of its lists that are for its street."""
    kinds, street_id = {f"{kind.value}_DUTY" for kind in lists_of(unit_id)} | {VersionKind.POWER.value, VersionKind.SERVICE.value}, _street_of(unit_id)

    def carried(lists: Lists, place: int) -> bool:
        streets = lists.streets[place]
        return lists.read.lines[place].kind in kinds and (street_id is None or streets is None or street_id in streets)

    return carried


def _beside(on: date, unit_id: int | None) -> Iterator[Listed]:
    """What rooms above keep: little, and of their own time."""
    for source in _sources.values():
        yield from source(on, unit_id)


def everyday_names(on: date) -> dict[str, list[str]]:
    """俗称 in force: name -> what the lists call it."""
    found: dict[str, list[str]] = {}
    for word, meaning in EverydayName.objects.filter(in_force(on)).order_by("pk").values_list("word", "meaning"):
        found.setdefault(word, []).append(meaning)
    return found


def titles_on(on: date) -> list[str]:
    """What stands on the lists that day."""
    return [line.title for line in (*_lists.get(on).read.lines, *_beside(on, None))]


_lists: Held[date, Lists] = Held(watch, Lists, kept=DAYS_KEPT)
