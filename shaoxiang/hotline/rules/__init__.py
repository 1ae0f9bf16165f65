"""Decisions of the hotline room: no database, no clock on the wall."""
