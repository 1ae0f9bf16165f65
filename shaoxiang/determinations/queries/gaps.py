"""没有人负责的职责 of many units in numbers: counted by the database and by keys, so that a long list costs no more rows than a short one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q

from shaoxiang.determinations.models import PostDuty
from shaoxiang.determinations.queries.naming import OFFICE_KINDS, list_kinds
from shaoxiang.determinations.vocabulary import GapKind, Share
from shaoxiang.duties.models import DutyItem
from shaoxiang.duties.queries.streets import keys_of, street_keys
from shaoxiang.duties.vocabulary import DutyRole
from shaoxiang.institutions.models import Assignment, Body, Post
from shaoxiang.institutions.queries.spans import all_names
from shaoxiang.kernel.dated import in_force

Key = tuple[str, str]  # list and item, or list and office name


@dataclass(frozen=True, slots=True)
class GapCounts:
    """One unit in numbers, the same as `naming.unit_gaps` finds line by line. `composed`: one of the duties counted is 示例; `offices`: the duties of each,
    and how many of them no post leads."""

    unit: Body
    duties: int
    named: int
    counts: list[tuple[GapKind, int]]
    composed: bool
    offices: dict[int, tuple[int, int]]

    def of(self, kind: GapKind) -> int:
        return dict(self.counts)[kind]


def gap_counts(units: Iterable[Body], on: date) -> list[GapCounts]:
    """In the order given. Nine statements, however many units, offices and duties."""
    rows = list(units)
    office_of = dict(Body.objects.filter(in_force(on), parent_id__in=[unit.pk for unit in rows], kind__in=OFFICE_KINDS).values_list("pk", "parent_id"))
    offices: dict[int, list[int]] = defaultdict(list)
    for office, unit in office_of.items():
        offices[unit or 0].append(office)
    listed, held, names = _listed(on), _held(office_of, on), all_names(office_of)
    return [_one(unit, {key: names[key] for key in offices[unit.pk]}, listed, held) for unit in rows]


class _Own(NamedTuple):
    """An item that is only for some streets."""

    place: Key
    code: str
    sample: bool
    streets: frozenset[int]


@dataclass(slots=True)
class _Listed:
    """The lists of a day. By list and office: how many items for every street, how many of them 示例; `own`: those for some streets; `where`: of items
    that a post leads, the office they are listed under."""

    counted: dict[Key, tuple[int, int]]
    own: list[_Own]
    where: dict[Key, list[str]]

    def of(self, unit: Body) -> _Listed:
        """With the items of this unit's street among the rest."""
        counted, where = dict(self.counted), {key: list(found) for key, found in self.where.items()} if self.own else self.where
        for one in self.own:
            if unit.street_id is None or unit.street_id in one.streets:
                n, composed = counted.get(one.place, (0, 0))
                counted[one.place] = n + 1, composed + one.sample
                where.setdefault((one.place[0], one.code), []).append(one.place[1])
        return _Listed(counted, [], where)


def _listed(on: date) -> _Listed:
    rows = DutyItem.objects.filter(in_force(on)).exclude(role=DutyRole.WITHDRAWN.value).order_by()
    everywhere, some, keys = rows.filter(streets=[]), rows.exclude(streets=[]), street_keys(on)
    by_office = everywhere.values_list("list_kind", "office_name").annotate(n=Count("pk"), composed=Count("pk", filter=Q(sample=True)))
    own = [
        _Own((kind, office), code, sample, keys_of(streets, keys) or frozenset())
        for kind, office, code, sample, streets in some.values_list("list_kind", "office_name", "code", "sample", "streets")
    ]
    where: dict[Key, list[str]] = defaultdict(list)
    led = PostDuty.objects.filter(in_force(on), share=Share.LEAD.value).values("item")
    for kind, code, office in everywhere.filter(code__in=led).values_list("list_kind", "code", "office_name"):
        where[kind, code].append(office)
    return _Listed({(kind, office): (n, composed) for kind, office, n, composed in by_office}, own, dict(where))


@dataclass(slots=True)
class _Held:
    """By office: posts with somebody in them, and without; by post: the items it leads; posts that carry anything."""

    manned: dict[int, list[int]]
    empty: dict[int, list[int]]
    leads: dict[int, list[Key]]
    busy: set[int]


def _held(offices: Mapping[int, int | None], on: date) -> _Held:
    found = _Held(defaultdict(list), defaultdict(list), defaultdict(list), set())
    seated = set(Assignment.objects.filter(in_force(on), post__body_id__in=offices).values_list("post_id", flat=True))
    for post, office in Post.objects.filter(in_force(on), body_id__in=offices).order_by().values_list("pk", "body_id"):
        (found.manned if post in seated else found.empty)[office].append(post)
    shares = PostDuty.objects.filter(in_force(on), post__body_id__in=offices).order_by()
    for post, kind, item, share in shares.values_list("post_id", "list_kind", "item", "share"):
        found.busy.add(post)
        if share == Share.LEAD.value:
            found.leads[post].append((kind, item))
    return found


def _one(unit: Body, names: Mapping[int, list[str]], every: _Listed, held: _Held) -> GapCounts:
    listed, kinds, here = every.of(unit), list_kinds(unit), {name for known in names.values() for name in known}
    found, offices, composed = Counter[GapKind](), dict[int, tuple[int, int]](), 0
    for office, known in names.items():
        counted = [listed.counted.get((kind, name), (0, 0)) for kind in kinds for name in known]
        duties, composed = sum(n for n, _samples in counted), composed + sum(samples for _n, samples in counted)
        manned, alone = _led(held.manned[office], kinds, known, listed, held), _led(held.empty[office], kinds, known, listed, held)
        offices[office] = (duties, duties - sum((manned | alone).values()))
        found[GapKind.UNNAMED] += offices[office][1]
        found[GapKind.VACANT] += sum(n for key, n in alone.items() if key not in manned)
        found[GapKind.IDLE] += sum(post not in held.busy for post in held.manned[office])
    orphans = [held_there for (kind, name), held_there in listed.counted.items() if kind == kinds[0] and name not in here]
    found[GapKind.NO_OFFICE] = sum(n for n, _samples in orphans)
    every_duty = sum(n for n, _unnamed in offices.values())
    return GapCounts(
        unit, every_duty + found[GapKind.NO_OFFICE], every_duty - found[GapKind.UNNAMED], [(kind, found[kind]) for kind in GapKind],
        bool(composed or any(samples for _n, samples in orphans)), offices,
    )


def _led(posts: Iterable[int], kinds: Iterable[str], names: Iterable[str], listed: _Listed, held: _Held) -> dict[Key, int]:
    """Items of the office that these posts lead, and how often each stands in its list."""
    found: dict[Key, int] = {}
    for key in {key for post in posts for key in held.leads[post] if key[0] in kinds}:
        n = sum(office in names for office in listed.where.get(key, ()))
        if n:
            found[key] = n
    return found
