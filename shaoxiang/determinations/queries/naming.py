"""Duties of each office, the posts that carry them, the people who sit there; and what is still nobody's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from shaoxiang.determinations.models import PostDuty
from shaoxiang.determinations.rules import Naming
from shaoxiang.determinations.vocabulary import GapKind, PartKind, Share
from shaoxiang.duties.models import DutyItem
from shaoxiang.duties.queries.streets import for_street
from shaoxiang.duties.vocabulary import DutyRole, ListKind
from shaoxiang.institutions.models import Assignment, Body, Person, Post
from shaoxiang.institutions.queries.spans import all_names
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.language import in_words

OFFICE_KINDS = (BodyKind.INTERNAL_OFFICE.value, BodyKind.AFFILIATED_INSTITUTION.value)


def list_kinds(unit: Body) -> tuple[str, str]:
    """Which lists a unit answers to: its own, and that of institutions."""
    town = unit.kind == BodyKind.TOWN_GOVERNMENT
    return (ListKind.TOWN.value if town else ListKind.STREET.value, ListKind.INSTITUTION.value)


def offices_of(unit: Body, on: date) -> list[Body]:
    return list(Body.objects.filter(in_force(on), parent_id=unit.pk, kind__in=OFFICE_KINDS).order_by("kind", "order", "pk"))


PARTS_OF_OFFICES = {PartKind.OFFICES: BodyKind.INTERNAL_OFFICE.value, PartKind.INSTITUTIONS: BodyKind.AFFILIATED_INSTITUTION.value}


def offices_of_part(unit: Body, kind: str, on: date) -> dict[str, frozenset[str]]:
    """The name of each office a part of its 三定 speaks of -> all it goes by; empty for the other parts."""
    rows = [body for body in offices_of(unit, on) if body.kind == PARTS_OF_OFFICES.get(PartKind(kind))]
    named = all_names(row.pk for row in rows)
    return {row.name: frozenset({*named[row.pk], row.name, row.short_name, row.code, *row.aliases} - {""}) for row in rows}


def _listed(unit: Body, on: date) -> QuerySet[DutyItem]:
    """Duties of a unit in the order of its lists; what a higher level has taken back is nobody's here."""
    listed = DutyItem.objects.filter(in_force(on), list_kind__in=list_kinds(unit)).exclude(role=DutyRole.WITHDRAWN.value)
    rows: QuerySet[DutyItem] = for_street(listed, unit.street_id, on).order_by("order", "pk")
    return rows


def items_of_unit(unit: Body, on: date) -> dict[str, list[DutyItem]]:
    """Duties by the name of the office that carries them."""
    found: dict[str, list[DutyItem]] = defaultdict(list)
    for row in _listed(unit, on):
        found[row.office_name].append(row)
    return found


def items_of_offices(
    offices: Iterable[Body], unit: Body, on: date, items: Mapping[str, list[DutyItem]] | None = None,
) -> dict[int, list[DutyItem]]:
    """Duties by office, found by any name it has or had: lists written before a change of name say the old one. `items`: the unit's, where they are read."""
    items = items_of_unit(unit, on) if items is None else items
    named = all_names(office.pk for office in offices)
    return {key: [item for name in names for item in items.get(name, [])] for key, names in named.items()}


@dataclass(frozen=True, slots=True)
class Carrier:
    """A post on a duty, and who sits in it. `by_default`: nobody is named, the answering post of the office stands in."""

    post: Post
    share: Share | None
    people: tuple[Person, ...]
    by_default: bool = False


@dataclass(frozen=True, slots=True)
class DutyRow:
    item: DutyItem
    carriers: list[Carrier]

    @property
    def title(self) -> str:
        return in_words(self.item.title, self.item.title_en)

    @property
    def named(self) -> bool:
        return any(one.share == Share.LEAD for one in self.carriers)


@dataclass(slots=True)
class OfficeDuties:
    """One office: its duties, its posts, who carries what."""

    office: Body
    rows: list[DutyRow]
    posts: list[Post]
    people: dict[int, tuple[Person, ...]]
    shares: dict[tuple[int, str, str], str] = field(default_factory=dict)  # (post, list, item) -> share

    @property
    def named(self) -> frozenset[Naming]:
        """Who carries what, as it is saved."""
        return frozenset(Naming(post_id, list_kind, item, Share(share)) for (post_id, list_kind, item), share in self.shares.items())

    @property
    def revision(self) -> str:
        """Another one as soon as anything is named otherwise: whoever saves second is told."""
        return digest("|".join(f"{one.post_id}:{one.list_kind}:{one.item}:{one.share}" for one in sorted(self.named)))[:16]

    @property
    def unnamed(self) -> list[DutyRow]:
        return [row for row in self.rows if not row.named]

    @property
    def led(self) -> dict[tuple[str, str], bool]:
        """(list, item) that a post leads -> does somebody sit in one that does?"""
        found: dict[tuple[str, str], bool] = {}
        standing = {post.pk for post in self.posts}
        for (post_id, list_kind, item), share in self.shares.items():
            if share == Share.LEAD and post_id in standing:
                found[list_kind, item] = found.get((list_kind, item), False) or bool(self.people.get(post_id))
        return found

    @property
    def idle(self) -> list[Post]:
        """Posts with somebody in them and no duty of the list."""
        busy = {post_id for post_id, _list, _item in self.shares}
        return [post for post in self.posts if post.pk not in busy and self.people.get(post.pk)]


def office_duties(office: Body, unit: Body, on: date) -> OfficeDuties:
    return _of_offices([office], unit, on)[0]


def unit_duties(unit: Body, on: date, only: Iterable[DutyItem] | None = None) -> list[OfficeDuties]:
    """Office by office; `only`: of these items."""
    items: dict[str, list[DutyItem]] | None = None if only is None else defaultdict(list)
    for item in only or ():
        items[item.office_name].append(item)  # type: ignore[index]
    return _of_offices(offices_of(unit, on), unit, on, items)


def _of_offices(offices: list[Body], unit: Body, on: date, items: Mapping[str, list[DutyItem]] | None = None) -> list[OfficeDuties]:
    """Five statements, however many offices and duties."""
    keys = [office.pk for office in offices]
    listed = items_of_offices(offices, unit, on, items)
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in Post.objects.filter(in_force(on), body_id__in=keys).order_by("order", "pk"):
        posts[post.body_id].append(post)
    people = _people(keys, on)
    shares: dict[int, dict[tuple[int, str, str], str]] = defaultdict(dict)
    for row in PostDuty.objects.filter(in_force(on), post__body_id__in=keys).select_related("post"):
        shares[row.post.body_id][row.post_id, row.list_kind, row.item] = row.share
    return [_one_office(office, listed[office.pk], posts[office.pk], people, shares[office.pk]) for office in offices]


def _one_office(
    office: Body, items: Iterable[DutyItem], posts: list[Post], people: dict[int, tuple[Person, ...]], shares: dict[tuple[int, str, str], str],
) -> OfficeDuties:
    shared, standing_in = {(list_kind, code) for _post, list_kind, code in shares}, _standing_in(posts, people)
    rows = [
        DutyRow(item, _carriers(item, posts, people, shares, standing_in) if (item.list_kind, item.code) in shared else standing_in) for item in items
    ]
    return OfficeDuties(office, rows, posts, people, shares)


def _standing_in(posts: list[Post], people: dict[int, tuple[Person, ...]]) -> list[Carrier]:
    """The answering post of the office, where it has one."""
    answering = next((post for post in posts if post.answers), None)
    return [Carrier(answering, None, people.get(answering.pk, ()), by_default=True)] if answering is not None else []


def _carriers(
    item: DutyItem, posts: list[Post], people: dict[int, tuple[Person, ...]], shares: dict[tuple[int, str, str], str], standing_in: list[Carrier],
) -> list[Carrier]:
    found = [
        Carrier(post, Share(share), people.get(post.pk, ())) for post in posts if (share := shares.get((post.pk, item.list_kind, item.code))) is not None
    ]
    found.sort(key=lambda one: one.share != Share.LEAD)
    if any(one.share == Share.LEAD for one in found):
        return found
    return [*standing_in, *found]


def _people(offices: list[int], on: date) -> dict[int, tuple[Person, ...]]:
    found: dict[int, list[Person]] = defaultdict(list)
    for row in Assignment.objects.filter(in_force(on), post__body_id__in=offices).select_related("person").order_by("pk"):
        found[row.post_id].append(row.person)
    return {post_id: tuple(held) for post_id, held in found.items()}


class Line(NamedTuple):
    """A duty as one line among many: thousands are looked at, fifty are drawn."""

    code: str
    list_kind: str
    office_name: str
    title: str
    title_en: str
    sample: bool


class Gap(NamedTuple):
    """One line of 没有人负责的职责 / 没有职责的人, and the office page that cures it (none: the office is not there)."""

    kind: GapKind
    office_name: str
    office: Body | None
    item: Line | None = None
    post: Post | None = None
    people: tuple[Person, ...] = ()

    @property
    def title(self) -> str:
        return in_words(self.item.title, self.item.title_en) if self.item is not None else ""


@dataclass(frozen=True, slots=True)
class UnitGaps:
    unit: Body
    duties: int
    named: int
    gaps: list[Gap]
    composed: bool = False  # one of the duties counted is 示例

    def of(self, kind: GapKind) -> int:
        return sum(gap.kind == kind for gap in self.gaps)


def unit_gaps(unit: Body, on: date) -> UnitGaps:
    """Line by line; many units in numbers: `gaps.gap_counts`."""
    items: dict[str, list[Line]] = defaultdict(list)
    for line in map(Line._make, _listed(unit, on).values_list(*Line._fields)):
        items[line.office_name].append(line)
    offices, gaps, lines = _of_offices(offices_of(unit, on), unit, on, {}), list[Gap](), list[Line]()
    names = all_names(one.office.pk for one in offices)
    for one in offices:
        carried, led, office = [line for name in names[one.office.pk] for line in items.get(name, ())], one.led, one.office
        gaps += [Gap(GapKind.UNNAMED, office.name, office, line) for line in carried if (line.list_kind, line.code) not in led]
        gaps += [Gap(GapKind.VACANT, office.name, office, line) for line in carried if not led.get((line.list_kind, line.code), True)]
        gaps += [Gap(GapKind.IDLE, office.name, office, None, post, one.people.get(post.pk, ())) for post in one.idle]
        lines += carried
    unnamed = sum(gap.kind == GapKind.UNNAMED for gap in gaps)
    here, own = {name for known in names.values() for name in known}, list_kinds(unit)[0]
    orphans = [line for name, listed in items.items() if name not in here for line in listed if line.list_kind == own]
    gaps += [Gap(GapKind.NO_OFFICE, line.office_name, None, line) for line in orphans]
    return UnitGaps(unit, len(lines) + len(orphans), len(lines) - unnamed, gaps, any(line.sample for line in (*lines, *orphans)))
