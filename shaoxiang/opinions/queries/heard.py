"""Was a street heard before it was decided? Asked by rooms below through a registry of their own, by rooms above directly."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.kernel.hearing import Hearing, Unheard
from shaoxiang.kernel.web.names import name_of
from shaoxiang.opinions import rules
from shaoxiang.opinions.models import OpinionFile
from shaoxiang.opinions.rules import HeardFile
from shaoxiang.opinions.vocabulary import FileStatus


def missing(number: str, why: str, units: Iterable[int]) -> tuple[str, dict[str, object]]:
    """A msgid that says what is missing and how to cure it, with its facts; "" where nothing is."""
    row = OpinionFile.objects.select_related("matter").filter(matter__number=number).first() if number else None
    found = None
    if row is not None:
        sent = row.status in (FileStatus.SENT_TO_MEETING, FileStatus.CLOSED)
        found = HeardFile(sent, frozenset(row.requests.values_list("unit_id", flat=True)))
    reason, left_out = rules.not_heard(number, why, found, units)
    return reason, {"number": number, "streets": gettext("、").join(name_of("body", key) for key in left_out)}


def of_streets(hearing: Hearing) -> Unheard | None:
    """For `kernel.hearing`: a change of streets, a version of a list, before it is decided."""
    reason, facts = missing(hearing.number, hearing.why, [unit for street in hearing.streets if (unit := street_unit(street)) is not None])
    return Unheard(reason, facts) if reason else None
