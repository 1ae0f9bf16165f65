"""iCalendar of a roster: what a calendar program fetches with the secret address."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.utils.translation import gettext
from icalendar import Calendar, Event

from shaoxiang.forces.models import Feed, Shift
from shaoxiang.institutions.models import Assignment
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.workdays.rules import SHANGHAI

BACK, AHEAD = timedelta(days=31), timedelta(days=186)


def feed_of(token: str) -> Feed | None:
    """The running feed of that address."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    return Feed.objects.filter(digest=digest, ended_at=None).select_related("person", "body").first()


def feeds_of(person_id: int | None, assignment_id: int | None) -> list[Feed]:
    """What somebody has subscribed to: his own shifts, and rosters."""
    own = Feed.objects.filter(person_id=person_id or 0) | Feed.objects.filter(made_by=assignment_id or 0)
    return list(own.filter(ended_at=None).select_related("body").order_by("-made_at"))


def still_holds(feed: Feed, on: datetime) -> bool:
    """Somebody who left every post reads no roster any more."""
    day = on.astimezone(SHANGHAI).date()
    return feed.made_by is None or Assignment.objects.filter(in_force(day), pk=feed.made_by).exists()


def calendar_of(feed: Feed, *, now: datetime) -> bytes:
    """RFC 5545. Of a person his own shifts; of a body everybody's, with names and working telephones."""
    shifts = Shift.objects.filter(ends_at__gt=now - BACK, starts_at__lt=now + AHEAD).select_related("person", "body").order_by("starts_at", "pk")
    shifts = shifts.filter(person=feed.person) if feed.person_id is not None else shifts.filter(body=feed.body)
    made = Calendar()
    made.add("prodid", "-//Shaoxiang//duty roster//ZH")
    made.add("version", "2.0")
    made.add("x-wr-calname", gettext("我的值班") if feed.body is None else gettext("%(body)s值班表") % {"body": feed.body.shown_name})
    made.add("refresh-interval;value=duration", "PT1H")
    for shift in shifts:
        made.add_component(_event(shift, own=feed.person_id is not None, now=now))
    return bytes(made.to_ical())


def _event(shift: Shift, *, own: bool, now: datetime) -> Event:
    event = Event()
    part, kind = gettext(shift.get_part_display()), gettext(shift.get_kind_display())
    event.add("uid", f"shift-{shift.pk}@shaoxiang")
    event.add("dtstamp", now)
    event.add("dtstart", shift.starts_at.astimezone(SHANGHAI))
    event.add("dtend", shift.ends_at.astimezone(SHANGHAI))
    event.add("summary", f"{part}·{kind}：{shift.body.shown_name}" if own else f"{part}·{kind}：{shift.person.shown_name}")
    if not own:
        event.add("description", shift.person.work_phone)
    return event
