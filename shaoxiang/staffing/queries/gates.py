"""What an upper room may hold against a selection before it goes on: it registers a function, this room asks. Nobody registered: nothing is held against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from shaoxiang.staffing.models import CadreSelection
from shaoxiang.staffing.rules import StaffingRefused

Gate = Callable[[CadreSelection, datetime], Iterable[StaffingRefused]]
_gates: list[Gate] = []


def register_gate(gate: Gate) -> None:
    """Asked before a selection is put to the meeting, decided, published and ended by an appointment. A sentence with its cure for each obstacle.

    Meant for the street's opinion on the head of a dispatched body (R2 art. 23): the room that keeps opinions stands above this one.
    """
    if gate not in _gates:
        _gates.append(gate)


def forget_gate(gate: Gate) -> None:
    """For tests."""
    _gates.remove(gate)


def obstacles(selection: CadreSelection, at: datetime) -> list[StaffingRefused]:
    return [found for gate in _gates for found in gate(selection, at)]
