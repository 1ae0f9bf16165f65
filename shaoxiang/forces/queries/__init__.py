"""Reads of the room. `readiness`, `on_duty` and `callable_bodies` are what upper rooms summon by."""

from shaoxiang.forces.queries.duty import OnDuty, leader_on_duty, on_duty, on_duty_of
from shaoxiang.forces.queries.figures import allocation_totals, mismatches, team_of_two
from shaoxiang.forces.queries.readiness import CALLABLE, Readiness, bases, callable_bodies, mode_of_bodies, readiness

__all__ = [
    "CALLABLE", "OnDuty", "Readiness", "allocation_totals", "bases", "callable_bodies", "leader_on_duty", "mismatches", "mode_of_bodies", "on_duty",
    "on_duty_of", "readiness", "team_of_two",
]
