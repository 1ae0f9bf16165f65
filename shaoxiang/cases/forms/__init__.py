"""Shapes of page input. `moves`: the small form of each move; `intake`: the counter; `lists`: filters."""
