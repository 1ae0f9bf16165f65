"""Writes of the room: one function, one transaction, one entry."""

from shaoxiang.determinations.actions.naming import name_duties
from shaoxiang.determinations.actions.versions import PartChanged, adopt, draft, edit_part, issue, withdraw

__all__ = ["PartChanged", "adopt", "draft", "edit_part", "issue", "name_duties", "withdraw"]
