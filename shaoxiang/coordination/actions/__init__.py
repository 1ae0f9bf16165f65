"""Writes of the room: raising and ends, meetings, decisions, tasks, the staffing office, settings."""

from shaoxiang.coordination.actions.raising import add_unit, escalate, raise_item, settle, supervise, withdraw

__all__ = ["add_unit", "escalate", "raise_item", "settle", "supervise", "withdraw"]
