"""承接能力: officers counted live from the register of forces, the other lines as they were confirmed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext

from shaoxiang.empowerment.models import CapacityConfirmation, DecisionUnit, HandedPower, TemplateDocument
from shaoxiang.empowerment.rules import Capacity, Missing, officers, shortages
from shaoxiang.empowerment.vocabulary import CapacityKind
from shaoxiang.forces.models import Member
from shaoxiang.forces.rules import Certificate, certificate_state, counts_as_officer
from shaoxiang.forces.vocabulary import CertificateState, MemberKind
from shaoxiang.institutions.models import Assignment
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.web.names import name_of
from shaoxiang.staffing.queries.people import ledger_of


@dataclass(frozen=True, slots=True)
class Officer:
    """One enforcement officer of a street, with the last day of the certificate."""

    person_id: int
    name: str
    body_id: int
    certificate: Certificate
    state: CertificateState
    sample: bool = False  # 示例
    on_quota: bool = True  # as the ledger of quotas has it, where the street has one

    def counts(self, on: date) -> bool:
        return self.on_quota and counts_as_officer(self.certificate, on)


@dataclass(slots=True)
class UnitCapacity:
    unit_id: int
    on: date
    officers: list[Officer] = field(default_factory=list)
    lines: dict[str, CapacityConfirmation] = field(default_factory=dict)

    @property
    def facts(self) -> Capacity:
        return Capacity(self.unit_id, tuple(one.certificate for one in self.officers if one.on_quota), frozenset(self.lines))

    @property
    def valid(self) -> int:
        return officers(self.facts, self.on)

    @property
    def composed(self) -> bool:
        """Is one of those counted a sample (示例)?"""
        return any(one.sample for one in self.officers)

    @property
    def first_expiry(self) -> date | None:
        """The day on which the first of the certificates that count runs out."""
        days = [one.certificate.valid_until for one in self.officers if one.counts(self.on) and one.certificate.valid_until is not None]
        return min(days, default=None)

    def missing(self, power_types: Collection[str]) -> list[Missing]:
        return shortages(self.facts, power_types, self.on)

    def shown(self) -> list[tuple[CapacityKind, CapacityConfirmation | None]]:
        return [(kind, self.lines.get(kind.value)) for kind in CapacityKind]


def unit_capacities(unit_ids: Iterable[int], on: date) -> dict[int, UnitCapacity]:
    """How each street stands on a day. Whoever left the force by then, or is on another's quota, is not counted."""
    keys = list(unit_ids)
    found = {key: UnitCapacity(key, on) for key in keys}
    for unit_id, officer in officers_on(keys, on):
        found[unit_id].officers.append(officer)
    lines = CapacityConfirmation.objects.filter(unit_id__in=keys, confirmed_on__lte=on).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    filled = filled_posts(on)
    for row in lines.select_related("post").order_by("pk"):
        if row.kind == CapacityKind.LEGAL_REVIEWER and row.post_id not in filled:
            continue  # a post nobody sits in reviews nothing: the line speaks again once somebody does
        found[row.unit_id].lines[row.kind] = row
    return found


def filled_posts(on: date) -> set[int]:
    """Posts somebody sits in that day."""
    return set(Assignment.objects.filter(in_force(on)).values_list("post_id", flat=True))


def unit_capacity(unit_id: int, on: date) -> UnitCapacity:
    return unit_capacities([unit_id], on)[unit_id]


def officers_on(unit_ids: Collection[int], on: date) -> list[tuple[int, Officer]]:
    """(unit, officer): officers on the street's own quota. Stationed people stay their department's: they act in its name.

    Where the street's quotas are kept here, its ledger says who is on them, not the tick in the register of forces.
    """
    ledger = ledger_of(unit_ids, on)
    rows = Member.objects.filter(in_force(on), quota_id__in=unit_ids, kind=MemberKind.OFFICER.value).select_related("person").order_by("valid_until", "pk")
    found = []
    for row in rows:
        held = Certificate(row.kind, row.certificate, row.issued_on, row.valid_until)
        found.append((row.quota_id or 0, Officer(row.person_id, str(row.person.shown_name), row.body_id, held, certificate_state(held, on),
                                                  row.person.sample, ledger.holds(row.quota_id or 0, row.person_id))))
    return found


def missing_now(unit_id: int, power_types: Collection[str], on: date) -> list[Missing]:
    """For upper rooms: what a street lacks on a day to act under powers of these types; empty: nothing."""
    return unit_capacity(unit_id, on).missing(power_types)


def missing_words(found: Iterable[Missing]) -> list[str]:
    """Each lack as one sentence with its cure, in the reader's language."""
    return [gettext(one.lack.label) % {"unit": name_of("body", one.unit_id or None), "n": one.n} for one in found]


def types_of(unit_id: int, decision_id: int | None = None) -> frozenset[str]:
    """Types of the powers a street has or is to have."""
    rows = HandedPower.objects.filter(unit_id=unit_id, valid_to__isnull=True)
    if decision_id is not None:
        rows = rows.filter(decision_id=decision_id)
    return frozenset(rows.values_list("power_type", flat=True))


def papers_of(unit_id: int) -> list[TemplateDocument]:
    """The templates given for what a street holds or is to hold."""
    rows = TemplateDocument.objects.filter(ended_on__isnull=True, decision__units__unit_id=unit_id, decision__matter__closed_at__isnull=True)
    return list(rows.select_related("attachment", "decision__matter").order_by("decision_id", "pk"))


def short_units() -> list[DecisionUnit]:
    """Lines of running decisions whose street is short now, as the daily look found."""
    return list(DecisionUnit.objects.filter(short_since__isnull=False).select_related("decision__matter", "unit").order_by("pk"))
