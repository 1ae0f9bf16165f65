"""Writes of the lists: settings of types and catalogue (`settings`), versions of a list (`versions`, `publishing`)."""

from shaoxiang.duties.actions.publishing import publish
from shaoxiang.duties.actions.settings import TypeChange, change_type, end_catalogue, teach_catalogue, write_catalogue
from shaoxiang.duties.actions.token import raise_version
from shaoxiang.duties.actions.versions import StaleDraft, change_item, describe, draft_version, drop_change, import_table, rebase, withdraw_draft
from shaoxiang.duties.actions.wishes import Wish, put_changes

__all__ = [
    "StaleDraft", "TypeChange", "Wish", "change_item", "change_type", "describe", "draft_version", "drop_change", "end_catalogue", "import_table", "publish",
    "put_changes", "raise_version", "rebase", "teach_catalogue", "withdraw_draft", "write_catalogue",
]
