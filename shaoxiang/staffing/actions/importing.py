"""Many drafts, or many people on their quotas, at once or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.exchange.reading import Row
from shaoxiang.kernel.sheets.cells import each_line, filled_down, twice
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.staffing import access, rules
from shaoxiang.staffing.actions.changes import draft
from shaoxiang.staffing.actions.people import appoint
from shaoxiang.staffing.models import QuotaChange, QuotaHolding
from shaoxiang.staffing.queries.importing import Seat, read_seat, read_wanted, units_on
from shaoxiang.staffing.queries.quotas import lines_of

FIELDS = {"matching": "reason"}
PEOPLE_FIELDS = {"person_id": "name", "post_id": "post", "posts": "rank"}


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a line became, and the quota of its unit and type before."""

    line: int
    change: QuotaChange
    before: int

    @property
    def after(self) -> int:
        return self.before + self.change.delta


def import_changes(rows: Sequence[Row], *, actor: Actor, at: datetime) -> Taken:
    """批量拟稿: every row a DRAFT of its own, to be reviewed and approved like any other. Raises PermissionDenied."""
    require(actor, access.GRANTS["draft"])
    today = timezone.localtime(at).date()
    units, filled = units_on(today), list(filled_down(rows, "body"))

    def drafted(row: Row) -> Drafted:
        wanted = read_wanted(row, units)
        before = rules.total(lines_of(wanted.body_id, wanted.quota_type), max(today, wanted.effective_on))
        return Drafted(row.line, draft(wanted, actor=actor, at=at), before)

    made, errors = each_line(filled, drafted, fields=FIELDS)
    return Taken(len(rows), made, [*twice(filled, "body", lambda row: tuple(sorted(row.values.items()))), *errors])


@dataclass(frozen=True, slots=True)
class Held:
    """A line that puts somebody on a quota."""

    row: Row
    seat: Seat


def import_holdings(rows: Sequence[Row], *, actor: Actor, at: datetime) -> Taken:
    """编制实名制: every line an appointment within a free quota, as on the page; who is on that quota already stays. Raises PermissionDenied."""
    require(actor, access.GRANTS["appoint"])
    today = timezone.localtime(at).date()
    units, filled = units_on(today), list(filled_down(rows, "body"))
    held = {one.person_id: one for one in QuotaHolding.objects.filter(in_force(today))}

    def appointed(row: Row) -> Held | None:
        seat = read_seat(row, units, today)
        now = held.get(seat.person.pk) if seat.person is not None else None
        if now is not None and (now.body_id, now.quota_type, now.rank) == (seat.body_id, seat.quota_type, seat.rank):
            return None
        row.text("document", needed=True)
        appoint(
            seat.person.pk if seat.person is not None else None, seat.post.pk, body_id=seat.body_id, quota_type=seat.quota_type, rank=seat.rank,
            document=seat.document, name=seat.name, since=seat.since, actor=actor, at=at,
        )
        return Held(row, seat)

    made, errors = each_line(filled, appointed, fields=PEOPLE_FIELDS)
    wrong = twice(filled, "name", lambda row: (row.text("name"), row.text("person")))
    return Taken(len(rows), [one for one in made if one is not None], [*wrong, *errors])
