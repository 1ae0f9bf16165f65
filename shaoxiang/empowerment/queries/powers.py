"""赋权条目: who holds what on a day; the matrix of items and streets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from shaoxiang.duties.models import EmpoweredMatter
from shaoxiang.duties.queries import department_names
from shaoxiang.duties.queries.lists import empowered_matters
from shaoxiang.empowerment import rules
from shaoxiang.empowerment.models import HandedPower
from shaoxiang.empowerment.queries.capacity import unit_capacities
from shaoxiang.empowerment.queries.decisions import decisions_for
from shaoxiang.empowerment.vocabulary import BEFORE, PowerState
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.dated import in_force

HELD = (PowerState.IN_FORCE, PowerState.SHORT, PowerState.ENDING, PowerState.LEFT)
Pair = tuple[str, int]


def street_units(on: date) -> list[Body]:
    """The nine units of the reform."""
    rows = Body.objects.filter(in_force(on), kind__in=UNITS, street__reform_unit=True).select_related("street")
    return list(rows.order_by("street__code"))


def ended_units(on: date) -> dict[int, date]:
    """撤并了的: units still registered whose street has ended, and on which day. What they hold hangs on nobody (左挂)."""
    rows = Body.objects.filter(in_force(on), kind__in=UNITS, street__valid_to__lte=on)
    return {key: day for key, day in rows.values_list("pk", "street__valid_to") if day is not None}


def items(on: date, *, power_type: str = "", words: str = "") -> list[EmpoweredMatter]:
    """The list of powers in force on a day: 5 approvals and 55 penalties."""
    return list(empowered_matters(on, power_type=power_type, words=words).order_by("code"))


def powers_on(on: date) -> QuerySet[HandedPower]:
    """Lines that hold on a day."""
    rows = HandedPower.objects.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    return rows.select_related("decision__matter", "decision__department", "unit")


def anything_entered() -> bool:
    """Was any decision ever in force here? An empty register says nothing: neither that a street holds a power nor that it does not."""
    return HandedPower.objects.filter(valid_from__isnull=False).exists()


def holds(unit_id: int, code: str, on: date) -> HandedPower | None:
    """For upper rooms: the line under which a street may act on an item that day; None: it may not. The item must be on the list of that day too."""
    found = powers_on(on).filter(unit_id=unit_id, code=code).first()
    return found if found is not None and EmpoweredMatter.objects.filter(in_force(on), code=code).exists() else None


def applies(item: EmpoweredMatter, unit: Body) -> bool:
    """Some powers go to towns only (宅基地)."""
    return ("town" if unit.kind == BodyKind.TOWN_GOVERNMENT.value else "street") in item.applies_to


def department_of(item: EmpoweredMatter, names: Mapping[str, int]) -> int | None:
    """The department the list names; None where the law leaves it to the government to say which."""
    return names.get(item.original_department)


@dataclass(frozen=True, slots=True)
class Cell:
    state: PowerState
    unit: Body
    number: str = ""  # of the decision, where the reader may open it
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    item: EmpoweredMatter
    cells: list[Cell]

    @property
    def held(self) -> int:
        return sum(cell.state in HELD for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    units: list[Body]
    rows: list[MatrixRow]
    approvals: int  # items held by at least one street, the whole list counted
    penalties: int
    departments: list[str]

    @property
    def held_items(self) -> int:
        return self.approvals + self.penalties


def cells_of(actor: Actor, on: date) -> dict[Pair, Cell]:
    """(item, unit) -> what stands there. Running decisions are public; those on the way only to who may see them."""
    seen = set(decisions_for(actor).values_list("pk", flat=True))
    lines: dict[Pair, list[HandedPower]] = defaultdict(list)
    for row in HandedPower.objects.select_related("decision__matter", "unit__street").order_by("pk"):
        lines[row.code, row.unit_id].append(row)
    types: dict[int, set[str]] = defaultdict(set)
    for (_code, unit_id), rows in lines.items():
        types[unit_id] |= {row.power_type for row in rows if rules.holds(row.valid_from, row.valid_to, on)}
    capacity = unit_capacities([key for key, held in types.items() if held], on)
    short = {
        (key, kind) for key, one in capacity.items() for kind in types[key] if one.missing((kind,))
    }
    found, left = {}, ended_units(on)
    for pair, rows in lines.items():
        cell = _cell(rows, seen, short, left, on)
        if cell is not None:
            found[pair] = cell
    return found


def _cell(rows: list[HandedPower], seen: set[int], short: set[tuple[int, str]], left: Collection[int], on: date) -> Cell | None:
    now = next((row for row in rows if rules.holds(row.valid_from, row.valid_to, on)), None)
    if now is not None:
        state = PowerState.SHORT if (now.unit_id, now.power_type) in short else PowerState.IN_FORCE
        state = PowerState.LEFT if now.unit_id in left else PowerState.ENDING if now.valid_to else state
        return Cell(state, now.unit, now.decision.number if now.decision_id in seen else "", now.valid_from, now.valid_to)
    before = {status.value for status in BEFORE}
    coming = next((row for row in rows if row.decision_id in seen and (row.decision.matter.status in before or (row.valid_from or on) > on)), None)
    if coming is not None:
        return Cell(PowerState.PENDING, coming.unit, coming.decision.number, coming.valid_from)
    past = next((row for row in reversed(rows) if row.valid_to is not None and row.valid_to <= on), None)
    if past is not None:
        gone = PowerState.PASSED if past.succession_id else PowerState.RECALLED
        return Cell(gone, past.unit, past.decision.number if past.decision_id in seen else "", past.valid_from, past.valid_to)
    return None


def matrix(actor: Actor, on: date, *, power_type: str = "", department: str = "", unit_id: int | None = None, state: str = "", words: str = "") -> Matrix:
    """Items against streets, narrowed; the totals always count the whole list."""
    units, cells, every = street_units(on), cells_of(actor, on), items(on)
    shown = [unit for unit in units if unit_id is None or unit.pk == unit_id]
    kept = {item.pk for item in (items(on, power_type=power_type, words=words) if power_type or words else every)}
    rows = []
    for item in every:
        if item.pk not in kept or (department and item.original_department != department):
            continue
        row = MatrixRow(item, [_shown(item, unit, cells) for unit in shown])
        if not state or any(cell.state == state for cell in row.cells):
            rows.append(row)
    held = {item.code: item.power_type for item in every if any((cell := cells.get((item.code, unit.pk))) and cell.state in HELD for unit in units)}
    penalties = sum(kind == "PENALTY" for kind in held.values())
    departments = list(dict.fromkeys(item.original_department for item in every))
    return Matrix(shown, rows, len(held) - penalties, penalties, departments)


def _shown(item: EmpoweredMatter, unit: Body, cells: Mapping[Pair, Cell]) -> Cell:
    return cells.get((item.code, unit.pk)) or Cell(PowerState.NONE if applies(item, unit) else PowerState.NOT_FOR, unit)


def item_lines(code: str) -> list[HandedPower]:
    """Every line an item ever had, newest first: its history."""
    rows = HandedPower.objects.filter(code=code).select_related("decision__matter", "decision__department", "unit", "recall", "succession__to_unit")
    return list(rows.order_by("-valid_from", "-pk"))


def names_of_departments(on: date) -> dict[str, int]:
    return department_names(on)
