"""Words of the room 赋权."""
