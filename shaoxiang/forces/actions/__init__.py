"""Writes of the room."""

from shaoxiang.forces.actions.summoning import check_summons

__all__ = ["check_summons"]
