"""谁负责这件事: from words, a duty's code or a type to the duty, who leads it, the office, the post and the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from shaoxiang.determinations.models import ThreeDeterminationVersion
from shaoxiang.determinations.queries import naming
from shaoxiang.determinations.queries.leads import Lead, Leads, leads_of
from shaoxiang.determinations.queries.versions import in_force_version
from shaoxiang.duties.models import DutyItem, EventType, TypeDuty
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.streets import answering_in, for_street
from shaoxiang.duties.queries.suggesting import suggested
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.spans import all_names
from shaoxiang.kernel.dated import in_force

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """One duty of the unit, who carries it, by which type it was found, and the document it rests on."""

    row: naming.DutyRow
    office: Body | None
    office_name: str
    kind: EventType | None
    version: ThreeDeterminationVersion | None
    leads: tuple[Lead, ...] = ()  # who leads where it is not the office: a department, its body, a bureau sent down
    streets: tuple[tuple[str, tuple[str, ...]], ...] = ()  # who leads in which other unit, where they differ
    office_leads: bool = True  # in some of it at least; else the office only assists

    @property
    def named(self) -> bool:
        return self.row.named


@dataclass(frozen=True, slots=True)
class Answers:
    """One page of them. `total`: how many there are; `next`: where the next page starts, None on the last."""

    rows: list[Answer]
    total: int
    next: int | None

    @property
    def more(self) -> int:
        return self.total - self.next if self.next is not None else 0


def who_answers(words: str, unit: Body, on: date, *, start: int = 0, size: int = SHOWN) -> Answers:
    """Best first: the exact code, then duties whose words say it, then those a matching type leads to."""
    every = _items(words.strip(), unit, on)
    found = every[start:start + size]
    following = start + size if len(every) > start + size else None
    if not found:
        return Answers([], len(every), None)
    duties = naming.unit_duties(unit, on)
    named = all_names(one.office.pk for one in duties)
    offices = {name: one for one in duties for name in named[one.office.pk]}
    version = in_force_version(unit.pk, on)
    leading = leads_of(found, unit, on)
    answers: list[Answer] = []
    for item, kind in found:
        office = offices.get(item.office_name)
        row = next((each for each in office.rows if each.item.pk == item.pk), None) if office is not None else None
        body, told = office.office if office else None, leading.get(item.pk, Leads())
        others = told.besides(body)
        answers.append(Answer(
            row or naming.DutyRow(item, []), body, item.office_name, kind, version, others, told.streets if others else (),
            office_leads=not others or len(others) < len(told.rows),
        ))
    return Answers(answers, len(every), following)


def _items(words: str, unit: Body, on: date) -> list[tuple[DutyItem, EventType | None]]:
    """Items of the unit's lists, each once, with the type that led to it."""
    if not words:
        return []
    own = for_street(DutyItem.objects.filter(in_force(on), list_kind__in=naming.list_kinds(unit)), unit.street_id, on).order_by("order", "pk")
    exact = list(own.filter(code__iexact=words))
    if exact:
        return [(item, None) for item in exact]
    found: dict[int, tuple[DutyItem, EventType | None]] = {}
    for item, kind in _by_type(Q(type__code__iexact=words), unit, on):
        found.setdefault(item.pk, (item, kind))
    if found:
        return list(found.values())
    said = Q(title__icontains=words) | Q(title_en__icontains=words) | Q(basis__icontains=words)
    for item in own.filter(said):
        found.setdefault(item.pk, (item, None))
    for item, kind in _by_type(Q(type__name__icontains=words) | Q(type__name_en__icontains=words), unit, on):
        found.setdefault(item.pk, (item, kind))
    if not found:
        codes = [one.type_code for one in suggested(words, duty_book(on), 3)]
        for item, kind in _by_type(Q(type__code__in=codes), unit, on):
            found.setdefault(item.pk, (item, kind))
    return list(found.values())


def _by_type(types: Q, unit: Body, on: date) -> list[tuple[DutyItem, EventType]]:
    scope = naming.list_kinds(unit)[0]
    rows = TypeDuty.objects.filter(types, answering_in(unit.street_id), in_force(on), in_force(on, "type__"), in_force(on, "item__"), unit_scope=scope)
    found = {row.type_id: row for row in rows.select_related("item", "type").order_by("type__code", F("street").asc(nulls_first=True))}
    return [(row.item, row.type) for row in found.values()]  # what is for this street alone comes last and speaks
