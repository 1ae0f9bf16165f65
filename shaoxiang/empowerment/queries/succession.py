"""随机构承接, read: what a unit without a street still holds, what would become of each line, and what its heir lacks to take it over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from shaoxiang.duties.models import EmpoweredMatter
from shaoxiang.empowerment import rules
from shaoxiang.empowerment.models import CaseGround, EmpowermentDecision, HandedPower, PowerSuccession
from shaoxiang.empowerment.queries.capacity import missing_now
from shaoxiang.empowerment.queries.powers import applies, ended_units, items, powers_on
from shaoxiang.empowerment.queries.usage import running_cases
from shaoxiang.empowerment.rules import Missing
from shaoxiang.empowerment.vocabulary import BEFORE, Fate
from shaoxiang.institutions.models import Body
from shaoxiang.staffing.queries.passing import heir_of


@dataclass(frozen=True, slots=True)
class Taken:
    """One line of the unit, and what would become of it. `theirs`: the heir's own line of the same item."""

    line: HandedPower
    item: EmpoweredMatter | None
    fate: Fate
    theirs: HandedPower | None = None


@dataclass(frozen=True, slots=True)
class TakingOver:
    """`missing`: what the heir lacks on the day for what would be its own; `waiting`: decisions on their way that name the unit, which nobody takes over."""

    heir: Body
    on: date
    lines: list[Taken]
    missing: list[Missing]
    running: list[CaseGround]
    waiting: list[EmpowermentDecision]

    @property
    def fates(self) -> list[Fate]:
        return [one.fate for one in self.lines]

    @property
    def groups(self) -> list[tuple[Fate, list[Taken]]]:
        """In the order of the words; empty ones left out."""
        return [(fate, rows) for fate in Fate if (rows := [one for one in self.lines if one.fate is fate])]

    def of(self, *fates: Fate) -> list[Taken]:
        return [one for one in self.lines if one.fate in fates]


def taking_over(unit: Body, heir: Body, on: date) -> TakingOver:
    """As it would be on the day. One line per item; what was recalled by then is left out."""
    listed = {item.code: item for item in items(on)}
    own = {row.code: row for row in HandedPower.objects.filter(unit=heir, valid_from__isnull=False, valid_to__isnull=True).select_related("decision__matter")}
    own |= {row.code: row for row in powers_on(on).filter(unit=heir)}
    lines = []
    for row in held_lines(unit, on):
        item, theirs = listed.get(row.code), own.get(row.code)
        fate = rules.fate(row.valid_from or on, row.valid_to, on, heir_has=theirs is not None, listed=item is not None,
                          applies=item is not None and applies(item, heir))
        lines.append(Taken(row, item, fate, theirs))
    types = {one.line.power_type for one in lines if one.fate is Fate.GOES}
    waiting = EmpowermentDecision.objects.filter(units__unit=unit, matter__status__in=[status.value for status in BEFORE]).select_related("matter")
    return TakingOver(heir, on, lines, missing_now(heir.pk, types, on) if types else [], running_cases([one.line for one in lines]),
                      list(waiting.order_by("pk")))


def held_lines(unit: Body, on: date) -> QuerySet[HandedPower]:
    """Lines of a unit that hold on the day, or begin later and are not recalled."""
    rows = HandedPower.objects.filter(unit=unit, valid_from__isnull=False).exclude(valid_to__lte=on)
    return rows.select_related("decision__matter", "decision__department", "unit").order_by("code", "pk")


@dataclass(frozen=True, slots=True)
class LeftPowers:
    """左挂: an ended street's unit, what it still holds, and who may take it over (None: nobody answers in that street yet)."""

    unit: Body
    ended: date
    lines: list[HandedPower]
    heir: Body | None

    @property
    def codes(self) -> list[str]:
        return sorted({one.code for one in self.lines})


def left_powers(on: date, units: Iterable[int] | None = None) -> list[LeftPowers]:
    """Every unit whose street has ended and that still holds a power nobody has recalled or taken over."""
    ended = {key: day for key, day in ended_units(on).items() if units is None or key in set(units)}
    found = []
    for unit in Body.objects.filter(pk__in=ended).order_by("code") if ended else ():
        lines = list(held_lines(unit, on))
        if lines:
            found.append(LeftPowers(unit, ended[unit.pk], lines, heir_of(unit, on)))
    return found


def successions() -> QuerySet[PowerSuccession]:
    """Every one decided, the newest first. Open to everyone signed in: what holds is public, and so is how it came."""
    return PowerSuccession.objects.filter(decided_on__isnull=False, withdrawn_at__isnull=True).select_related("from_unit", "to_unit").prefetch_related("ended")


def succession_of(unit_id: int) -> PowerSuccession | None:
    """The last by which this unit's powers went on."""
    return successions().filter(from_unit_id=unit_id).first()
