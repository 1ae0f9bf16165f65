"""撤并以前的承接, read: which change of streets would leave a unit without its street, on which day, and what has been drafted or decided for that day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from shaoxiang.empowerment.models import PowerSuccession
from shaoxiang.empowerment.queries.capacity import missing_words
from shaoxiang.empowerment.queries.succession import held_lines, taking_over
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.web.names import name_of
from shaoxiang.places.models import DivisionChange
from shaoxiang.places.queries.following import Touched, Touching
from shaoxiang.places.queries.streets import ending_of, street_plan_of, street_standing
from shaoxiang.places.vocabulary import ENDING, AreaChangeStatus

OVER = (AreaChangeStatus.EFFECTIVE.value, AreaChangeStatus.WITHDRAWN.value)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A unit loses its street by this change. `heir`: the unit that answers in the street that follows (None: nobody yet)."""

    change: DivisionChange
    heir: Body | None

    @property
    def day(self) -> date:
        return self.change.effective_from

    @property
    def decided(self) -> bool:
        return self.change.status == AreaChangeStatus.DECIDED


def ends_ahead(unit: Body, today: date) -> Ahead | None:
    """By which change still to come; one that is decided before one that is drafted."""
    rows = DivisionChange.objects.filter(kind__in=[kind.value for kind in ENDING], effective_from__gt=today).exclude(status__in=OVER)
    found = [one for row in rows.order_by("effective_from", "pk") if (one := _ending(unit, row)) is not None]
    return next((one for one in found if one.decided), found[0] if found else None)


def _ending(unit: Body, change: DivisionChange) -> Ahead | None:
    plan = street_plan_of(change)
    if unit.street is None or unit.street.code not in plan.sources:
        return None
    ending = ending_of(plan, street_standing(plan, change.effective_from, besides=change.pk), change.effective_from)
    return Ahead(change, Body.objects.filter(pk=ending.heir or 0).first()) if unit.pk in ending.units else None


def arranged(unit_id: int, change_id: int) -> PowerSuccession | None:
    """What is drafted or decided of this unit for the day of this change."""
    rows = PowerSuccession.objects.filter(from_unit_id=unit_id, change_id=change_id, withdrawn_at__isnull=True)
    return rows.select_related("to_unit").first()


def in_trouble(today: date) -> QuerySet[PowerSuccession]:
    """Powers that passed on their day, though the change of streets did not take effect."""
    waiting = ~Q(change__status=AreaChangeStatus.EFFECTIVE.value)
    return PowerSuccession.objects.filter(waiting, change__isnull=False, withdrawn_at__isnull=True, decided_on__isnull=False, effective_on__lte=today)


def arranged_on(unit_id: int, day: date) -> bool:
    return PowerSuccession.objects.filter(from_unit_id=unit_id, effective_on=day, withdrawn_at__isnull=True).exists()


def touched(around: Touching) -> list[Touched]:
    """Of a change of streets: the powers of the unit of each street that ends, or gives, and to whom they pass on its day."""
    found = []
    for unit in Body.objects.filter(in_force(around.day), kind__in=UNITS, street_id__in=around.streets).select_related("street").order_by("code"):
        words, address = {"name": name_of("street", unit.street_id)}, reverse("empowerment:street", args=[unit.code])
        held = held_lines(unit, around.day).count()
        found.append(Touched(gettext("交给它的权力：%(name)s") % words, held, address))
        found += lines_of_preview(unit, timezone.localdate()) if held or arranged_on(unit.pk, around.day) else ()
    return found


def lines_of_preview(unit: Body, today: date) -> Iterator[Touched]:
    """这些权力交给谁: of a unit a change would leave without its street, one line that says how it stands."""
    ahead = ends_ahead(unit, today)
    if ahead is None:
        return
    made, address = arranged(unit.pk, ahead.change.pk), reverse("empowerment:unit", args=[unit.code])
    if made is not None and made.decided_on is not None:
        n = made.ended.count()
        words = ngettext("%(n)s 项从这一天起由%(heir)s承接，已经决定（%(document)s）", "%(n)s 项从这一天起由%(heir)s承接，已经决定（%(document)s）", n)
        yield Touched(words % {"n": n, "heir": made.to_unit.shown_name, "document": made.document}, n, address)
        return
    if ahead.heir is None:
        yield Touched(gettext("随机构承接：接手的街道还没有办事的机构"), 0, address)
        return
    found = taking_over(unit, ahead.heir, ahead.day)
    facts = {"heir": ahead.heir.shown_name, "lack": "；".join(missing_words(found.missing)), "n": len(found.lines)}
    said = gettext("随机构承接：已起草，等区划变更决定后办") if made is not None else gettext("随机构承接：还没有起草，接手的是%(heir)s") % facts
    yield Touched(said, len(found.lines), address)
    if found.missing:
        yield Touched(gettext("随机构承接还缺：%(lack)s") % facts, len(found.missing), reverse("empowerment:unit", args=[ahead.heir.code]))
