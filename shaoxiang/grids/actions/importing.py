"""网格人员表导入: every line through the acts of the grid's page. Who is not in the sheet stays; nobody is scored, and where anybody went is nowhere kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from shaoxiang.grids import access
from shaoxiang.grids.actions.people import add_person, end_person
from shaoxiang.grids.models import GridPerson
from shaoxiang.grids.queries.importing import GridLine, grids_kept, held_by, read_line, says_something
from shaoxiang.grids.queries.lists import standard
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.exchange.reading import Row
from shaoxiang.kernel.sheets.cells import each_line, filled_down, twice
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.kernel.vocabulary import _

FIELDS = {"post_id": "post", "valid_from": "since", "on": "until"}


@dataclass(frozen=True, slots=True)
class GridAct:
    """What a line did, and which of the two it was (msgid)."""

    row: GridPerson
    line: GridLine
    act: str


def import_people(rows: Sequence[Row], *, actor: Actor, at: datetime) -> Taken:
    """`made`: GridAct. Raises PermissionDenied."""
    require(actor, access.GRANTS["people"])
    today = timezone.localdate(at)
    grids, wanted = grids_kept(actor, today), standard(today)
    filled = [row for row in filled_down(rows, "grid") if says_something(row)]

    def taken(row: Row) -> GridAct | None:
        line = read_line(row, grids, wanted)
        held = held_by(line, today)
        if line.until is not None and held is not None:
            return GridAct(end_person(held.pk, actor=actor, at=at, on=line.until), line, _("离任"))
        if held is not None:
            return None
        made = add_person(
            line.grid.code, line.role, actor=actor, at=at, valid_from=line.since, post_id=line.post.pk if line.post else None, name=line.name,
            employment=line.employment, covers=line.covers,
        )
        if line.until is not None:
            end_person(made.pk, actor=actor, at=at, on=line.until)
        return GridAct(made, line, _("到任"))

    wrong = twice(filled, "role", lambda row: tuple(row.text(name) for name in ("grid", "role", "post", "name", "covers")))
    made, errors = each_line(filled, taken, fields=FIELDS)
    return Taken(len(rows), [one for one in made if one is not None], [*wrong, *errors])
