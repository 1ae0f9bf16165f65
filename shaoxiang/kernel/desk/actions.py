from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from types import EllipsisType

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.desk.models import OPEN, DeskRow


def await_act(
    matter_id: int, what: str, *, role: str, at: datetime, unit_id: int | None = None, office_id: int | None = None,
    post_id: int | None = None, warn_at: datetime | None = None, due_at: datetime | None = None, part_id: int | None = None,
) -> DeskRow:
    """Put an awaited act on a desk."""
    return await_acts([DeskRow(
        matter_id=matter_id, part_id=part_id, what=what, role=str(role), unit_id=unit_id, office_id=office_id, post_id=post_id,
        opened_at=at, warn_at=warn_at, due_at=due_at,
    )])[0]


def await_acts(rows: Iterable[DeskRow]) -> list[DeskRow]:
    """Several awaited acts in one statement."""
    return DeskRow.objects.bulk_create(list(rows))


def settle(
    matter_id: int, *, at: datetime, by: Actor, what: str | None = None, keep: Collection[str] = (), part_id: int | EllipsisType | None = ...,
    unit_id: int | EllipsisType | None = ...,
) -> int:
    """Take a matter's open rows (of one act, one part, one unit's desk, or all but those of the acts to `keep`) off the desks. Returns how many."""
    rows = DeskRow.objects.filter(OPEN, matter_id=matter_id)
    if unit_id is not ...:
        rows = rows.filter(unit_id=unit_id)
    if part_id is not ...:
        rows = rows.filter(part_id=part_id)
    if keep:
        rows = rows.exclude(what__in=keep)
    if what is not None:
        rows = rows.filter(what=what)
    return rows.update(done_at=at, done_by=by.assignment_id)


def redate(
    matter_id: int, *, warn_at: datetime | None, due_at: datetime | None, what: str | None = None,
    followed: datetime | EllipsisType | None = ..., part_id: int | None = None,
) -> int:
    """A clock moved: the open rows that follow it move with it. `followed`: only rows that had that due time. Rows of a part follow the part's clocks."""
    rows = DeskRow.objects.filter(OPEN, matter_id=matter_id, part_id=part_id)
    if followed is not ...:
        rows = rows.filter(due_at=followed)
    if what is not None:
        rows = rows.filter(what=what)
    return rows.update(warn_at=warn_at, due_at=due_at)
