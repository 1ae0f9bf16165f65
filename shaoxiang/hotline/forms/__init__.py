"""Shapes of page input of the hotline room."""
