"""Writes of the topic room: the night's gathering, and what people say about it."""

from shaoxiang.topics.actions.gathering import gather
from shaoxiang.topics.actions.people import dismiss, has_parent_maker, make_parent, register_parent_maker, rename, restore, save_settings

__all__ = ["dismiss", "gather", "has_parent_maker", "make_parent", "register_parent_maker", "rename", "restore", "save_settings"]
