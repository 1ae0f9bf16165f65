"""Was a street heard before it was decided? Asked by rooms below through a registry of their own, by rooms above directly."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.kernel.access import Actor, allowed
from shaoxiang.kernel.files.queries import attachments_of
from shaoxiang.kernel.hearing import Asked, Consulting, Hearing, Subject, Unheard, is_asked_by_streets, topic_of
from shaoxiang.kernel.web.names import name_of
from shaoxiang.opinions import access, rules
from shaoxiang.opinions.models import OpinionFile
from shaoxiang.opinions.queries.files import files_for, may_open
from shaoxiang.opinions.queries.requests import requests_for
from shaoxiang.opinions.rules import About, HeardFile
from shaoxiang.opinions.vocabulary import FileStatus, Power

OF_DIVISIONS = frozenset({Power.MAJOR_DECISION_ADVICE, Power.INTEGRATED_COORDINATION})
SENT = (FileStatus.SENT_TO_MEETING, FileStatus.CLOSED)


def missing(number: str, units: Iterable[int], about: About | None = None, why: str | None = None) -> tuple[str, dict[str, object]]:
    """A msgid that says what is missing and how to cure it, with its facts; "" where nothing is.

    `about`: what the file must have asked about. `why`: in words, where one may do without a file; None where no words do.
    """
    row = OpinionFile.objects.select_related("matter").filter(matter__number=number).first() if number else None
    found = None
    if row is not None:
        subject = (row.subject_kind, row.subject_id) if row.subject_id is not None else None
        found = HeardFile(
            row.status in SENT, frozenset(row.requests.values_list("unit_id", flat=True)), row.power, f"{row.matter.title}\n{row.text}",
            row.matter.opened_at, subject, len(attachments_of(row.pk)),
            timezone.localtime(row.sent_at).date() if row.sent_at is not None else None,
        )
    reason, left_out, name = rules.not_heard(number, why, found, units, about)
    facts: dict[str, object] = {"number": number, "name": name, "streets": gettext("、").join(name_of("body", key) for key in left_out)}
    if about is not None and row is not None:
        facts |= {
            "power": gettext(row.get_power_display()), "powers": gettext("、").join(gettext(power.label) for power in Power if power in about.powers),
            "since": timezone.localtime(about.since).date().isoformat(), "until": about.until.isoformat() if about.until is not None else "",
            "sent": found.sent_on.isoformat() if found is not None and found.sent_on is not None else "",
        }
    return reason, facts


def units_of(streets: Iterable[int]) -> list[int]:
    """The offices and governments of these streets."""
    return [unit for street in streets if (unit := street_unit(street)) is not None]


def of_streets(hearing: Hearing) -> Unheard | None:
    """For `kernel.hearing`: a change of streets, a version of a list, before it is decided."""
    units = units_of(hearing.streets)
    if not units:  # a house whose streets have no office yet has nobody to ask
        return None
    about = None
    if hearing.since is not None:
        about = About(OF_DIVISIONS, hearing.names, hearing.since, hearing.subject, hearing.each, hearing.papered, hearing.until)
    reason, facts = missing(hearing.number, units, about)
    return Unheard(reason, facts) if reason else None


def asked_about(subject: Subject, actor: Actor) -> list[Asked]:
    """Files opened from this row, newest first; a dropped one asked nobody."""
    rows = (
        OpinionFile.objects.filter(subject_kind=subject[0], subject_id=subject[1]).exclude(matter__status=FileStatus.DROPPED.value)
        .select_related("matter").annotate(asked=Count("requests"), answered=Count("requests", filter=~Q(requests__view=""))).order_by("-pk")[:10]
    )
    seen = set(files_for(actor).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)) if rows else set()
    return [
        Asked(row.number, FileStatus.label_of(row.matter.status), row.status in SENT, row.answered, row.asked,
              reverse("opinions:file", args=[row.number]) if row.pk in seen else "")
        for row in rows
    ]


def way(subject: Subject, actor: Actor) -> str:
    """Where this reader asks the streets about the row; "" where he may not, or there is nothing to ask."""
    return reverse("opinions:about", args=subject) if may_ask_about(subject[0], actor) and topic_of(subject, actor) is not None else ""


def may_ask_about(kind: str, actor: Actor) -> bool:
    return may_open(actor) or (is_asked_by_streets(kind) and allowed(actor, access.GRANTS["new"]))


def asked_of(kind: str, actor: Actor) -> set[int]:
    """For streets; others see what they see without being asked."""
    if not actor.has_role(*access.STREET) or actor.unit_id is None:
        return set()
    rows = requests_for(actor).filter(unit_id=actor.unit_id, file__subject_kind=kind, file__subject_id__isnull=False)
    return {key for key in rows.values_list("file__subject_id", flat=True) if key is not None}


CONSULTING = Consulting(of_streets, asked_about, way, asked_of)
