"""Reads of a draft: its list as it would stand, row by row with what changed, narrowed as the page asks; its progress in the new form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shaoxiang.duties.models import ListChange, ListVersion
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.rules import ChangeRefused, three_parts
from shaoxiang.duties.rules import versions as rules
from shaoxiang.duties.rules.three_parts import Progress, Shift
from shaoxiang.duties.vocabulary import ListForm, VersionKind
from shaoxiang.kernel.vocabulary import _


class Undecided(ChangeRefused):
    """Items in no part yet, or without what their part must say: `codes`."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__("part", _("还有条目没有归入三张清单，或者两边的职责没有写全，不能公布："))
        self.codes = codes


def items_after(version: ListVersion) -> queries.Items:
    """The list as it would stand. Raises ChangeRefused where a change does not fit the list any more."""
    return rules.apply(queries.base_items(version.kind), queries.changes_of(version))


def answers_types(kind: str) -> bool:
    """Does a list of this kind answer for types of matters?"""
    return kind in (VersionKind.STREET_DUTY, VersionKind.TOWN_DUTY)


def check_decided(version: ListVersion) -> None:
    """Raises Undecided for a draft in three parts that is not whole."""
    if version.form == ListForm.THREE_PART and (still := three_parts.progress(items_after(version)).open):
        raise Undecided(sorted(still))


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One item of a draft as it would stand. `change` is None where nothing is wished; `lacking` what the new form still asks for."""

    code: str
    values: Mapping[str, Any]
    change: ListChange | None
    lacking: tuple[str, ...]
    gone: bool = False

    @property
    def title(self) -> str:
        return str(self.values.get("title") or self.values.get("name") or "")

    @property
    def state(self) -> str:
        return "REMOVED" if self.gone else "OPEN" if self.lacking else "DECIDED"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page of a draft's items is narrowed by; empty asks for nothing."""

    q: str = ""
    state: str = ""
    office: str = ""
    part: str = ""
    role: str = ""
    department: str = ""
    basis: str = ""
    codes: str = ""  # exactly these, with commas between


def rows_of(version: ListVersion) -> list[DraftRow]:
    """Every item of the draft, those it removes too, by code."""
    before, after = queries.base_items(version.kind), items_after(version)
    wished = {row.code: row for row in version.changes.all()}
    parts = version.form == ListForm.THREE_PART
    lacking = {code: three_parts.lacking(values) if parts else () for code, values in after.items()}
    return [DraftRow(code, after.get(code) or before[code], wished.get(code), lacking.get(code, ()), code not in after) for code in sorted({*before, *after})]


def narrowed(rows: list[DraftRow], asked: Asked) -> list[DraftRow]:
    """The rows the page asks for. state: OPEN, DECIDED, CHANGED, REMOVED."""
    return [row for row in rows if _asked_for(row, asked)]


def _asked_for(row: DraftRow, asked: Asked) -> bool:
    words = asked.q.casefold()
    change = row.change
    return (not asked.codes or row.code in asked.codes.split(",")) and (
        (not words or any(words in str(part).casefold() for part in (row.code, *row.values.values())))
        and (not asked.state or (change is not None if asked.state == "CHANGED" else row.state == asked.state))
        and all(not wanted or row.values.get(name) == wanted for name, wanted in
                (("office_name", asked.office), ("part", asked.part), ("role", asked.role)))
        and (not asked.department or asked.department in (row.values.get("departments") or ()))
        and (not asked.basis or (change is not None and asked.basis.casefold() in change.basis.casefold()))
    )


def next_open(rows: list[DraftRow], after: str) -> str:
    """The next item still open after a code, from the top again at the end; "" where none is."""
    still = [row.code for row in rows if row.lacking]
    return next((code for code in still if code > after), still[0] if still else "")


def progress_of(version: ListVersion) -> Progress:
    return three_parts.progress(items_after(version))


def shifts_of(version: ListVersion) -> list[Shift]:
    """What the draft changes for each office and department; only in a duty list."""
    return three_parts.shifts(queries.base_items(version.kind), items_after(version)) if version.kind.endswith("_DUTY") else []
