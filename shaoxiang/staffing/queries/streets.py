"""街道撤并时编制怎么办: what a change of streets touches of the ledger, and what it may not do to it (ADR 0035)."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of
from shaoxiang.places.queries.following import Ending, Touched, Touching
from shaoxiang.places.rules.changes import Problem
from shaoxiang.staffing import rules
from shaoxiang.staffing.models import QuotaHolding
from shaoxiang.staffing.queries.quotas import TYPES, lines_of, lock_of


def touched(around: Touching) -> list[Touched]:
    """Quotas of the unit of each street that ends or gives, and how many are on them."""
    found = []
    for unit in Body.objects.filter(in_force(around.day), kind__in=UNITS, street_id__in=around.streets).order_by("code"):
        quota = sum(rules.total(lines_of(unit.pk, kind.value), max(around.day, timezone.localdate())) for kind in TYPES)
        words, address = {"name": name_of("street", unit.street_id)}, reverse("staffing:unit", args=[unit.code])
        held = QuotaHolding.objects.filter(in_force(around.day), body=unit).count()
        found += [Touched(gettext("编制：%(name)s") % words, quota, address), Touched(gettext("占编的人：%(name)s") % words, held, address)]
    return found


def in_the_way(ending: Ending) -> Iterator[Problem]:
    """The lock is of the unit: what is locked today must not come to a unit where it could be lowered tomorrow."""
    heir = Body.objects.filter(pk=ending.heir or 0).first()
    if heir is None or lock_of(heir.pk) is not None:
        return
    for unit in Body.objects.filter(pk__in=ending.units).order_by("code"):
        if lock_of(unit.pk) is not None:
            yield Problem(_("%(unit)s的编制是锁定的，承接的%(heir)s没有锁定，以后就可能被减下去。"), _("请编委会先在%(heir)s的编制页锁定，再来登记。"),
                          {"unit": unit.shown_name, "heir": heir.shown_name})
