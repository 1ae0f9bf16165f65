"""The seam to the room of handed powers above: it registers a source here, and the book asks it when it is compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from shaoxiang.duties.models import EmpoweredMatter, EventType, TypePower
from shaoxiang.duties.rules.powers import LinkedPower, PowerLine, Register, line_of
from shaoxiang.duties.vocabulary import PowerType
from shaoxiang.kernel.dated import in_force

Source = Callable[[date], Register | None]
_sources: list[Source] = []


def register_powers(source: Source) -> None:
    """`source(on)`: which unit holds which item on a day, and how it stands there; None while no decision was ever entered."""
    if source not in _sources:
        _sources.append(source)


def power_lines(on: date, units: Iterable[int], departments: Mapping[str, int]) -> dict[tuple[str, int], PowerLine]:
    """(type, unit) -> the handed power that decides there on that day. Nothing where no room registered a source."""
    links = linked(on, departments) if _sources else {}
    if not links:
        return {}
    register = _register(on)
    elsewhere = {code: handed.department for (code, _unit), handed in (register or {}).items()}
    found: dict[tuple[str, int], PowerLine] = {}
    for type_code, items in links.items():
        known = [item if item.department else LinkedPower(item.code, item.name, item.name_en, elsewhere.get(item.code, 0)) for item in items]
        for unit_id in units:
            line = line_of(known, unit_id, register)
            if line is not None:
                found[type_code, unit_id] = line
    return found


def _register(on: date) -> Register | None:
    said = [register for register in (source(on) for source in _sources) if register is not None]
    return {pair: handed for register in said for pair, handed in register.items()} if said else None


def linked(on: date, departments: Mapping[str, int]) -> dict[str, list[LinkedPower]]:
    """Type -> the items of that day's list it is linked with. The department the list names; the link's own where the law leaves that open."""
    items = {row.code: row for row in EmpoweredMatter.objects.filter(in_force(on), power_type=PowerType.PENALTY.value)}
    rows = TypePower.objects.filter(in_force(on), in_force(on, "type__"), code__in=list(items)).order_by("type__code", "pk")
    found: dict[str, list[LinkedPower]] = {}
    for type_code, code, department_id in rows.values_list("type__code", "code", "department_id"):
        item = items[code]
        found.setdefault(type_code, []).append(
            LinkedPower(code, item.name, item.name_en, departments.get(item.original_department) or department_id or 0)
        )
    return found


def powers_of(kind: EventType, on: date) -> list[tuple[EmpoweredMatter, TypePower]]:
    """The items of that day's list a type calls for, with the link."""
    links = list(kind.powers.filter(in_force(on)).select_related("department").order_by("pk"))
    items = {row.code: row for row in EmpoweredMatter.objects.filter(in_force(on), code__in=[link.code for link in links])}
    return [(items[link.code], link) for link in links if link.code in items]
