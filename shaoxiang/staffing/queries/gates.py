"""What upper rooms hold against a selection going on, and the way to settle it. The room of opinions holds one: the street is heard on its dispatched heads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from shaoxiang.kernel.access import Actor
from shaoxiang.staffing.models import CadreSelection
from shaoxiang.staffing.rules import StaffingRefused

Way = tuple[str, str]  # (msgid of a link, address)


@dataclass(frozen=True, slots=True)
class Gate:
    """`holds`: a sentence with its cure for each obstacle. `way`: the link on the page to where it is settled, for whoever may."""

    holds: Callable[[CadreSelection, datetime], Iterable[StaffingRefused]]
    way: Callable[[CadreSelection, Actor, datetime], Way | None]


_gates: list[Gate] = []


def register_gate(gate: Gate) -> None:
    """Asked before a selection is put to the meeting, decided, published and ended by an appointment (R2 art. 23)."""
    if gate not in _gates:
        _gates.append(gate)


def obstacles(selection: CadreSelection, at: datetime) -> list[StaffingRefused]:
    return [found for gate in _gates for found in gate.holds(selection, at)]


def ways(selection: CadreSelection, actor: Actor, at: datetime) -> list[Way]:
    return [way for gate in _gates if (way := gate.way(selection, actor, at)) is not None]
