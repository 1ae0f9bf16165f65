"""Rows in the mould of one real row, and the registers of the rooms that show them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

ROWS, SOME = 5_000, 200
SPREAD = 100  # so many rows and more lie on every unit alike, fewer on the home street alone


@dataclass(frozen=True, slots=True)
class Register:
    """`make` adds so many rows; `pages`: addresses that show them, as whoever holds the role reads them. `rows`: fewer where no district has so many."""

    name: str
    role: str
    make: Callable[[int], Any]
    pages: Callable[[], Sequence[str]]
    rows: int = ROWS


def alike(row: Any, n: int, *, children: Sequence[tuple[Any, str]] = (), **columns: Any) -> list[Any]:
    """`n` rows more in the mould of one, with matters of their own where it has one. `columns`: what differs, a value or a function of the turn.

    `children`: rows that point at it, and the column they point with; every new row gets the same.
    """
    model = type(row)
    own = {one.attname: getattr(row, one.attname) for one in model._meta.concrete_fields if not one.primary_key or one.attname == "matter_id"}
    if own.get("matter_id"):
        keys = [one.pk for one in _matters_like(row.matter, n)]
        columns["matter_id"] = keys.__getitem__
    made = [model(**own | {name: told(turn) if callable(told) else told for name, told in columns.items()}) for turn in range(n)]
    model._default_manager.bulk_create(made, batch_size=500)
    for rows, link in children:
        for child in rows:
            alike(child, n, **{link: lambda turn: made[turn].pk})
    return made


def _matters_like(matter: Any, n: int) -> list[Any]:
    from shaoxiang.kernel.matter.models import Matter

    begin = Matter.objects.count()
    return alike(matter, n, number=lambda turn: f"{matter.number[:2]}20190101-{begin + turn:06d}")


def numbered(letters: str, model: Any) -> Callable[[int], str]:
    begin = model.objects.count()
    return lambda turn: f"{letters}{begin + turn:05d}"


def units_of(n: int) -> Callable[[int], int]:
    """Turn -> the unit that row belongs to."""
    from shaoxiang.institutions.models import Body
    from tests import people

    found = [Body.objects.get(code=f"S{people.HOME}").pk]
    if n >= SPREAD:
        found = list(Body.objects.filter(kind__in=("STREET_OFFICE", "TOWN_GOVERNMENT", "DEPARTMENT"), valid_to=None).values_list("pk", flat=True))
    return lambda turn: found[turn % len(found)]


def client_of(register: Register) -> Any:
    from django.test import Client

    from shaoxiang.cases.tests.seats import seated
    from tests import people

    if not register.role:
        return Client()
    street = {"street": people.HOME} if register.role.startswith("STREET") else {}
    return seated(people.actor(register.role, **street))


def forget_books() -> None:
    """What a process keeps was compiled before the rows were made."""
    from shaoxiang.kernel import held

    for book in list(held.every):
        book.forget()
