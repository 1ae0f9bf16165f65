"""机构登记: bodies and posts as a list, on a day, by kind, unit and state; the same rows go out as a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from shaoxiang.institutions.models import Assignment, Body, Plate, Post
from shaoxiang.institutions.queries.names import known_as
from shaoxiang.institutions.queries.spans import as_on, that_day
from shaoxiang.institutions.vocabulary import BodyKind, RegisterState
from shaoxiang.kernel.dated import in_force


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is filtered by; empty: everything."""

    on: date
    kind: str = ""
    unit: str = ""  # code
    state: str = RegisterState.HOLDS.value
    words: str = ""


# 区级在前，镇街和它里面的随后，社区最后
RANKED = (
    BodyKind.DISTRICT_ORGAN, BodyKind.COMMAND_CENTER, BodyKind.DEPARTMENT, BodyKind.EMERGENCY_TEAM, BodyKind.PUBLIC_UTILITY, BodyKind.STREET_OFFICE,
    BodyKind.TOWN_GOVERNMENT, BodyKind.INTERNAL_OFFICE, BodyKind.AFFILIATED_INSTITUTION, BodyKind.DISPATCHED_INSTITUTION, BodyKind.COMMUNITY_COMMITTEE,
)
UNITS = (BodyKind.STREET_OFFICE.value, BodyKind.TOWN_GOVERNMENT.value)
_LAST = date(9999, 12, 31)
# What a list may be sorted by; a minus in front turns it round. All end in the code, which is unique.
SORTS: dict[str, dict[str, tuple[str, ...]]] = {
    "bodies": {"kind": ("kind_rank", "code"), "code": ("code",), "name": ("name", "code"), "parent": ("parent_name", "code"), "from": ("valid_from", "code"),
               "to": ("ends", "code")},
    "posts": {"kind": ("kind_rank", "code"), "code": ("code",), "title": ("title", "code"), "body": ("body__name", "code"),
              "from": ("valid_from", "code"), "to": ("ends", "code")},
}


def order_of(of: str, sort: str) -> tuple[str, ...]:
    """The order for a keyset; what is not known is the first of the list."""
    known = SORTS[of]
    order = known.get(sort.removeprefix("-"), next(iter(known.values())))
    return tuple(f"-{name}" for name in order) if sort.startswith("-") and sort[1:] in known else order


def bodies(asked: Asked) -> QuerySet[Body]:
    """District bodies first, communities last. `row.known_as` where another name than today's is what was asked for: see `told_names`."""
    plates = Prefetch("plates", queryset=Plate.objects.filter(in_force(asked.on)).order_by("pk"), to_attr="plates_then")
    rows = Body.objects.filter(_in_state(asked)).select_related("parent", "unit", "community").prefetch_related(plates)
    if asked.kind in BodyKind.__members__:
        rows = rows.filter(kind=asked.kind)
    if asked.unit:
        rows = rows.filter(that_day(asked.on, unit__code=asked.unit))
    if asked.words:
        plated = Q(pk__in=Plate.objects.filter(title__icontains=asked.words).values("body_id"))
        rows = rows.filter(Q(name__icontains=asked.words) | Q(name_en__icontains=asked.words) | Q(code__icontains=asked.words) | plated
                           | Q(pk__in=list(known_as(asked.words))))
    return _ranked(rows).order_by("kind_rank", "code")


def _ranked(rows: QuerySet[Body]) -> QuerySet[Any]:
    return rows.annotate(kind_rank=_rank("kind"), parent_name=Coalesce("parent__name", Value("")),
                         ends=Coalesce("valid_to", Value(_LAST)))


def _rank(column: str) -> Case:
    return Case(*(When(**{column: kind.value}, then=Value(rank)) for rank, kind in enumerate(RANKED)), default=Value(len(RANKED)))


def told_names(rows: Iterable[Body], words: str) -> None:
    """Says of each row by which other name it was found, where its name does not hold the words."""
    found = known_as(words) if words else {}
    for row in rows:
        known = found.get(row.pk)
        row.known_as = known.words if known is not None and words.casefold() not in row.name.casefold() else ""  # type: ignore[attr-defined]


def posts(asked: Asked) -> QuerySet[Any]:
    """As their bodies stand: the district's first, grid workers of communities last."""
    seats = Assignment.objects.filter(in_force(asked.on)).select_related("person").order_by("pk")
    rows = Post.objects.filter(_in_state(asked)).select_related("body__unit").prefetch_related(Prefetch("assignments", queryset=seats, to_attr="seats_then"))
    if asked.kind in BodyKind.__members__:
        rows = rows.filter(body__kind=asked.kind)
    if asked.unit:
        rows = rows.filter(body__unit__code=asked.unit)
    if asked.words:
        rows = rows.filter(Q(title__icontains=asked.words) | Q(code__icontains=asked.words) | Q(body__name__icontains=asked.words)
                           | Q(body__in=list(known_as(asked.words))))
    if asked.state == RegisterState.VACANT:
        rows = rows.exclude(Exists(Assignment.objects.filter(in_force(asked.on), post=OuterRef("pk"))))
    return rows.annotate(ends=Coalesce("valid_to", Value(_LAST)), kind_rank=_rank("body__kind")).order_by("kind_rank", "code")


# --- by groups: the register as an organisation, not as a table of codes -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """One line that opens: bodies of a kind in the district, or a street or town with what stands in it. `key` asks for its rows."""

    key: str
    kind: str
    unit: Body | None
    counts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return sum(number for _kind, number in self.counts)


def groups(asked: Asked) -> tuple[list[Group], list[Group]]:
    """(the district's own by kind, streets and towns). Two reads, however many bodies there are."""
    district: dict[str, int] = {}
    streets: dict[int, dict[str, int]] = {}
    for kind, street, number in Body.objects.filter(_in_state(asked)).order_by().values_list("kind", "street_id").annotate(n=Count("pk")):
        where = district if street is None else streets.setdefault(street, {})
        where[kind] = number
    units = as_on(Body.objects.filter(kind__in=UNITS, street_id__in=list(streets)).order_by("order", "code"), asked.on)
    kinds = [kind.value for kind in RANKED]
    return (
        [Group(f"kind:{kind}", kind, None, ((kind, district[kind]),)) for kind in kinds if kind in district],
        [Group(f"street:{unit.code}", unit.kind, unit, tuple((kind, inside[kind]) for kind in kinds if kind in inside))
         for unit in units for inside in [streets[unit.street_id or 0]]],
    )


def in_group(asked: Asked, key: str) -> QuerySet[Body]:
    """The rows of one group, or of the communities of a street (`communities:CODE`); none for a key nobody gave."""
    what, _colon, code = key.partition(":")
    rows: QuerySet[Any] = bodies(asked)
    if what == "kind":
        return rows.filter(kind=code, street=None)
    inside = rows.filter(street__in=Body.objects.filter(kind__in=UNITS, code=code).values("street_id"))
    folded = Q(kind=BodyKind.COMMUNITY_COMMITTEE.value)
    if what not in ("street", "communities"):
        return rows.none()
    return (inside.filter(folded) if what == "communities" else inside.exclude(folded)).order_by("kind_rank", "order", "code")


def people(asked: Asked) -> QuerySet[Assignment]:
    """任职: one row for each seat."""
    rows = Assignment.objects.filter(_in_state(asked)).select_related("person", "post__body")
    if asked.unit:
        rows = rows.filter(post__body__unit__code=asked.unit)
    return rows.order_by("post__code", "valid_from", "pk")


def _in_state(asked: Asked) -> Q:
    states: dict[str, Q] = {
        RegisterState.ENDED.value: Q(valid_to__isnull=False, valid_to__lte=asked.on), RegisterState.COMING.value: Q(valid_from__gt=asked.on),
        RegisterState.ENDING.value: in_force(asked.on) & Q(valid_to__isnull=False), RegisterState.ALL.value: Q(),
    }
    return states.get(asked.state, in_force(asked.on))


def asked_of(values: Any, on: date) -> Asked:
    """Of a query string."""
    state = values.get("state", "") or RegisterState.HOLDS.value
    return Asked(on, values.get("kind", "")[:24], values.get("unit", "")[:40], state[:12], values.get("q", "").strip()[:40])
