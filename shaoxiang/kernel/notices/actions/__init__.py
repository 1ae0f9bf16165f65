"""Writes of the room. Other rooms call `notify` alone."""

from shaoxiang.kernel.notices.actions.telling import mark_read, notify

__all__ = ["mark_read", "notify"]
