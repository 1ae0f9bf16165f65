"""改了以后对谁有什么影响: the book with a draft applied in memory, compared with the book without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from shaoxiang.duties import rules
from shaoxiang.duties.models import EventType, ListVersion, TypeDuty
from shaoxiang.duties.queries.book import compile_book, department_names
from shaoxiang.duties.queries.versions import base_items, changes_of, rows_of
from shaoxiang.duties.rules import Assignment, DutyBook, DutyLine, PlaceRef, TypeLine
from shaoxiang.duties.rules import versions as version_rules
from shaoxiang.duties.vocabulary import ChangeAct
from shaoxiang.kernel.dated import in_force

Counter = Callable[[frozenset[str]], int]
_counters: dict[str, Counter] = {}


def register_counter(label: str, count: Counter) -> None:
    """A room tells how many of its open matters have one of these types. `label`: a Chinese msgid."""
    _counters[label] = count


class NewAnswer(NamedTuple):
    """In these streets another body answers for a type. Empty name: nobody (职责空白)."""

    type: TypeLine
    before: str
    after: str
    streets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """`gaps`: types that would have no ground any more, though they have one now."""

    offices: tuple[str, ...]
    answers: tuple[NewAnswer, ...]
    gaps: tuple[str, ...]
    open_matters: tuple[tuple[str, int], ...]


def impact_of(version: ListVersion, on: date) -> Impact:
    """What the draft changes from that day on. Raises ChangeRefused where a change does not fit the list any more."""
    changes = changes_of(version)
    before = base_items(version.kind)
    after = version_rules.apply(before, changes)
    touched = [change.code for change in changes]
    offices = sorted({str(items[code]["office_name"]) for code in touched for items in (before, after) if code in items and "office_name" in items[code]})
    if not version.kind.endswith("_DUTY"):
        return Impact(tuple(offices), (), (), ())
    book = compile_book(on)
    answers, gaps = _answers(book, replace(book, duties=_duties_after(version, changes, after, book, on)))
    kinds = frozenset({code for (code, _scope), line in book.duties.items() if line.code in touched}
                      | {code for change in changes for code in change.answers or ()} | {answer.type.code for answer in answers})
    counted = tuple((label, count(kinds)) for label, count in _counters.items()) if kinds else ()
    return Impact(tuple(offices), answers, gaps, counted)


def _duties_after(
    version: ListVersion, changes: list[version_rules.Change], after: dict[str, dict[str, object]], book: DutyBook, on: date,
) -> dict[tuple[str, str], DutyLine]:
    scope = version.kind.removesuffix("_DUTY")
    names = department_names(on)
    duties = dict(book.duties)
    for change in changes:
        kept = {key for key, line in duties.items() if line.code == change.code and line.list_kind == scope}
        for key in kept:
            del duties[key]
        if change.act is ChangeAct.REMOVE:
            continue
        values = after[change.code]
        departments = values.get("departments") or []
        line = DutyLine(
            change.code, scope, str(values["title"]), str(values["title_en"]), str(values["office_name"]), str(values["role"]),
            tuple(names[name] for name in departments if name in names), str(values["basis"]), on.isoformat(),  # type: ignore[attr-defined]
        )
        for key in kept if change.answers is None else {(code, scope) for code in change.answers}:
            duties[key] = line
    return duties


def _answers(before: DutyBook, after: DutyBook) -> tuple[tuple[NewAnswer, ...], tuple[str, ...]]:
    found: list[NewAnswer] = []
    gaps: list[str] = []
    for code, kind in before.types.items():
        moved: dict[tuple[str, str], list[str]] = {}
        opened = False
        for street in before.streets.values():
            place = PlaceRef(street.street_id)
            old, new = rules.route(code, place, before.on, before), rules.route(code, place, before.on, after)
            if old.lead != new.lead or old.gap != new.gap:
                moved.setdefault((_named(old, before), _named(new, after)), []).append(street.name)
                opened = opened or (new.gap and not old.gap)
        found.extend(NewAnswer(kind, old_name, new_name, tuple(streets)) for (old_name, new_name), streets in moved.items())
        if opened:
            gaps.append(code)
    return tuple(found), tuple(gaps)


def _named(assignment: Assignment, book: DutyBook) -> str:
    """The department, or the street's office by its name; offices of the same name in many streets read as one."""
    if assignment.gap:
        return ""
    line = book.bodies.get(assignment.lead.office_id or assignment.lead.unit_id)
    return line.name if line else ""


def unknown_types(codes: frozenset[str]) -> list[str]:
    return sorted(codes - set(EventType.objects.filter(code__in=codes).values_list("code", flat=True)))


def answers_now(version: ListVersion, code: str, on: date) -> list[str]:
    """The types an item answers for on a day."""
    rows = rows_of(version.kind).filter(code=code)
    if not version.kind.endswith("_DUTY"):
        return []
    return list(TypeDuty.objects.filter(in_force(on), item__in=rows).order_by("type__code").values_list("type__code", flat=True))
