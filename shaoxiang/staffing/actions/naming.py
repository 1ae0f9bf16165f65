"""提名人选 from a sheet: all of it, or nobody. Nobody is before another for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.exchange.reading import Row
from shaoxiang.kernel.sheets.cells import each_line, twice
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.staffing.actions.deciding import write_sight
from shaoxiang.staffing.actions.selecting import nominate
from shaoxiang.staffing.models import CadreSelection, QuotaHolding
from shaoxiang.staffing.queries.registers import read_candidate
from shaoxiang.staffing.rules.selection import in_order
from shaoxiang.staffing.vocabulary import Sight

FIELDS = {"person": "name"}


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named by a line: who he is, and nothing of what the line says of him."""

    candidate: int
    name: str
    unit: str


def import_candidates(selection: CadreSelection, rows: Sequence[Row], *, actor: Actor, at: datetime) -> Taken:
    """Every line goes the way of the page; that somebody read these people's data is written down with it. `made`: Named, by name.

    Raises CadreSelection.DoesNotExist, PermissionDenied, MoveRefused.
    """
    today = timezone.localtime(at).date()

    def named(row: Row) -> Named:
        person, factors = read_candidate(row, today)
        made = nominate(selection.number, person=person, factors=factors, actor=actor, at=at)
        holding = QuotaHolding.objects.select_related("body", "person").get(person_id=person, valid_to__isnull=True)
        return Named(made.pk, holding.person.shown_name, holding.body.shown_name)

    made, errors = each_line(rows, named, fields=FIELDS)
    if made and not errors:
        write_sight(selection, [one.candidate for one in made], Sight.CANDIDATES, actor, at)
    wrong = twice(rows, "name", lambda row: (row.text("name"), row.text("person")))
    ordered = in_order(made, "name", name=lambda one: one.name, unit=lambda one: one.unit, key=lambda one: one.candidate)
    return Taken(len(rows), ordered, [*wrong, *errors])
