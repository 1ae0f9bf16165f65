"""Closed lists of the room."""
