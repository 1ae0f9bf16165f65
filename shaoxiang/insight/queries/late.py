"""谁晚了: what is past due or nearly, by who holds it. Cases counted from one index; whistles by the units that were called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from shaoxiang.insight import access
from shaoxiang.insight.queries import links
from shaoxiang.insight.queries.whistles import WhistleLine
from shaoxiang.insight.rules import Scope, Surge, surge
from shaoxiang.insight.vocabulary import ScopeKind
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.matter.counting import uncounted
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.web.names import name_of
from shaoxiang.whistles.models import Whistle


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the list of exactly its records ("" where that list is not there)."""

    n: int
    url: str


@dataclass(frozen=True, slots=True)
class LateLine:
    """What one holder is late with, and nearly. `inside`: an office of the street's own, under the street's line.

    `refused`, `refused_whistles`: of the late ones those a street refused: they are worked on, and counted in no assessment.
    """

    name: str
    late: Figure
    soon: Figure
    whistles: Figure
    refused: Figure
    refused_whistles: Figure
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Late:
    late: Figure
    soon: Figure
    whistles: Figure
    refused: Figure
    refused_whistles: Figure
    lines: tuple[LateLine, ...]
    today: Figure | None = None  # said only where it is many more than yesterday
    surge: Surge | None = None


@dataclass(slots=True)
class _Held:
    late: int = 0
    soon: int = 0
    first: datetime | None = None
    refused: int = 0

    def add(self, late: int, soon: int, first: datetime | None) -> None:
        self.late, self.soon = self.late + late, self.soon + soon
        self.first = min([at for at in (self.first, first) if at is not None], default=None)


def running_cases(scope: Scope) -> Q:
    """Running cases whose lateness the scope answers for, as a condition on matters."""
    return Q(kind=MatterKind.CASE.value, closed_at__isnull=True) & access.late_of(scope)


def late_part(scope: Scope, whistles: list[WhistleLine], now: datetime) -> Late:
    """Whose is longest overdue comes first: an order of urgency, not of merit."""
    held = _cases(scope, now)
    called = _whistles(scope, whistles)
    refused = _refused_of(called)
    total = _Held()
    for one in held.values():
        total.add(one.late, one.soon, one.first)
        total.refused += one.refused
    new = _surge(scope, now)
    return Late(
        Figure(total.late, links.cases(scope, light="OVERDUE")), Figure(total.soon, links.cases(scope, light="DUE_SOON")),
        Figure(len(set().union(*called.values())), links.whistles(scope, late=1)),
        Figure(total.refused, links.cases(scope, light="OVERDUE", uncounted=1)), Figure(len(refused), links.whistles(scope, late=1, uncounted=1)),
        tuple(_lines(scope, held, called, refused)),
        Figure(new[1], links.cases(scope, opened_from=timezone.localdate(now).isoformat())) if new else None, new[0] if new else None,
    )


# --- cases -------------------------------------------------------------------------------------------------------------

Key = tuple[int | None, int | None]  # unit and office, or street and nothing


def _cases(scope: Scope, now: datetime) -> dict[Key, _Held]:
    by = ("street_id",) if scope.kind is ScopeKind.UNIT else ("unit_id", "office_id")
    rows = Matter.objects.filter(running_cases(scope), warn_at__lte=now).order_by().values_list(*by).annotate(
        late=Count("due_at", filter=Q(due_at__lte=now)), soon=Count("due_at", filter=Q(due_at__gt=now)), first=Min("due_at"),  # all in the index
    )
    found: dict[Key, _Held] = defaultdict(_Held)
    for *place, late, soon, first in rows:
        key = _place(scope, place[0], None, None) if len(place) == 1 else _place(scope, None, place[0], place[1])
        found[key].add(late, soon, first)
    for *place, n in _rows_by(scope, by, uncounted(), Q(due_at__lte=now)):
        found[_place(scope, place[0], None, None) if len(place) == 1 else _place(scope, None, place[0], place[1])].refused += n
    return found


def _rows_by(scope: Scope, by: tuple[str, ...], *conditions: Q) -> list[tuple[Any, ...]]:
    """Running cases under these conditions, counted by holder."""
    rows = Matter.objects.filter(running_cases(scope), *conditions).order_by().values_list(*by)
    return list(rows.annotate(n=Count("pk")))


def _place(scope: Scope, street: int | None, unit: int | None, office: int | None) -> Key:
    """Whose it is, as the board groups: a department's by street, an office's by itself, else by unit, and inside one's own street by office."""
    if scope.kind is ScopeKind.UNIT:
        return street, None
    own = scope.kind is ScopeKind.OFFICE or (scope.kind is ScopeKind.STREET and unit == scope.unit_id)
    return unit, office if own else None


def next_change(scope: Scope, now: datetime) -> list[datetime | None]:
    """When the next case becomes late, or nearly: two looks into an index."""
    rows = Matter.objects.filter(running_cases(scope))
    return [rows.filter(**{f"{at}__gt": now}).order_by(at).values_list(at, flat=True).first() for at in ("due_at", "warn_at")]


# --- whistles ----------------------------------------------------------------------------------------------------------


def _whistles(scope: Scope, lines: list[WhistleLine]) -> dict[Key, set[int]]:
    """Whistles in which a unit is late, by the same holders as the cases."""
    found: dict[Key, set[int]] = defaultdict(set)
    for line in lines:
        for unit in line.units:
            if unit.late:
                found[_place(scope, line.street_id, unit.unit_id, unit.office_id)].add(line.matter_id)
    return found


def _refused_of(called: dict[Key, set[int]]) -> set[int]:
    """Of these whistles those that a street refused, or that came from a case it refused."""
    keys = set().union(*called.values())
    return set(Whistle.objects.filter(uncounted("pk", "case_id"), pk__in=keys).values_list("pk", flat=True)) if keys else set()


# --- lines -------------------------------------------------------------------------------------------------------------


def _lines(scope: Scope, held: dict[Key, _Held], called: dict[Key, set[int]], refused: set[int]) -> list[LateLine]:
    own = scope.unit_id if scope.kind is ScopeKind.STREET else None
    keys = held.keys() | called.keys()
    groups: dict[int | None, list[Key]] = defaultdict(list)
    for key in keys:
        groups[key[0]].append(key)
    found = []
    for _first, unit, members in sorted(((_first_of(held, members), unit or 0, members) for unit, members in groups.items()), key=lambda each: each[:2]):
        found.append(_line(scope, unit or None, None, members, held, called, refused))
        if own is not None and unit == own:
            inside = [key for key in members if key[1] is not None]
            inside.sort(key=lambda key: (_first_of(held, [key]), key[1] or 0))
            found += [_line(scope, unit, key[1], [key], held, called, refused) for key in inside]
    return found


def _first_of(held: dict[Key, _Held], members: list[Key]) -> float:
    times = [one.first.timestamp() for key in members if (one := held.get(key)) is not None and one.first is not None]
    return min(times, default=0.0)  # only whistles are late: minutes matter there, first


def _line(
    scope: Scope, unit: int | None, office: int | None, members: list[Key], held: dict[Key, _Held], called: dict[Key, set[int]], refused: set[int],
) -> LateLine:
    late = sum(held[key].late for key in members if key in held)
    soon = sum(held[key].soon for key in members if key in held)
    whistles: set[int] = set().union(*(called.get(key, set()) for key in members))
    narrowed = _filter(scope, unit, office)
    cases: Callable[..., str] = links.cases if narrowed is not None else _nowhere
    more = narrowed or {}
    return LateLine(
        _name(scope, unit, office), Figure(late, cases(scope, light="OVERDUE", **more)), Figure(soon, cases(scope, light="DUE_SOON", **more)),
        Figure(len(whistles), links.whistles(scope, late=1, **more) if narrowed is not None else ""),
        Figure(sum(held[key].refused for key in members if key in held), cases(scope, light="OVERDUE", uncounted=1, **more)),
        Figure(len(whistles & refused), links.whistles(scope, late=1, uncounted=1, **more) if narrowed is not None else ""), office is not None,
    )


def _nowhere(_scope: Scope, **_query: Any) -> str:
    return ""


def _filter(scope: Scope, unit: int | None, office: int | None) -> dict[str, Any] | None:
    """The holder as the list's filter; None where the list cannot say it (held by nobody yet)."""
    if scope.kind is ScopeKind.OFFICE:
        return {}
    if unit is None:
        return None
    if scope.kind is ScopeKind.UNIT:
        return {"street": unit}
    return {"unit": unit, "office": office} if office is not None else {"unit": unit}


def _name(scope: Scope, unit: int | None, office: int | None) -> str:
    if scope.kind is ScopeKind.UNIT:
        return name_of("street", unit)
    if office is not None:
        return name_of("body", office)
    return name_of("body", unit) if unit is not None else in_words("还没有定单位", "No unit yet")


# --- many more than yesterday ------------------------------------------------------------------------------------------


def _surge(scope: Scope, now: datetime) -> tuple[Surge, int] | None:
    """New cases so far today against yesterday until this hour. Asked where someone may call in help: a street, the district."""
    if scope.kind not in (ScopeKind.DISTRICT, ScopeKind.STREET):
        return None
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    day = timedelta(days=1)
    rows = Matter.objects.filter(access.late_of(scope), kind=MatterKind.CASE.value)
    counted = rows.filter(opened_at__gte=midnight - day, opened_at__lte=now).aggregate(
        today=Count("opened_at", filter=Q(opened_at__gte=midnight)), before=Count("opened_at", filter=Q(opened_at__lte=now - day)),
    )
    said = surge(counted["today"], counted["before"])
    return (said, counted["today"]) if said else None


def long_late(scope: Scope, now: datetime, most: int) -> list[Matter]:
    """Three days late, and nobody has said a word from above."""
    rows = Matter.objects.filter(running_cases(scope), due_at__lte=now - timedelta(days=3), supervision_notes__isnull=True)
    return list(rows.order_by(F("due_at").asc(), "pk")[:most])
