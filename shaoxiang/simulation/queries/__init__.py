"""Reads of the room: the district as the model wants it, what was recorded, and kept runs."""

from shaoxiang.simulation.queries.district import NothingRecorded, ground_of, world_now, world_of
from shaoxiang.simulation.queries.names import departments
from shaoxiang.simulation.queries.recorded import Observed, observed

__all__ = ["NothingRecorded", "Observed", "departments", "ground_of", "observed", "world_now", "world_of"]
