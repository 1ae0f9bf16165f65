"""Writes of the topic room: the night's gathering, and what people say about it."""

from shaoxiang.topics.actions.gathering import gather
from shaoxiang.topics.actions.people import dismiss, make_parent, rename, restore, save_settings

__all__ = ["dismiss", "gather", "make_parent", "rename", "restore", "save_settings"]
