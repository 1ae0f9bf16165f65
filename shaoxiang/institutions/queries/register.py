"""机构登记: bodies and posts as a list, on a day, by kind, unit and state; the same rows go out as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from shaoxiang.institutions.models import Assignment, Body, BodySpan, Plate, Post
from shaoxiang.institutions.queries.spans import that_day
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


def bodies(asked: Asked) -> QuerySet[Body]:
    plates = Prefetch("plates", queryset=Plate.objects.filter(in_force(asked.on)).order_by("pk"), to_attr="plates_then")
    rows = Body.objects.filter(_in_state(asked)).select_related("parent", "unit", "community").prefetch_related(plates)
    if asked.kind in BodyKind.__members__:
        rows = rows.filter(kind=asked.kind)
    if asked.unit:
        rows = rows.filter(that_day(asked.on, unit__code=asked.unit))
    if asked.words:
        once = Q(pk__in=BodySpan.objects.filter(name__icontains=asked.words).values("body_id"))
        rows = rows.filter(Q(name__icontains=asked.words) | Q(code__icontains=asked.words) | once)
    return rows.order_by("code")


def posts(asked: Asked) -> QuerySet[Post]:
    seats = Assignment.objects.filter(in_force(asked.on)).select_related("person").order_by("pk")
    rows = Post.objects.filter(_in_state(asked)).select_related("body__unit").prefetch_related(Prefetch("assignments", queryset=seats, to_attr="seats_then"))
    if asked.kind in BodyKind.__members__:
        rows = rows.filter(body__kind=asked.kind)
    if asked.unit:
        rows = rows.filter(body__unit__code=asked.unit)
    if asked.words:
        rows = rows.filter(Q(title__icontains=asked.words) | Q(code__icontains=asked.words) | Q(body__name__icontains=asked.words))
    if asked.state == RegisterState.VACANT:
        rows = rows.exclude(Exists(Assignment.objects.filter(in_force(asked.on), post=OuterRef("pk"))))
    return rows.order_by("code")


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
