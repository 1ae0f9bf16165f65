"""Reads of the board. `board.parts_of` is the door: parts kept by the process, looked at again only where the journal or the hour says so."""
