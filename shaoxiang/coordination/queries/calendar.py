"""日历: a meeting as an invitation (RFC 5545, RFC 5546), and a person's meetings as a feed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext
from icalendar import Calendar, Event, vText

from shaoxiang.coordination.models import CalendarFeed, Meeting
from shaoxiang.coordination.queries.rows import meetings_for
from shaoxiang.coordination.vocabulary import MeetingStatus
from shaoxiang.institutions.models import Account
from shaoxiang.institutions.queries import actor_of, installation
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.web.names import name_of

PRODUCT = "-//Shaoxiang//Coordination//ZH"
BACK = timedelta(days=31)  # how far a feed looks back
MOST = 400


def uid_of(meeting: Meeting) -> str:
    """The same for ever: a change is a new SEQUENCE of it, never another event."""
    return f"{meeting.number}@{installation().district_code or 'district'}.shaoxiang"


def invitation(meeting: Meeting, *, now: datetime) -> bytes:
    """One meeting: METHOD REQUEST, or CANCEL once it is called off."""
    cancelled = meeting.matter.status == MeetingStatus.CANCELLED
    return _calendar([meeting], now=now, method="CANCEL" if cancelled else "REQUEST")


def feed(actor: Actor, *, now: datetime) -> bytes:
    """The meetings this person is summoned to or looks after, with their notice out."""
    rows = meetings_for(actor).filter(starts_at__gte=now - BACK).exclude(matter__status=MeetingStatus.PLANNED).order_by("starts_at")[:MOST]
    return _calendar(rows, now=now, method="PUBLISH")


def feed_of(actor: Actor) -> CalendarFeed | None:
    """The feed this person has running in this post."""
    return CalendarFeed.objects.filter(account_id=actor.account_id or 0, assignment_id=actor.assignment_id or 0, ended_at__isnull=True).first()


def actor_of_feed(secret: str, *, now: datetime) -> Actor | None:
    """Whose feed it is; None for a secret unknown or ended, or where the person no longer sits in that post."""
    row = CalendarFeed.objects.filter(digest=digest(secret), ended_at__isnull=True).first()
    account = Account.objects.filter(pk=row.account_id).first() if row is not None else None
    return actor_of(row.assignment_id, account, timezone.localdate(now)) if row is not None and account is not None else None


def _calendar(meetings: Iterable[Meeting], *, now: datetime, method: str) -> bytes:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    if method == "PUBLISH":
        made.add("x-wr-calname", gettext("协调会议"))
        made.add("refresh-interval", timedelta(hours=1))
    for meeting in meetings:
        made.add_component(_event(meeting, now))
    content: bytes = made.to_ical()
    return content


def _event(meeting: Meeting, now: datetime) -> Event:
    event = Event()
    event.add("uid", uid_of(meeting))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", meeting.matter.title)
    event.add("location", meeting.place)
    event.add("status", "CANCELLED" if meeting.matter.status == MeetingStatus.CANCELLED else "CONFIRMED")
    event.add("categories", [gettext(meeting.get_level_display())])
    lines = [
        gettext("召集：%(unit)s") % {"unit": name_of("body", meeting.unit_id)}, gettext("主持：%(post)s") % {"post": name_of("post", meeting.chair_post_id)},
    ]
    event["description"] = vText("\n".join([*lines, meeting.number]))
    event["organizer"] = _organizer(meeting)
    return event


def _organizer(meeting: Meeting) -> vText:
    """The convening unit by name; no address is promised that nobody reads."""
    found = vText(f"urn:shaoxiang:unit:{meeting.unit_id}")
    found.params["CN"] = vText(name_of("body", meeting.unit_id))
    return found
