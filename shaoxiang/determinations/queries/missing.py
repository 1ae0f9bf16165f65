"""清单里有、稿子里没写的职责: nothing leaves a 三定 silently."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shaoxiang.determinations.queries import naming
from shaoxiang.determinations.rules import Line
from shaoxiang.duties.models import DutyItem
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.language import in_words


@dataclass(frozen=True, slots=True)
class Missing:
    """`office`: which office of the unit the list gives it to, by any of its names; None: no such office is there."""

    item: DutyItem
    office: Body | None

    @property
    def title(self) -> str:
        return in_words(self.item.title, self.item.title_en)


def missing_duties(unit: Body, lines: Iterable[Line], on: date) -> list[Missing]:
    """Of the unit's own list, and of the list of institutions where the institution is there."""
    written = {line.code for line in lines if line.code}
    bodies = naming.offices_of(unit, on)
    named = naming.items_of_offices(bodies, unit, on)
    placed = {item.pk: body for body in bodies for item in named[body.pk]}
    own = naming.list_kinds(unit)[0]
    every = [item for held in naming.items_of_unit(unit, on).values() for item in held]
    every.sort(key=lambda item: (item.list_kind != own, item.order, item.pk))
    return [
        Missing(item, placed.get(item.pk)) for item in every if item.code not in written and (item.list_kind == own or item.pk in placed)
    ]
