"""任前公示 as the public reads it: name, present post, post proposed, until when, where to send opinions. Nothing sealed is opened for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from shaoxiang.institutions.models import Assignment
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.clocks.models import OPEN, RunningClock
from shaoxiang.kernel.dated import in_force
from shaoxiang.staffing.models import CadreSelection
from shaoxiang.staffing.rules import selection as decide
from shaoxiang.staffing.vocabulary import SelectionStatus


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """One candidate in public. These fields and no other."""

    number: str
    name: str
    post_now: str
    post_proposed: str
    since: datetime
    last_day: date
    opinions_to: str
    sample: bool


def running(now: datetime, number: str | None = None) -> list[PublicNotice]:
    """Those that stand at this moment, newest first: from publication to the end of the last day, and only while nothing has ended it."""
    rows = CadreSelection.objects.filter(matter__status=SelectionStatus.PUBLICITY.value, chosen__isnull=False, published_at__isnull=False)
    if number is not None:
        rows = rows.filter(matter__number=number)
    found = list(rows.select_related("matter", "post__body", "chosen__person").order_by("-published_at", "-pk"))
    clocks = {clock.matter_id: clock for clock in RunningClock.objects.filter(OPEN, code=decide.PUBLICITY.code, matter_id__in=[row.pk for row in found])}
    shown = []
    for row in found:
        clock = clocks.get(row.pk)
        if clock is not None and clock.last_day is not None and row.published_at is not None and decide.is_shown(row.published_at, clock.due_at, now):
            shown.append(_notice(row, clock.last_day, now))
    return shown


def _notice(row: CadreSelection, last_day: date, now: datetime) -> PublicNotice:
    person = row.chosen.person if row.chosen is not None else None
    today = timezone.localdate(now)
    seats = Assignment.objects.filter(in_force(today), person=person).select_related("post__body").order_by("pk") if person is not None else ()
    posts = "、".join(_words(seat.post) for seat in seats)
    return PublicNotice(
        row.number, person.shown_name if person is not None else "", posts, _words(row.post), row.published_at or now, last_day, row.opinions_to, row.sample,
    )


def _words(post) -> str:  # type: ignore[no-untyped-def]
    """单位、机构、职务."""
    unit = book().name_of(post.body.unit_id or post.body_id)
    return f"{unit} {post.body.shown_name} {post.shown_title}" if post.body.unit_id else f"{unit} {post.shown_title}"
