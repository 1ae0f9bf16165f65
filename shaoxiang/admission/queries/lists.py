"""给街道的活，在清单上吗？ Words typed, the lists searched: items found, or not listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shaoxiang.admission.models import AdmissionRequest
from shaoxiang.admission.rules import likeness
from shaoxiang.admission.vocabulary import AdmissionStatus, Decided
from shaoxiang.duties.models import DutyItem, EmpoweredMatter, ServiceItem
from shaoxiang.duties.queries.standing import NOTHING, named
from shaoxiang.duties.queries.streets import for_street
from shaoxiang.duties.vocabulary import DutyRole, ListKind, VersionKind
from shaoxiang.grids.models import AdmittedWork
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.search.rules import tokens_of
from shaoxiang.kernel.web.names import name_of

ENOUGH, MOST = 0.5, 12
ADMITTED = "ADMITTED"


@dataclass(frozen=True, slots=True)
class ListedItem:
    """One item of a list. `taken_back`: the department took it back, so a street may refuse it."""

    kind: str
    code: str
    title: str
    title_en: str
    owner: str
    taken_back: bool = False
    sample: bool = False
    streets: tuple[str, ...] = ()  # the only ones that carry it; none: all
    document: str = ""  # of work admitted under a document this house does not keep


def search_lists(words: str, on: date, unit_id: int | None = None) -> list[ListedItem]:
    """Items in force that say at least half of what was typed, nearest first; a code typed whole is found by itself.

    `unit_id`: for a street its own list, for the town the town's; else all.
    """
    words, code = words.strip(), words.strip().upper()
    wanted = frozenset(tokens_of(words))
    if not words or not wanted:
        return []
    scored = [(1.0 if item.code == code else likeness(wanted, frozenset(tokens_of(f"{item.title} {item.title_en}"))), item) for item in _items(on, unit_id)]
    found = sorted(((part, item) for part, item in scored if part >= ENOUGH), key=lambda one: (-one[0], one[1].code))
    return [item for _part, item in found[:MOST]]


def _items(on: date, unit_id: int | None) -> Iterator[ListedItem]:
    body = book().bodies.get(unit_id or 0)
    kind = body.kind if body is not None else ""
    duty_lists = {BodyKind.STREET_OFFICE.value: [ListKind.STREET.value], BodyKind.TOWN_GOVERNMENT.value: [ListKind.TOWN.value]}.get(
        kind, [ListKind.STREET.value, ListKind.TOWN.value]
    )
    street_id = body.street_id if body is not None else None
    for row in for_street(DutyItem.objects.filter(in_force(on), list_kind__in=duty_lists), street_id, on):
        yield ListedItem(f"{row.list_kind}_DUTY", row.code, row.title, row.title_en, row.office_name, row.role == DutyRole.WITHDRAWN,
                         sample=row.sample, streets=tuple(row.streets))
    for matter in EmpoweredMatter.objects.filter(in_force(on)):
        yield ListedItem(VersionKind.POWER.value, matter.code, matter.name, matter.name_en, matter.original_department, sample=matter.sample)
    for item in ServiceItem.objects.filter(in_force(on)):
        yield ListedItem(VersionKind.SERVICE.value, item.code, item.name, item.name_en, item.category, sample=item.sample)
    yield from _temporary(on, unit_id)
    for work in AdmittedWork.objects.filter(in_force(on)):
        if street_id is None or work.street_id in (None, street_id):
            kept = named(f"{work.number} {work.document}").kept
            yield ListedItem(ADMITTED, work.number, work.title, "", name_of("street", work.street_id) if work.street_id else "",
                             sample=work.sample, document="" if kept else work.document or NOTHING)


def _temporary(on: date, unit_id: int | None) -> Iterator[ListedItem]:
    """Temporary work that is no grid work: it holds under its own number until its last day."""
    rows = AdmissionRequest.objects.filter(
        matter__status=AdmissionStatus.PUBLISHED.value, decided=Decided.TEMPORARY.value, grid_work=False, end_on__gte=on,
    ).select_related("matter")
    if unit_id is not None:
        rows = rows.filter(units__unit_id=unit_id)
    for row in rows:
        yield ListedItem(ADMITTED, row.number, row.matter.title, "", name_of("body", row.matter.unit_id), sample=row.sample)
