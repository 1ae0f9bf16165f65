"""One cast for all: the people of the demo district, as actors. Needs the `district` fixture (the seeded profile)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from shaoxiang.institutions.models import Account, Assignment
from shaoxiang.institutions.queries import actor_of
from shaoxiang.kernel import geo
from shaoxiang.kernel.access import Actor, ActorKind

HOME = "150102001"  # 海拉尔东路街道
NEXT = "150102002"  # 锡林北路街道: the stranger's street


def assignment(role: str, *, street: str | None = None, body: str | None = None, without: tuple[str, ...] = (), skip: int = 0) -> Assignment:
    """The first assignment in force whose post holds the role, in a street (by code) or a body (by name). `skip` for a colleague."""
    found = Assignment.objects.select_related("person", "post__body__street", "post__body__unit").order_by("pk")
    for one in found.iterator(chunk_size=100):
        seat = one.post.body
        home = seat.street or (seat.unit.street if seat.unit else None)
        if role not in one.post.roles or set(without) & set(one.post.roles):
            continue
        if street is not None and (home is None or home.code != street):
            continue
        if body is not None and body not in (seat.name, seat.unit.name if seat.unit else ""):
            continue
        if skip:
            skip -= 1
            continue
        return one
    raise LookupError(f"nobody in the demo district is {role} of {street or body}")


@cache
def actor(role: str, **where: Any) -> Actor:
    """Somebody with the role, acting in that post. The laid district has the same keys every time, so once is enough."""
    return acting(assignment(role, **where))


def acting(one: Assignment) -> Actor:
    account = Account.objects.filter(person=one.person).first() or Account.objects.create_account(f"test-{one.person_id}", None, person=one.person)
    found = actor_of(one.pk, account, timezone.localdate())
    assert found is not None
    return found


@cache
def in_post(post_id: int) -> Actor:
    """Whoever sits in this post today."""
    return acting(Assignment.objects.select_related("person", "post").filter(post_id=post_id).order_by("-valid_from").first())


def resident(matter_id: int | None = None) -> Actor:
    """居民孙阿姨: without a number she may report; with number and code she acts on her own case only."""
    return Actor(kind=ActorKind.RESIDENT, roles=frozenset({"RESIDENT"}), matter_id=matter_id, name="居民孙阿姨")


@cache
def point_in(street: str = HOME, turn: int = 0) -> tuple[float, float, str]:
    """(lon, lat, grid code) of a point well inside a grid of the street."""
    table = Path(geo.__file__).parent / "tests/data/grid_points_test.csv"
    with table.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["expected_street"] == street]
    row = rows[turn % len(rows)]
    return float(row["lng"]), float(row["lat"]), row["expected_grid"]
