"""Was a street heard before it was decided? Asked by rooms below through a registry of their own, by rooms above directly."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.kernel.hearing import Hearing, Unheard
from shaoxiang.kernel.web.names import name_of
from shaoxiang.opinions import rules
from shaoxiang.opinions.models import OpinionFile
from shaoxiang.opinions.rules import About, HeardFile
from shaoxiang.opinions.vocabulary import FileStatus, Power

OF_DIVISIONS = frozenset({Power.MAJOR_DECISION_ADVICE, Power.INTEGRATED_COORDINATION})


def missing(number: str, why: str, units: Iterable[int], about: About | None = None) -> tuple[str, dict[str, object]]:
    """A msgid that says what is missing and how to cure it, with its facts; "" where nothing is. `about`: what the file must have asked about."""
    row = OpinionFile.objects.select_related("matter").filter(matter__number=number).first() if number else None
    found = None
    if row is not None:
        sent = row.status in (FileStatus.SENT_TO_MEETING, FileStatus.CLOSED)
        subject = (row.subject_kind, row.subject_id) if row.subject_id is not None else None
        found = HeardFile(
            sent, frozenset(row.requests.values_list("unit_id", flat=True)), row.power, f"{row.matter.title}\n{row.text}", row.matter.opened_at, subject,
        )
    reason, left_out = rules.not_heard(number, why, found, units, about)
    facts: dict[str, object] = {"number": number, "streets": gettext("、").join(name_of("body", key) for key in left_out)}
    if about is not None and row is not None:
        facts |= {
            "name": about.names[0] if about.names else "", "power": gettext(row.get_power_display()),
            "powers": gettext("、").join(gettext(power.label) for power in Power if power in about.powers),
            "since": timezone.localtime(about.since).date().isoformat(),
        }
    return reason, facts


def of_streets(hearing: Hearing) -> Unheard | None:
    """For `kernel.hearing`: a change of streets, a version of a list, before it is decided."""
    about = About(OF_DIVISIONS, hearing.names, hearing.since) if hearing.since is not None else None
    reason, facts = missing(hearing.number, hearing.why, [unit for street in hearing.streets if (unit := street_unit(street)) is not None], about)
    return Unheard(reason, facts) if reason else None
