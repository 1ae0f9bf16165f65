"""谁负责这件事: from words, a duty's code or a type to the duty, who leads it, the office, the post and the person; and the other lists' lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shaoxiang.determinations.models import ThreeDeterminationVersion
from shaoxiang.determinations.queries import naming
from shaoxiang.determinations.queries.leads import Lead, Leads, leads_of
from shaoxiang.determinations.queries.versions import in_force_version
from shaoxiang.duties.models import DutyItem, EventType
from shaoxiang.duties.queries.finding import Found, find
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.spans import all_names

SHOWN, OTHERS = 20, 10


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
    everyday: str = ""  # the everyday name by which it was found

    @property
    def named(self) -> bool:
        return self.row.named


@dataclass(frozen=True, slots=True)
class Answers:
    """One page of them. `total`: how many there are; `next`: where the next page starts, None on the last."""

    rows: list[Answer]
    total: int
    next: int | None
    others: tuple[Found, ...] = ()  # lines of the services, of the powers and of admitted work: nearest first, on the first page only

    @property
    def more(self) -> int:
        return self.total - self.next if self.next is not None else 0


def who_answers(words: str, unit: Body, on: date, *, start: int = 0, size: int = SHOWN) -> Answers:
    """Duties of the unit, nearest first, as the one search of the lists finds them; and what other lists say of it."""
    found = find(words.strip(), on, unit.pk)
    every = [one for one in found if one.listed.row]
    others = tuple(one for one in found if not one.listed.row)[:OTHERS] if not start else ()
    shown = _items(every[start:start + size])
    following = start + size if len(every) > start + size else None
    if not shown:
        return Answers([], len(every), None, others)
    duties = naming.unit_duties(unit, on, [item for item, _kind, _everyday in shown])
    named = all_names(one.office.pk for one in duties)
    offices = {name: one for one in duties for name in named[one.office.pk]}
    version = in_force_version(unit.pk, on)
    leading = leads_of([(item, kind) for item, kind, _everyday in shown], unit, on)
    answers: list[Answer] = []
    for item, kind, everyday in shown:
        office = offices.get(item.office_name)
        row = next((each for each in office.rows if each.item.pk == item.pk), None) if office is not None else None
        body, told = office.office if office else None, leading.get(item.pk, Leads())
        beside = told.besides(body)
        answers.append(Answer(
            row or naming.DutyRow(item, []), body, item.office_name, kind, version, beside, told.streets if beside else (),
            office_leads=not beside or len(beside) < len(told.rows), everyday=everyday,
        ))
    return Answers(answers, len(every), following, others)


def _items(found: list[Found]) -> list[tuple[DutyItem, EventType | None, str]]:
    """The rows of one page in their order, with the type or the everyday name that led there."""
    items = DutyItem.objects.in_bulk([one.listed.row for one in found])
    kinds = {kind.code: kind for kind in EventType.objects.filter(code__in={one.type_code for one in found if one.type_code})}
    return [(items[one.listed.row], kinds.get(one.type_code), one.everyday) for one in found if one.listed.row in items]
