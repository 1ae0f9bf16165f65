"""Words of the room 职责准入."""
