"""Writes of the room: one function, one transaction, one entry."""

from shaoxiang.determinations.actions.desk import put_on_desks
from shaoxiang.determinations.actions.naming import NamingChanged, name_duties
from shaoxiang.determinations.actions.retracting import ask_retraction, refuse_retraction, retract
from shaoxiang.determinations.actions.versions import PartChanged, adopt, draft, edit_part, issue, withdraw

__all__ = [
    "NamingChanged", "PartChanged", "adopt", "ask_retraction", "draft", "edit_part", "issue", "name_duties", "put_on_desks", "refuse_retraction", "retract",
    "withdraw",
]
