"""Reads for appointments: who is free to come on a quota, which posts are vacant in a unit, and how full the quota would be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from shaoxiang.institutions.models import Assignment, Body, Person
from shaoxiang.kernel.dated import in_force
from shaoxiang.staffing import rules
from shaoxiang.staffing.models import QuotaEntry, QuotaHolding
from shaoxiang.staffing.queries.quotas import lines_of
from shaoxiang.staffing.queries.selection import leadership, vacant_posts
from shaoxiang.staffing.rules import StaffingRefused, Standing
from shaoxiang.staffing.vocabulary import QuotaType, Rank

MOST = 30
STAFFED = rules.STREET_KINDS | rules.DISTRICT_KINDS | {"INTERNAL_OFFICE", "AFFILIATED_INSTITUTION", "DISPATCHED_INSTITUTION"}


@dataclass(frozen=True, slots=True)
class Room:
    """这样办以后: one more on this quota, and in this leadership post."""

    standing: Standing
    rank: Rank
    posts: int
    leaders: int
    refused: StaffingRefused | None

    @property
    def after(self) -> int:
        return self.standing.headcount + 1

    @property
    def leaders_after(self) -> int:
        return self.leaders + 1


def room(body_id: int, quota_type: QuotaType, rank: Rank, on: date) -> Room:
    held = QuotaHolding.objects.filter(in_force(on), body_id=body_id, quota_type=quota_type).count()
    standing = Standing(rules.total(lines_of(body_id, quota_type.value), on), held)
    posts, leaders = leadership(body_id, rank, on) if rank is not Rank.NONE else (0, 0)
    refused = None
    try:
        rules.check_appointment(standing, rank, posts, leaders, post_is_vacant=True)
    except StaffingRefused as found:
        refused = found
    return Room(standing, rank, posts, leaders, refused)


def free_people_named(words: str, on: date) -> list[tuple[int, str]]:
    """People on no quota that day whose name holds the words."""
    if not words.strip():
        return []
    held = QuotaHolding.objects.filter(in_force(on)).values("person_id")
    rows = list(Person.objects.filter(name__contains=words.strip()).exclude(pk__in=held).order_by("name", "pk")[:MOST])
    seats: dict[int, list[str]] = {}
    for seat in Assignment.objects.filter(in_force(on), person__in=rows).select_related("post__body").order_by("pk"):
        seats.setdefault(seat.person_id, []).append(f"{seat.post.body.shown_name} {seat.post.shown_title}")
    return [(row.pk, " · ".join([row.shown_name, *seats.get(row.pk, [])])) for row in rows]


def posts_for(unit: Body, people: list[int], on: date) -> list[tuple[int, str]]:
    """Vacant posts of the unit, and those in which one of these people sits already."""
    bodies = [unit.pk, *Body.objects.filter(in_force(on), unit=unit).values_list("pk", flat=True)]
    own = Assignment.objects.filter(in_force(on), person_id__in=people, post__body_id__in=bodies).select_related("post__body", "person")
    sitting = [(row.post_id, f"{row.post.body.shown_name} {row.post.shown_title}（{row.person.shown_name}）") for row in own]
    return vacant_posts(on, bodies) + sitting


def seated_people(on: date) -> list[Assignment]:
    """Who works that day in a unit, an office or an institution; a person in several posts once."""
    rows = Assignment.objects.filter(in_force(on), post__body__kind__in=STAFFED).select_related("person", "post")
    first: dict[int, Assignment] = {}
    for row in rows.order_by("post__body__order", "post__body__code", "post__order", "pk"):
        first.setdefault(row.person_id, row)
    return list(first.values())


class Ledger(NamedTuple):
    """Of some units on a day: those whose quotas are kept here, and who is on them. Without a ledger nothing is asked."""

    units: frozenset[int]
    people: frozenset[tuple[int, int]]  # (unit, person)

    def holds(self, unit_id: int, person_id: int) -> bool:
        return unit_id not in self.units or (unit_id, person_id) in self.people


def ledger_of(unit_ids: Collection[int], on: date) -> Ledger:
    kept = QuotaEntry.objects.filter(body_id__in=unit_ids, effective_on__lte=on).values_list("body_id", flat=True).distinct()
    held = QuotaHolding.objects.filter(in_force(on), body_id__in=unit_ids).values_list("body_id", "person_id")
    return Ledger(frozenset(kept), frozenset(held))


def people_on(unit_id: int, on: date) -> list[Person]:
    """Whoever is on a quota of the unit that day, by name."""
    held = QuotaHolding.objects.filter(in_force(on), body_id=unit_id).values("person_id")
    return list(Person.objects.filter(pk__in=held).order_by("name", "pk"))
