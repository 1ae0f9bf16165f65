"""What every room's row of a matter has in common: its number, its name, its status as the room's own word; and how it is held."""

from __future__ import annotations

from typing import Any, Generic, TypeVar, overload

from django.db import models

from shaoxiang.kernel.access import Actor, Grants, allowed, require
from shaoxiang.kernel.flow import Flow, Move
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.vocabulary import Vocabulary

Status = TypeVar("Status", bound=Vocabulary)
Row = TypeVar("Row", bound=models.Model)


class StatusOf(Generic[Status]):
    """The matter's status as the room's own word: `status = StatusOf(CaseStatus)`. Raises ValueError where the list does not know the code."""

    def __init__(self, words: type[Status]) -> None:
        self.words = words

    @overload
    def __get__(self, row: None, owner: type) -> StatusOf[Status]: ...

    @overload
    def __get__(self, row: models.Model, owner: type) -> Status: ...

    def __get__(self, row: Any, owner: type) -> Any:
        return self if row is None else self.words(row.matter.status)


class OfMatter(models.Model):
    """A row that shares its matter's primary key: `class Case(OfMatter)`, with a one-to-one `matter` of its own."""

    matter: Any

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return str(self.matter.number)


def hold(rows: models.QuerySet[Row], number: str) -> Row:
    """The row of that number, its matter held until the transaction ends: two people acting at once take turns. Raises the row's DoesNotExist.

    `rows`: whose number it may be; narrowed to an actor's rows, others do not exist for him.
    """
    matter = Matter.objects.select_for_update().filter(number=number).first()
    row: Any = rows.filter(pk=matter.pk).first() if matter is not None else None
    if row is None:
        raise rows.model.DoesNotExist(number)  # type: ignore[attr-defined]
    row.matter = matter
    return row  # type: ignore[no-any-return]


def move_of(row: models.Model, name: str, *, flow: Flow, actor: Actor, view: Grants, grants: Grants) -> Move:
    """The move, taken from the status of a held row. Raises its DoesNotExist (the actor may not even `view` it), PermissionDenied, MoveRefused."""
    held: Any = row
    if not allowed(actor, view, row):
        raise type(held).DoesNotExist(held.matter.number)
    require(actor, grants, row)
    return flow.take(name, held.matter.status)
